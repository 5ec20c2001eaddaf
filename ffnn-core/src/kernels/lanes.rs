//! Samples side by side in vectors, for layers too narrow to fill a vector with the values of one sample.
//!
//! The values of `LANES` samples at one point of a network are `[[T; LANES]; N]`, one row per value and one column per
//! sample.

#![allow(clippy::needless_range_loop, reason = "an index is the same output, part or vector in several arrays")]

use super::product::unrolled;
use super::register::{Register, Simd};
use super::{Level, Row};
use crate::Scalar;

/// Transposes a matrix, such as rows of values into rows of samples. Reference: [`naive::turn`](super::naive::turn).
#[inline(always)]
pub fn turn<L: Level, T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    level: L,
    from: &[[T; COLUMNS]; ROWS],
    to: &mut [[T; ROWS]; COLUMNS],
) {
    /// Fewer rows or columns are not a square block of even the narrowest vectors.
    const FEW: usize = 4;
    if const { ROWS == 1 || COLUMNS == 1 } {
        to.as_flattened_mut().copy_from_slice(from.as_flattened());
    } else if const { ROWS < FEW || COLUMNS < FEW } {
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                to[column][row] = from[row][column];
            }
        }
    } else {
        level.transpose(from.as_flattened(), COLUMNS, to.as_flattened_mut());
    }
}

/// Computes `y[o] = Σ_i W[o, i] x[i] + b[o]` for `LANES` samples side by side. Reference:
/// [`naive::affine_lanes`](super::naive::affine_lanes).
#[inline(always)]
pub fn affine_lanes<L: Level, T: Scalar, R: Row<T, OUT>, const IN: usize, const OUT: usize, const LANES: usize>(
    level: L,
    weights: &[R; IN],
    bias: Option<&[T; OUT]>,
    input: &[[T; LANES]; IN],
    output: &mut [[T; LANES]; OUT],
) {
    assert!(const { LANES.is_multiple_of(16) }, "expected the number of lanes to be a multiple of 16");
    let view = LaneProduct { level, weights, bias, input };
    // 16 samples are whole vectors of every level: at least four without fused multiply-add, which only the narrowest
    // level lacks, and at least two except for the widest.
    if const { !L::FUSED } {
        // Two outputs by four vectors, because broadcasting a weight takes an extra instruction here.
        view.columns::<4, 2, 1, 2>(output);
    } else if const { T::Register::<L>::LANES == LANES } {
        view.columns::<1, 8, 4, 8>(output);
    } else if const { L::REGISTERS >= 32 } {
        view.columns::<2, 8, 2, 4>(output);
    } else {
        view.columns::<2, 4, 2, 4>(output);
    }
}

struct LaneProduct<'a, L, T, R, const IN: usize, const OUT: usize, const LANES: usize> {
    level: L,
    weights: &'a [R; IN],
    bias: Option<&'a [T; OUT]>,
    input: &'a [[T; LANES]; IN],
}

impl<L: Level, T: Scalar, R: Row<T, OUT>, const IN: usize, const OUT: usize, const LANES: usize>
    LaneProduct<'_, L, T, R, IN, OUT, LANES>
{
    /// Computes all outputs of all samples, `C` vectors of samples at a time: `MANY` outputs at a time or, if there are
    /// fewer outputs, fewer, each as the sum of several partial sums, because about 8 independent sums are needed to
    /// hide the latency of a multiply-add.
    #[inline(always)]
    fn columns<const C: usize, const MANY: usize, const PARTS_OF_TWO: usize, const PARTS_OF_ONE: usize>(
        &self,
        output: &mut [[T; LANES]; OUT],
    ) {
        for column in (0..LANES).step_by(C * Simd::<L, T>::LANES) {
            // The last outputs overlap the ones before, so that they end at `OUT`.
            if const { OUT >= MANY } {
                for first in (0..OUT).step_by(MANY) {
                    self.tile::<C, MANY, 1>(first.min(OUT - MANY), column, output);
                }
            } else if const { OUT >= 4 } {
                for first in (0..OUT).step_by(4) {
                    self.tile::<C, 4, 2>(first.min(OUT - 4), column, output);
                }
            } else if const { OUT >= 2 } {
                for first in (0..OUT).step_by(2) {
                    self.tile::<C, 2, PARTS_OF_TWO>(first.min(OUT - 2), column, output);
                }
            } else if const { OUT == 1 } {
                self.tile::<C, 1, PARTS_OF_ONE>(0, column, output);
            }
        }
    }

    /// Computes outputs `first..first + N` of the samples in `C` vectors from `column` on, each as `PARTS` partial sums.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn tile<const C: usize, const N: usize, const PARTS: usize>(
        &self,
        first: usize,
        column: usize,
        output: &mut [[T; LANES]; OUT],
    ) {
        let zero = Simd::splat(self.level, T::ZERO);
        let mut sums = [[[zero; C]; N]; PARTS];
        if let Some(bias) = self.bias {
            unrolled!(n in N, sums[0][n] = [Simd::splat(self.level, bias[first + n]); C]);
        }
        let whole = IN / PARTS * PARTS;
        let mut term = 0;
        while term < whole {
            for part in 0..PARTS {
                self.add(term + part, first, column, &mut sums[part]);
            }
            term += PARTS;
        }
        for part in 0..PARTS {
            if whole + part < IN {
                self.add(whole + part, first, column, &mut sums[part]);
            }
        }
        let mut parts = PARTS;
        while parts > 1 {
            parts /= 2;
            for part in 0..parts {
                for n in 0..N {
                    for c in 0..C {
                        sums[part][n][c] = sums[part][n][c].add(sums[part + parts][n][c]);
                    }
                }
            }
        }
        unrolled!(n in N, {
            for c in 0..C {
                sums[0][n][c].store(&mut output[first + n][column + c * Simd::<L, T>::LANES..]);
            }
        });
    }

    /// Adds the products of one input.
    // Not a closure: a closure that is not inlined would be compiled for the baseline, without the level's instructions.
    #[inline(always)]
    fn add<const C: usize, const N: usize>(
        &self,
        term: usize,
        first: usize,
        column: usize,
        sums: &mut [[Simd<L, T>; C]; N],
    ) {
        let mut row = [Simd::splat(self.level, T::ZERO); C];
        for (c, row) in row.iter_mut().enumerate() {
            *row = Simd::load(self.level, &self.input[term][column + c * Simd::<L, T>::LANES..]);
        }
        let weights = &self.weights[term].values()[first..first + N];
        unrolled!(n in N, {
            let weight = Simd::splat(self.level, weights[n]);
            for c in 0..C {
                sums[n][c] = row[c].mul_add(weight, sums[n][c]);
            }
        });
    }
}

/// Computes `y = (x - mean) · factor + shift` for samples side by side. Reference:
/// [`naive::normalize_lanes`](super::naive::normalize_lanes).
#[inline(always)]
pub fn normalize_lanes<L: Level, T: Scalar, const N: usize, const LANES: usize>(
    level: L,
    input: &[[T; LANES]; N],
    mean: &[T; N],
    factor: &[T; N],
    shift: &[T; N],
    output: &mut [[T; LANES]; N],
) {
    for n in 0..N {
        for lane in 0..LANES {
            output[n][lane] = level.flush(level.mul_add(input[n][lane] - mean[n], factor[n], shift[n]));
        }
    }
}
