//! `result[n] = start + Σ_k factor[n, k] · rows[k]`: the product in the forward pass, in the input gradient and in the
//! weight gradient for many samples.

#![allow(clippy::needless_range_loop, reason = "indices shared by several arrays match the formula")]

mod tiles;

use super::register::Simd;
use super::{Level, Row, Rows, sums};
use crate::Scalar;
pub(super) use tiles::{product, unrolled};

/// A product to compute. Its shape is known only at run time, so that one compiled form serves all layers.
///
/// It is made from arrays, so that no lengths have to be checked when it is computed: predicting never panics.
#[derive(Debug)]
pub struct Product<'a, T> {
    /// Initial values of the sums, `width` values; zeros if `None`.
    start: Option<&'a [T]>,
    /// One row per term of the sums.
    rows: Rows<'a, T>,
    /// One factor per term of each result.
    factors: Factors<'a, T>,
    /// One row per result, as long as `rows`.
    results: &'a mut [T],
    /// Number of terms in a sum.
    terms: usize,
    /// Number of results.
    count: usize,
    /// Distance between the factors of consecutive results or terms.
    spacing: usize,
}

impl<'a, T: Scalar> Product<'a, T> {
    /// Creates `results[n] = start + Σ_k factors[n][k] · rows[k]`, for as many `n` as there are factors and results.
    #[inline(always)]
    pub fn by_result<R: Row<T, WIDTH>, const TERMS: usize, const WIDTH: usize>(
        start: Option<&'a [T; WIDTH]>,
        rows: &'a [R; TERMS],
        factors: &'a [[T; TERMS]],
        results: &'a mut [[T; WIDTH]],
    ) -> Self {
        debug_assert_eq!(factors.len(), results.len(), "expected one row of factors per result");
        Self {
            start: start.map(|start| &start[..]),
            rows: Rows::new(rows),
            count: factors.len().min(results.len()),
            factors: Factors::ByResult(factors.as_flattened()),
            results: results.as_flattened_mut(),
            terms: TERMS,
            spacing: TERMS,
        }
    }

    /// Creates `results[n] = Σ_k factors[k][n] · rows[k]`, with as many terms as there are factors and rows.
    #[inline(always)]
    pub fn by_term<const COUNT: usize, const WIDTH: usize>(
        rows: &'a [[T; WIDTH]],
        factors: &'a [[T; COUNT]],
        results: &'a mut [[T; WIDTH]; COUNT],
    ) -> Self {
        debug_assert_eq!(rows.len(), factors.len(), "expected one row of factors per term");
        Self {
            start: None,
            terms: rows.len().min(factors.len()),
            rows: Rows::new(rows),
            factors: Factors::ByTerm(factors.as_flattened()),
            results: results.as_flattened_mut(),
            count: COUNT,
            spacing: COUNT,
        }
    }

    /// Creates `results[n] = Σ_k factors[k][first + n] · rows[k]` for as many results as there are. Rows, factors and
    /// results are contiguous, with the lengths given beside them; a result is as long as a row.
    pub(crate) fn outer(
        (rows, width): (&'a [T], usize),
        (factors, spacing): (&'a [T], usize),
        first: usize,
        results: &'a mut [T],
    ) -> Self {
        let terms = rows.len().checked_div(width).unwrap_or(0).min(factors.len().checked_div(spacing).unwrap_or(0));
        let count = results.len().checked_div(width).unwrap_or(0).min(spacing.saturating_sub(first));
        Self {
            start: None,
            terms,
            rows: Rows::flat(rows, width),
            // Without terms there are no factors, and `first` may be out of bounds.
            factors: Factors::ByTerm(factors.get(first..).unwrap_or(&[])),
            results,
            count,
            spacing,
        }
    }
}

/// Sums all rows, each of `result.len()` values.
#[inline(always)]
pub(super) fn sum_rows<L: Level, T: Scalar>(level: L, rows: &[T], result: &mut [T]) {
    let (lanes, width) = (Simd::<L, T>::LANES, result.len());
    if width < lanes {
        sum_column::<L, T, true>(level, rows, width, 0).store_first(result);
        return;
    }
    for column in (0..width).step_by(lanes) {
        let column = column.min(width - lanes);
        sum_column::<L, T, false>(level, rows, width, column).store(&mut result[column..]);
    }
}

/// Sums a vector of columns or, if `PARTIAL`, all columns, which are fewer than a vector has lanes.
#[inline(always)]
fn sum_column<L: Level, T: Scalar, const PARTIAL: bool>(
    level: L,
    rows: &[T],
    width: usize,
    column: usize,
) -> Simd<L, T> {
    let zero = Simd::splat(level, T::ZERO);
    let (mut total, mut lost) = (zero, zero);
    let width = width.max(1);
    for block in rows.chunks(width * sums::BLOCK) {
        let mut sum = zero;
        for row in block.chunks_exact(width) {
            let row = if PARTIAL { Simd::load_first(level, row) } else { Simd::load(level, &row[column..]) };
            sum = sum.add(row);
        }
        sums::carry_register(level, &mut total, &mut lost, sum);
    }
    total
}

/// The order of factors in memory.
#[derive(Clone, Copy, Debug)]
enum Factors<'a, T> {
    /// All factors of one result, then all of the next.
    ByResult(&'a [T]),
    /// All factors of one term, then all of the next.
    ByTerm(&'a [T]),
}
