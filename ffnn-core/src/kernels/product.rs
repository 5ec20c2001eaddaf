//! `result[n] = start + Σ_k factor[n, k] · rows[k]`: the product in the forward pass, in the input gradient and in the
//! weight gradient for many samples.

#![allow(clippy::needless_range_loop, reason = "indices shared by several arrays match the formula")]

mod tiles;

use core::marker::PhantomData;

use super::register::load;
use super::single::Single;
use super::{Level, Register, Row, Rows, sums};
use crate::Scalar;
use tiles::tiles;
pub(super) use tiles::unrolled;

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
///
/// # Safety
///
/// The processor must have the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn sum_rows<L: Level, T: Scalar>(rows: &[T], result: &mut [T]) {
    let (lanes, width) = (T::Register::<L>::LANES, result.len());
    if width < lanes {
        // SAFETY: a row has `width` values; the caller guarantees the instructions.
        unsafe {
            let sum = sum_column::<L, T, true>(rows, width, 0);
            sum.store_first(result.as_mut_ptr(), width);
        }
        return;
    }
    for column in (0..width).step_by(lanes) {
        let column = column.min(width - lanes);
        // SAFETY: the caller guarantees the instructions, and the vector ends at `width` or before.
        unsafe {
            let sum = sum_column::<L, T, false>(rows, width, column);
            sum.store(result.as_mut_ptr().add(column));
        }
    }
}

/// Sums a vector of columns or, if `PARTIAL`, all columns, which are fewer than a vector has lanes.
#[inline(always)]
unsafe fn sum_column<L: Level, T: Scalar, const PARTIAL: bool>(
    rows: &[T],
    width: usize,
    column: usize,
) -> T::Register<L> {
    // SAFETY: guaranteed by the caller.
    unsafe {
        let zero = T::Register::<L>::splat(T::ZERO);
        let (mut total, mut lost) = (zero, zero);
        let width = width.max(1);
        for block in rows.chunks(width * sums::BLOCK) {
            let mut sum = zero;
            for row in block.chunks_exact(width) {
                sum = sum.add(load::<L, T, PARTIAL>(row.as_ptr().add(column), width));
            }
            sums::carry_register::<L, T>(&mut total, &mut lost, sum);
        }
        total
    }
}

/// The order of factors in memory.
#[derive(Clone, Copy, Debug)]
enum Factors<'a, T> {
    /// All factors of one result, then all of the next.
    ByResult(&'a [T]),
    /// All factors of one term, then all of the next.
    ByTerm(&'a [T]),
}

/// A [`Product`] as pointers.
#[derive(Clone, Copy)]
struct View<T> {
    start: Option<*const T>,
    /// Whether the sums continue from the results, which contain the previous terms.
    resumed: bool,
    rows: *const T,
    stride: usize,
    factors: *const T,
    results: *mut T,
    width: usize,
    terms: usize,
    count: usize,
    spacing: usize,
}

impl<T> View<T> {
    /// Returns the first result as a single product.
    ///
    /// # Safety
    ///
    /// The arrays behind the view live as long as `'a`, its factors are ordered by result, and there is a result.
    #[inline(always)]
    unsafe fn first<'a>(self) -> Single<'a, T> {
        let Self { start, rows, stride, factors, results: result, width, terms, .. } = self;
        Single { start, rows, stride, factors, result, terms, width, lifetime: PhantomData }
    }
}

/// Computes `product` with the registers of `L`.
///
/// # Safety
///
/// The processor must have the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn product<L: Level, T: Scalar>(product: Product<'_, T>) {
    let Product { start, rows, factors, results, terms, count, spacing } = product;
    let width = rows.width();
    if width == 0 || count == 0 {
        return;
    }
    let (Factors::ByResult(values) | Factors::ByTerm(values)) = factors;
    let view = View {
        start: start.map(<[T]>::as_ptr),
        resumed: false,
        rows: rows.first,
        stride: rows.stride,
        factors: values.as_ptr(),
        results: results.as_mut_ptr(),
        width,
        terms,
        count,
        spacing,
    };
    // SAFETY: a product has the lengths that it states; the caller guarantees the instructions.
    unsafe {
        match factors {
            Factors::ByResult(_) if count == 1 => (T::compiled::<L>().single)(view.first()),
            Factors::ByResult(_) => tiles::<L, T, false>(&view),
            Factors::ByTerm(_) => tiles::<L, T, true>(&view),
        }
    }
}
