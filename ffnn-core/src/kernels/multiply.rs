//! Elementwise product.

use super::Level;
use crate::Scalar;

/// Computes `y = a · b` elementwise. Overwrites `y`, which is as long as `a` and `b`. Reference:
/// [`naive::multiply`](super::naive::multiply).
#[inline(always)]
pub fn multiply<L: Level, T: Scalar>(level: L, a: &[T], b: &[T], y: &mut [T]) {
    for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
        *y = level.flush(a * b);
    }
}
