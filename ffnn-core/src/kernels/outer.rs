//! `output[i] = Σ_s left[s][i] · right[s]`: the sum of outer products behind the weight gradient.

use super::Level;
use super::product::{unrolled, window, window_mut, windows};
use crate::Scalar;

/// For any number of samples.
#[inline(always)]
pub(super) fn outer<L: Level, T: Scalar, const HEIGHT: usize, const WIDTH: usize>(
    level: L,
    left: &[[T; HEIGHT]],
    right: &[[T; WIDTH]],
    output: &mut [[T; WIDTH]; HEIGHT],
) {
    let mut top = 0;
    while top + 8 <= HEIGHT {
        rows::<L, T, HEIGHT, WIDTH, 8>(level, left, right, output, top);
        top += 8;
    }
    while top < HEIGHT {
        rows::<L, T, HEIGHT, WIDTH, 1>(level, left, right, output, top);
        top += 1;
    }
}

/// Rows `top..top + N` of the result.
#[inline(always)]
fn rows<L: Level, T: Scalar, const HEIGHT: usize, const WIDTH: usize, const N: usize>(
    level: L,
    left: &[[T; HEIGHT]],
    right: &[[T; WIDTH]],
    output: &mut [[T; WIDTH]; HEIGHT],
    top: usize,
) {
    windows!(WIDTH, L, T, |first, M| tile::<L, T, HEIGHT, WIDTH, N, M>(level, left, right, output, top, first));
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn tile<L: Level, T: Scalar, const HEIGHT: usize, const WIDTH: usize, const N: usize, const M: usize>(
    level: L,
    left: &[[T; HEIGHT]],
    right: &[[T; WIDTH]],
    output: &mut [[T; WIDTH]; HEIGHT],
    top: usize,
    first: usize,
) {
    let mut sums = [[T::ZERO; M]; N];
    for (left, right) in left.iter().zip(right) {
        let (factors, row) = (window::<T, N>(left, top), window::<T, M>(right, first));
        unrolled!(n in N, {
            for m in 0..M {
                sums[n][m] = level.mul_add(row[m], factors[n], sums[n][m]);
            }
        });
    }
    unrolled!(n in N, *window_mut(&mut output[top + n], first) = sums[n]);
}
