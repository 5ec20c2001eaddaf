//! Joining the values of blocks, and splitting their gradients.

use super::Level;
use crate::Scalar;

/// Computes `y = a + b`. Overwrites `y`, which is as long as `a` and `b`. Reference: [`naive::sum`](super::naive::sum).
#[inline(always)]
pub fn sum<L: Level, T: Scalar>(level: L, a: &[T], b: &[T], y: &mut [T]) {
    for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
        *y = level.flush(a + b);
    }
}

/// Computes `y ← y + x`. Reference: [`naive::add`](super::naive::add).
#[inline(always)]
pub fn add<L: Level, T: Scalar>(level: L, x: &[T], y: &mut [T]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = level.flush(*y + x);
    }
}

/// Overwrites the columns of `y` from `start` on with `x`. Reference:
/// [`naive::write_columns`](super::naive::write_columns).
#[inline(always)]
pub fn write_columns<L: Level, T: Scalar, const N: usize, const ALL: usize>(
    _level: L,
    x: &[[T; N]],
    y: &mut [[T; ALL]],
    start: usize,
) {
    for (x, y) in x.iter().zip(y) {
        y[start..start + N].copy_from_slice(x);
    }
}

/// Overwrites `x` with the columns of `y` from `start` on. Reference:
/// [`naive::read_columns`](super::naive::read_columns).
#[inline(always)]
pub fn read_columns<L: Level, T: Scalar, const N: usize, const ALL: usize>(
    _level: L,
    y: &[[T; ALL]],
    start: usize,
    x: &mut [[T; N]],
) {
    for (x, y) in x.iter_mut().zip(y) {
        x.copy_from_slice(&y[start..start + N]);
    }
}

/// Adds the columns of `y` from `start` on to `x`. Reference: [`naive::add_columns`](super::naive::add_columns).
#[inline(always)]
pub fn add_columns<L: Level, T: Scalar, const N: usize, const ALL: usize>(
    level: L,
    y: &[[T; ALL]],
    start: usize,
    x: &mut [[T; N]],
) {
    for (x, y) in x.iter_mut().zip(y) {
        add(level, &y[start..start + N], x);
    }
}
