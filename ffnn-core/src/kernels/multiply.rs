//! Value by value.

use super::Level;
use crate::Scalar;

/// `y = a · b`, value by value: see [`naive::multiply`](super::naive::multiply). Overwrites `y`, which is as long as `a`
/// and `b`.
#[inline(always)]
pub fn multiply<L: Level, T: Scalar>(level: L, a: &[T], b: &[T], y: &mut [T]) {
    for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
        *y = level.flush(a * b);
    }
}
