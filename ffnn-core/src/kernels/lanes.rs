//! Samples side by side in vectors, for layers too narrow to fill a vector with the values of one sample.
//!
//! The values of `LANES` samples at one point of a network are `[[T; LANES]; N]`, one row per value and one column per
//! sample.

#![allow(clippy::needless_range_loop, reason = "an index is the same output, part or vector in several arrays")]

use super::product::unrolled;
use super::{Level, Register, Row};
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
    _level: L,
    weights: &[R; IN],
    bias: Option<&[T; OUT]>,
    input: &[[T; LANES]; IN],
    output: &mut [[T; LANES]; OUT],
) {
    assert!(const { LANES.is_multiple_of(16) }, "expected the number of lanes to be a multiple of 16");
    let weights = weights.as_ptr().cast();
    let view = View::<T, IN, OUT, LANES> { weights, stride: R::STRIDE, bias, input };
    // SAFETY: a level is proof of its instructions. 16 samples are whole vectors of every level: at least four without
    // fused multiply-add, which only the narrowest level lacks, and at least two except for the widest.
    unsafe {
        if const { !L::FUSED } {
            // Two outputs by four vectors, because broadcasting a weight takes an extra instruction here.
            columns::<L, T, IN, OUT, LANES, 4, 2, 1, 2>(&view, output);
        } else if const { T::Register::<L>::LANES == LANES } {
            columns::<L, T, IN, OUT, LANES, 1, 8, 4, 8>(&view, output);
        } else if const { L::REGISTERS >= 32 } {
            columns::<L, T, IN, OUT, LANES, 2, 8, 2, 4>(&view, output);
        } else {
            columns::<L, T, IN, OUT, LANES, 2, 4, 2, 4>(&view, output);
        }
    }
}

struct View<'a, T, const IN: usize, const OUT: usize, const LANES: usize> {
    weights: *const T,
    stride: usize,
    bias: Option<&'a [T; OUT]>,
    input: &'a [[T; LANES]; IN],
}

/// Computes all outputs of all samples, `C` vectors of samples at a time: `MANY` outputs at a time or, if there are
/// fewer outputs, fewer, each as the sum of several partial sums, because about 8 independent sums are needed to hide
/// the latency of a multiply-add.
#[inline(always)]
unsafe fn columns<
    L: Level,
    T: Scalar,
    const IN: usize,
    const OUT: usize,
    const LANES: usize,
    const C: usize,
    const MANY: usize,
    const PARTS_OF_TWO: usize,
    const PARTS_OF_ONE: usize,
>(
    view: &View<'_, T, IN, OUT, LANES>,
    output: &mut [[T; LANES]; OUT],
) {
    for column in (0..LANES).step_by(C * T::Register::<L>::LANES) {
        // SAFETY: guaranteed by the caller; the last outputs overlap the ones before, so that they end at `OUT`.
        unsafe {
            if const { OUT >= MANY } {
                for first in (0..OUT).step_by(MANY) {
                    tile::<L, T, IN, OUT, LANES, C, MANY, 1>(view, first.min(OUT - MANY), column, output);
                }
            } else if const { OUT >= 4 } {
                for first in (0..OUT).step_by(4) {
                    tile::<L, T, IN, OUT, LANES, C, 4, 2>(view, first.min(OUT - 4), column, output);
                }
            } else if const { OUT >= 2 } {
                for first in (0..OUT).step_by(2) {
                    tile::<L, T, IN, OUT, LANES, C, 2, PARTS_OF_TWO>(view, first.min(OUT - 2), column, output);
                }
            } else if const { OUT == 1 } {
                tile::<L, T, IN, OUT, LANES, C, 1, PARTS_OF_ONE>(view, 0, column, output);
            }
        }
    }
}

/// Computes outputs `first..first + N` of the samples in `C` vectors from `column` on, each as `PARTS` partial sums.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<
    L: Level,
    T: Scalar,
    const IN: usize,
    const OUT: usize,
    const LANES: usize,
    const C: usize,
    const N: usize,
    const PARTS: usize,
>(
    view: &View<'_, T, IN, OUT, LANES>,
    first: usize,
    column: usize,
    output: &mut [[T; LANES]; OUT],
) {
    let lanes = T::Register::<L>::LANES;
    // SAFETY: guaranteed by the caller.
    unsafe {
        let mut sums = [[[T::Register::<L>::splat(T::ZERO); C]; N]; PARTS];
        if let Some(bias) = view.bias {
            unrolled!(n in N, sums[0][n] = [T::Register::<L>::splat(bias[first + n]); C]);
        }
        let whole = IN / PARTS * PARTS;
        let mut term = 0;
        while term < whole {
            for part in 0..PARTS {
                add::<L, T, IN, OUT, LANES, C, N>(view, term + part, first, column, &mut sums[part]);
            }
            term += PARTS;
        }
        for part in 0..PARTS {
            if whole + part < IN {
                add::<L, T, IN, OUT, LANES, C, N>(view, whole + part, first, column, &mut sums[part]);
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
                sums[0][n][c].store(output[first + n].as_mut_ptr().add(column + c * lanes));
            }
        });
    }
}

/// Adds the products of one input.
// Not a closure: a closure that is not inlined would be compiled for the baseline, without the level's instructions.
#[inline(always)]
unsafe fn add<
    L: Level,
    T: Scalar,
    const IN: usize,
    const OUT: usize,
    const LANES: usize,
    const C: usize,
    const N: usize,
>(
    view: &View<'_, T, IN, OUT, LANES>,
    term: usize,
    first: usize,
    column: usize,
    sums: &mut [[T::Register<L>; C]; N],
) {
    // SAFETY: guaranteed by the caller.
    unsafe {
        let input = view.input[term].as_ptr().add(column);
        let mut row = [T::Register::<L>::splat(T::ZERO); C];
        for (c, row) in row.iter_mut().enumerate() {
            *row = T::Register::<L>::load(input.add(c * T::Register::<L>::LANES));
        }
        let weights = view.weights.add(term * view.stride + first);
        unrolled!(n in N, {
            let weight = T::Register::<L>::splat(weights.add(n).read());
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
