//! Normalization with a fixed mean and variance.

use super::Level;
use crate::Scalar;

/// Computes `y = x · factor + shift` per feature. Reference: [`naive::scale`](super::naive::scale).
#[inline(always)]
pub fn scale<L: Level, T: Scalar, const N: usize>(
    level: L,
    input: &[[T; N]],
    factor: &[T; N],
    shift: &[T; N],
    output: &mut [[T; N]],
) {
    for (x, y) in input.iter().zip(output) {
        for n in 0..N {
            y[n] = level.flush(level.mul_add(x[n], factor[n], shift[n]));
        }
    }
}

/// Computes [`scale`] for samples side by side, `x[n][sample]`. Reference:
/// [`naive::scale_lanes`](super::naive::scale_lanes).
#[inline(always)]
pub fn scale_lanes<L: Level, T: Scalar, const N: usize, const LANES: usize>(
    level: L,
    input: &[[T; LANES]; N],
    factor: &[T; N],
    shift: &[T; N],
    output: &mut [[T; LANES]; N],
) {
    for n in 0..N {
        for lane in 0..LANES {
            output[n][lane] = level.flush(level.mul_add(input[n][lane], factor[n], shift[n]));
        }
    }
}
