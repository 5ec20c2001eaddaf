//! `result[n] = start + Σ_k factor[n, k] · rows[k]`: the product behind the forward pass, the derivative by the input and
//! the derivative by the weights of many samples.

#![allow(clippy::needless_range_loop, reason = "an index that several arrays share reads as the formula does")]

use super::register::load;
use super::single;
use super::{Level, Register, Row, Rows};
use crate::Scalar;

/// A product that is to be computed; its shape is known at run time only, so that one compiled form serves all layers.
///
/// Whoever makes one has arrays, so that nothing about lengths is left to check where it is computed: predicting never
/// panics.
#[derive(Debug)]
pub struct Product<'a, T> {
    /// What the sums start from, `width` values; zero if none is given.
    start: Option<&'a [T]>,
    /// One row for each term of the sums.
    rows: Rows<'a, T>,
    /// One factor for each term of each result.
    factors: Factors<'a, T>,
    /// One row, as long as those, for each result.
    results: &'a mut [T],
    /// How many terms a sum has.
    terms: usize,
    /// How many results there are.
    count: usize,
    /// How far the factors of two results, or of two terms, are apart.
    spacing: usize,
}

impl<'a, T: Scalar> Product<'a, T> {
    /// `results[n] = start + Σ_k factors[n][k] · rows[k]`, for as many as there are factors and results for.
    #[inline(always)]
    pub fn by_result<R: Row<T, WIDTH>, const TERMS: usize, const WIDTH: usize>(
        start: Option<&'a [T; WIDTH]>,
        rows: &'a [R; TERMS],
        factors: &'a [[T; TERMS]],
        results: &'a mut [[T; WIDTH]],
    ) -> Self {
        debug_assert_eq!(factors.len(), results.len(), "one row of factors for each result");
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

    /// `results[n] = Σ_k factors[k][n] · rows[k]`, with as many terms as there are factors and rows for.
    #[inline(always)]
    pub fn by_term<const COUNT: usize, const WIDTH: usize>(
        rows: &'a [[T; WIDTH]],
        factors: &'a [[T; COUNT]],
        results: &'a mut [[T; WIDTH]; COUNT],
    ) -> Self {
        debug_assert_eq!(rows.len(), factors.len(), "one row of factors for each term");
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

    /// `results[n] = Σ_k factors[k][first + n] · rows[k]`, for as many results as there are; rows, factors and results lie
    /// one after the other, each as long as is said beside them, a result as long as a row.
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
            // Without a term there is no factor, nor a place for one.
            factors: Factors::ByTerm(factors.get(first..).unwrap_or(&[])),
            results,
            count,
            spacing,
        }
    }
}

/// The sum of all rows, each of `result.len()` values.
///
/// # Safety
///
/// The processor has the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn sum_rows<L: Level, T: Scalar>(rows: &[T], result: &mut [T]) {
    let (lanes, width) = (T::Register::<L>::LANES, result.len());
    if width < lanes {
        // SAFETY: a row holds `width` values; the instructions are the caller's.
        unsafe {
            let mut sum = T::Register::<L>::splat(T::ZERO);
            for row in rows.chunks_exact(width.max(1)) {
                sum = sum.add(T::Register::<L>::load_first(row.as_ptr(), width));
            }
            sum.store_first(result.as_mut_ptr(), width);
        }
        return;
    }
    for column in (0..width).step_by(lanes) {
        let column = column.min(width - lanes);
        // SAFETY: as above, and the vector ends at `width` or before.
        unsafe {
            let mut sum = T::Register::<L>::splat(T::ZERO);
            for row in rows.chunks_exact(width) {
                sum = sum.add(T::Register::<L>::load(row.as_ptr().add(column)));
            }
            sum.store(result.as_mut_ptr().add(column));
        }
    }
}

/// In which order factors lie.
#[derive(Clone, Copy, Debug)]
enum Factors<'a, T> {
    /// All of one result, then all of the next.
    ByResult(&'a [T]),
    /// All of one term, then all of the next.
    ByTerm(&'a [T]),
}

/// The same, as pointers.
struct View<T> {
    start: Option<*const T>,
    rows: *const T,
    stride: usize,
    factors: *const T,
    results: *mut T,
    width: usize,
    terms: usize,
    count: usize,
    spacing: usize,
}

/// Computes `product` with the registers of `L`.
///
/// # Safety
///
/// The processor has the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn product<L: Level, T: Scalar>(product: Product<'_, T>) {
    let Product { start, rows, factors, results, terms, count, spacing } = product;
    let width = rows.width();
    if width == 0 || count == 0 {
        return;
    }
    let (Factors::ByResult(values) | Factors::ByTerm(values)) = factors;
    let start = start.map(<[T]>::as_ptr);
    let view = View {
        start,
        rows: rows.first,
        stride: rows.stride,
        factors: values.as_ptr(),
        results: results.as_mut_ptr(),
        width,
        terms,
        count,
        spacing,
    };
    // SAFETY: a product has the lengths that it says; the instructions are the caller's.
    unsafe {
        match factors {
            Factors::ByResult(_) if count == 1 => {
                let View { start, rows, stride, factors, results: result, width, terms, .. } = view;
                single::single::<L, T>(&single::View { start, rows, stride, factors, result, terms, width });
            }
            Factors::ByResult(_) => groups::<L, T, false>(&view),
            Factors::ByTerm(_) => groups::<L, T, true>(&view),
        }
    }
}

/// Covers all results by groups that fill the registers: 8 results by 2 vectors where there are 32 registers, 6 by 2 where
/// there are 16, and 2 by 4 where, besides, a multiply-and-add takes two instructions and a register of its own.
#[inline(always)]
unsafe fn groups<L: Level, T: Scalar, const BY_TERM: bool>(view: &View<T>) {
    let mut first = 0;
    // SAFETY: each group ends at `count` or before.
    unsafe {
        if const { L::REGISTERS < 16 } {
            // Microcontrollers: larger tiles would not stay in registers, and would take tens of kilobytes of flash.
            while view.count - first >= 1 {
                group::<L, T, BY_TERM, 1, 2>(view, first);
                first += 1;
            }
            return;
        }
        if !L::FUSED && view.width >= 4 * T::Register::<L>::LANES {
            while view.count - first >= 2 {
                group::<L, T, BY_TERM, 2, 4>(view, first);
                first += 2;
            }
        } else if L::REGISTERS >= 32 {
            while view.count - first >= 8 {
                group::<L, T, BY_TERM, 8, 2>(view, first);
                first += 8;
            }
        } else {
            // 8 are two groups of 4, because 2 alone would wait for each multiply-and-add to finish.
            while view.count - first >= 6 && view.count - first != 8 {
                group::<L, T, BY_TERM, 6, 2>(view, first);
                first += 6;
            }
        }
        while view.count - first >= 4 {
            group::<L, T, BY_TERM, 4, 2>(view, first);
            first += 4;
        }
        while view.count - first >= 1 {
            group::<L, T, BY_TERM, 1, 4>(view, first);
            first += 1;
        }
    }
}

/// Covers all columns of `N` results, `WIDE` vectors at a time, which is 2 or 4. The last vectors may overlap those before:
/// they compute the same once more, which is cheaper than narrower ones.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn group<L: Level, T: Scalar, const BY_TERM: bool, const N: usize, const WIDE: usize>(
    view: &View<T>,
    first: usize,
) {
    let (lanes, width) = (T::Register::<L>::LANES, view.width);
    // SAFETY: each vector ends at `width` or before.
    unsafe {
        if width < lanes {
            return tile::<L, T, BY_TERM, true, N, 1>(view, first, [0]);
        }
        let mut column = 0;
        while WIDE == 4 && width - column >= 4 * lanes {
            tile::<L, T, BY_TERM, false, N, 4>(view, first, [0, 1, 2, 3].map(|c| column + c * lanes));
            column += 4 * lanes;
        }
        while width - column >= 2 * lanes {
            tile::<L, T, BY_TERM, false, N, 2>(view, first, [column, column + lanes]);
            column += 2 * lanes;
        }
        if width - column > lanes {
            tile::<L, T, BY_TERM, false, N, 2>(view, first, [column, width - lanes]);
        } else if width > column {
            tile::<L, T, BY_TERM, false, N, 1>(view, first, [width - lanes]);
        }
    }
}

/// Results `first..first + N`, in `C` vectors of columns; if `PARTIAL`, in all columns, which are fewer than a vector has.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<L: Level, T: Scalar, const BY_TERM: bool, const PARTIAL: bool, const N: usize, const C: usize>(
    view: &View<T>,
    first: usize,
    columns: [usize; C],
) {
    let &View { start, rows, stride, factors, results, width, terms, spacing, .. } = view;
    // SAFETY: the caller's: `N` results and `C` vectors, or `width` columns, lie within the lengths of the view.
    unsafe {
        let mut first_sums = [T::Register::<L>::splat(T::ZERO); C];
        if let Some(start) = start {
            for c in 0..C {
                first_sums[c] = load::<L, T, PARTIAL>(start.add(columns[c]), width);
            }
        }
        let mut sums = [first_sums; N];
        let factors = factors.add(if BY_TERM { first } else { first * spacing });
        for term in 0..terms {
            let mut row = [T::Register::<L>::splat(T::ZERO); C];
            for c in 0..C {
                row[c] = load::<L, T, PARTIAL>(rows.add(term * stride + columns[c]), width);
            }
            unrolled!(n in N, {
                let place = if BY_TERM { term * spacing + n } else { n * spacing + term };
                let factor = T::Register::<L>::splat(factors.add(place).read());
                for c in 0..C {
                    sums[n][c] = row[c].mul_add(factor, sums[n][c]);
                }
            });
        }
        unrolled!(n in N, {
            for c in 0..C {
                let to = results.add((first + n) * width + columns[c]);
                if PARTIAL { sums[n][c].store_first(to, width) } else { sums[n][c].store(to) }
            }
        });
    }
}

/// Repeats `$body` for `$n` from 0 up to `$count`, at most 8, written out: in a loop that the compiler leaves rolled, a
/// tile that `$n` indexes would live in memory.
macro_rules! unrolled {
    ($n:ident in $count:ident, $body:expr) => {
        $crate::kernels::product::unrolled!(@ 0 1 2 3 4 5 6 7; $n, $count, $body)
    };
    (@ $($index:literal)*; $n:ident, $count:ident, $body:expr) => {
        $(
            if $index < $count {
                let $n = $index;
                $body;
            }
        )*
    };
}
pub(super) use unrolled;
