//! Sums over the samples of a batch.
//!
//! Adding numbers one after another accumulates rounding errors: the sum of a million equal numbers in `f32` is off by
//! half a percent. Here up to [`BLOCK`] numbers are added directly, and then the sums of blocks with Kahan's
//! compensation (Kahan, 1965): the error is below 1e-6 for any number of samples.

#![allow(clippy::needless_range_loop, reason = "indices shared by several arrays match the formula")]

use super::Level;
use super::register::Simd;
use crate::Scalar;

/// Number of samples that are added directly: no more than the smallest common batch, so that small batches skip the
/// compensation.
pub(super) const BLOCK: usize = 64;

/// Number of columns that are summed side by side.
const LANES: usize = 16;

/// Overwrites `result[n]` with `Σ_s term(row of s, n)` over the samples; `rows` yields the row of each sample.
///
/// `term` must be `#[inline(always)]`, or it is compiled for the baseline.
#[inline(always)]
pub(crate) fn sum_samples<T: Scalar, R: Copy>(
    rows: impl Iterator<Item = R> + Clone,
    result: &mut [T],
    term: impl Fn(R, usize) -> T,
) {
    let width = result.len();
    let (chunks, rest) = result.as_chunks_mut::<LANES>();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        let first = index * LANES;
        sum_columns(
            rows.clone(),
            chunk,
            #[inline(always)]
            |row, lane| term(row, first + lane),
        );
    }
    let first = width - rest.len();
    for (lane, value) in rest.iter_mut().enumerate() {
        sum_columns(
            rows.clone(),
            core::array::from_mut(value),
            #[inline(always)]
            |row, _| term(row, first + lane),
        );
    }
}

#[inline(always)]
fn sum_columns<T: Scalar, R: Copy, const C: usize>(
    rows: impl Iterator<Item = R>,
    result: &mut [T; C],
    term: impl Fn(R, usize) -> T,
) {
    let (mut total, mut lost, mut sum) = ([T::ZERO; C], [T::ZERO; C], [T::ZERO; C]);
    let mut left = BLOCK;
    for row in rows {
        if left == 0 {
            carry(&mut total, &mut lost, &sum);
            (sum, left) = ([T::ZERO; C], BLOCK);
        }
        for column in 0..C {
            sum[column] += term(row, column);
        }
        left -= 1;
    }
    carry(&mut total, &mut lost, &sum);
    *result = total;
}

/// Adds `sum` to `total`; `lost` is the excess that rounding has added so far.
#[inline(always)]
fn carry<T: Scalar, const C: usize>(total: &mut [T; C], lost: &mut [T; C], sum: &[T; C]) {
    for column in 0..C {
        let corrected = sum[column] - lost[column];
        let next = total[column] + corrected;
        lost[column] = (next - total[column]) - corrected;
        total[column] = next;
    }
}

/// Adds registers like [`carry`].
#[inline(always)]
pub(super) fn carry_register<L: Level, T: Scalar>(
    level: L,
    total: &mut Simd<L, T>,
    lost: &mut Simd<L, T>,
    sum: Simd<L, T>,
) {
    let minus = Simd::splat(level, -T::ONE);
    let corrected = lost.mul_add(minus, sum);
    let next = total.add(corrected);
    *lost = corrected.mul_add(minus, total.mul_add(minus, next));
    *total = next;
}
