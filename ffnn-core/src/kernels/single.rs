//! `result = start + Σ_k factor[k] · rows[k]` for one sample. Each weight is used once, so memory bandwidth is the
//! limit.

#![allow(clippy::needless_range_loop, reason = "indices shared by several arrays match the formula")]

mod cover;

use core::marker::PhantomData;

use super::register::load;
use super::{Level, Pass, Register, Row, opaque};
use crate::Scalar;
use cover::{Cover, SideBySide, StripColumns, Within, cover};

/// A product for one sample: `terms` rows of `width` values at distances of `stride`, one factor per term, optional
/// initial values of the sums, and the result, one value per column.
///
/// It is made from arrays like a [`Product`](super::Product), so no lengths have to be checked.
#[derive(Debug)]
pub struct Single<'a, T> {
    pub(super) start: Option<*const T>,
    pub(super) rows: *const T,
    pub(super) stride: usize,
    pub(super) factors: *const T,
    pub(super) result: *mut T,
    pub(super) terms: usize,
    pub(super) width: usize,
    pub(super) lifetime: PhantomData<&'a mut [T]>,
}

impl<'a, T: Scalar> Single<'a, T> {
    /// Creates `result = start + Σ_k factors[k] · rows[k]`, starting from zero if `start` is `None`.
    #[inline(always)]
    pub fn new<R: Row<T, WIDTH>, const TERMS: usize, const WIDTH: usize>(
        start: Option<&'a [T; WIDTH]>,
        rows: &'a [R; TERMS],
        factors: &'a [T; TERMS],
        result: &'a mut [T; WIDTH],
    ) -> Self {
        Self {
            start: start.map(|start| start.as_ptr()),
            rows: rows.as_ptr().cast(),
            stride: R::STRIDE,
            factors: factors.as_ptr(),
            result: result.as_mut_ptr(),
            terms: TERMS,
            width: WIDTH,
            lifetime: PhantomData,
        }
    }
}

/// Computes the product for one sample, for any shape.
#[inline(always)]
pub(super) fn single<L: Level, T: Scalar>(_: L, view: &Single<'_, T>) {
    let (terms, width) = (view.terms, view.width);
    if width == 0 {
        return;
    }
    // SAFETY: each vector ends at `width` or before; a level is proof of its instructions.
    unsafe { cover!(view, terms by width, any) }
}

/// Computes the product for one sample through a small layer, inlined into the caller.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn written_out<L: Level, T: Scalar, R: Row<T, WIDTH>, const TERMS: usize, const WIDTH: usize>(
    _: L,
    start: Option<&[T; WIDTH]>,
    rows: &[R; TERMS],
    factors: &[T; TERMS],
    result: &mut [T; WIDTH],
) {
    let view = &Single::new(start, rows, factors, result);
    // SAFETY: each vector ends at `width` or before; a level is proof of its instructions.
    unsafe {
        if const { L::FUSED && TERMS * WIDTH > INLINED } {
            cover!(view, TERMS by WIDTH, called, const)
        } else {
            cover!(view, TERMS by WIDTH, inlined, const)
        }
    }
}

/// Largest number of weights in a layer whose strips are inlined. More weights hide the cost of a call, which spares
/// programs a copy per layer of each network.
const INLINED: usize = 4096;

/// Computes [`strip`] for a number of terms known at compile time.
#[inline(always)]
unsafe fn inlined<L: Level, T: Scalar, const PARTIAL: bool, const C: usize, const PARTS: usize>(
    view: &Single<'_, T>,
    columns: impl StripColumns<C>,
) {
    // SAFETY: guaranteed by the caller.
    unsafe { strip::<L, T, PARTIAL, C, PARTS, true>(view, columns) }
}

/// Computes [`strip`] for any number of terms.
#[inline(always)]
unsafe fn any<L: Level, T: Scalar, const PARTIAL: bool, const C: usize, const PARTS: usize>(
    view: &Single<'_, T>,
    columns: impl StripColumns<C>,
) {
    // SAFETY: guaranteed by the caller.
    unsafe { strip::<L, T, PARTIAL, C, PARTS, false>(view, columns) }
}

/// Computes [`any`] as a function shared by all layers.
#[inline(always)]
unsafe fn called<L: Level, T: Scalar, const PARTIAL: bool, const C: usize, const PARTS: usize>(
    view: &Single<'_, T>,
    columns: impl StripColumns<C>,
) {
    // A whole row at once is up to a tenth slower if the stride is not known at compile time.
    if const { matches!(C, 5..=7 | 20) } {
        // SAFETY: guaranteed by the caller.
        return unsafe { inlined::<L, T, PARTIAL, C, PARTS>(view, columns) };
    }
    // SAFETY: the caller guarantees that the processor has the instructions.
    let level = unsafe { L::assumed() };
    level.outlined(Strip::<_, _, PARTIAL, C, PARTS> { view, columns });
}

struct Strip<'a, T, K, const PARTIAL: bool, const C: usize, const PARTS: usize> {
    view: &'a Single<'a, T>,
    columns: K,
}

impl<T: Scalar, K: StripColumns<C>, const PARTIAL: bool, const C: usize, const PARTS: usize> Pass
    for Strip<'_, T, K, PARTIAL, C, PARTS>
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        // SAFETY: it was created with addresses and lengths that the view states, and a level is proof of its
        // instructions.
        unsafe { any::<L, T, PARTIAL, C, PARTS>(self.view, self.columns) }
    }
}

/// Computes `C` vectors of columns, or all columns if they are fewer than a vector has lanes. Each is split into
/// `PARTS` partial sums, because a single one would wait for the latency of each multiply-add.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn strip<L: Level, T: Scalar, const PARTIAL: bool, const C: usize, const PARTS: usize, const KNOWN: bool>(
    view: &Single<'_, T>,
    columns: impl StripColumns<C>,
) {
    let lanes = T::Register::<L>::LANES;
    let &Single { start, rows, stride, mut factors, result, terms, width, .. } = view;
    // Next to many vectors a load per factor does not matter, unless it takes a shuffle itself.
    let shuffled = const { C <= 4 || !L::FUSED };
    // Number of terms per iteration, at least one per partial sum: enough that the loop overhead does not matter, which
    // is larger if the stride is not known at compile time.
    let together = const {
        let together = match C {
            _ if !L::FUSED => 8,
            0..=4 => 8,
            5..=8 if KNOWN => 2,
            5..=8 => 4,
            _ => 1,
        };
        assert!(together % PARTS == 0, "expected an iteration to use all sums equally");
        together
    };
    // SAFETY: guaranteed by the caller.
    unsafe {
        let mut row = both(rows, columns);
        if !KNOWN && columns.offset(C - 1, lanes).is_none() {
            // Opaque, so that each is one register instead of a dozen distances from a common one.
            row = (opaque::address(row.0), opaque::address(row.1));
        }
        let mut zero = T::Register::<L>::splat(T::ZERO);
        if terms >= 4 {
            // Opaque, so that the previous layer has written them to memory, from which they are broadcast directly.
            // From the registers that they may still be in, each broadcast would take two or three shuffles.
            factors = opaque::address(factors);
        }
        if shuffled && (terms >= 4 || !KNOWN) {
            zero = T::Register::<L>::splat(opaque::zero());
        }
        let mut sums = [[T::Register::<L>::splat(T::ZERO); C]; PARTS];
        if let Some(start) = start {
            for c in 0..C {
                let from = vector(both(start, columns), columns, c, lanes);
                sums[0][c] = load::<L, T, PARTIAL>(from, width);
            }
        }
        let rest = terms % together;
        let mut turns = terms / together;
        if turns > 0 {
            if KNOWN && L::FUSED && turns > 1 && (terms < 32 || terms * C > 128) {
                // Opaque, so that these loops are not unrolled: short ones run faster as a loop, and long ones equally
                // fast.
                turns = opaque::count(turns);
            }
            loop {
                let mut four = [zero; 4];
                // The sums alternate, by indices known at compile time.
                for n in 0..together {
                    if shuffled && n % 4 == 0 {
                        four = T::Register::<L>::splat4(factors.add(n), zero);
                    }
                    let factor = if shuffled { four[n % 4] } else { T::Register::<L>::splat(factors.add(n).read()) };
                    add::<L, T, PARTIAL, C>(moved(row, n * stride), columns, width, factor, &mut sums[n % PARTS]);
                }
                (row, factors) = (moved(row, together * stride), factors.add(together));
                // Checked at the end, because an opaque number would be checked once more at the start.
                turns -= 1;
                if turns == 0 {
                    break;
                }
            }
        }
        for n in 0..together {
            if n < rest {
                let factor = T::Register::<L>::splat(factors.add(n).read());
                add::<L, T, PARTIAL, C>(moved(row, n * stride), columns, width, factor, &mut sums[n % PARTS]);
            }
        }
        let mut parts = PARTS;
        while parts > 1 {
            parts /= 2;
            for part in 0..parts {
                for c in 0..C {
                    sums[part][c] = sums[part][c].add(sums[part + parts][c]);
                }
            }
        }
        for c in 0..C {
            let to = vector(both(result, columns), columns, c, lanes).cast_mut();
            if PARTIAL { sums[0][c].store_first(to, width) } else { sums[0][c].store(to) }
        }
    }
}

/// Returns the near and the far column of a row.
#[inline(always)]
unsafe fn both<T, const C: usize>(row: *const T, columns: impl StripColumns<C>) -> (*const T, *const T) {
    // SAFETY: guaranteed by the caller.
    unsafe { (row.add(columns.near()), row.add(columns.far())) }
}

/// Moves both columns on by a number of values. After the last row this is beyond the end, where nothing is loaded.
#[inline(always)]
fn moved<T>(row: (*const T, *const T), by: usize) -> (*const T, *const T) {
    (row.0.wrapping_add(by), row.1.wrapping_add(by))
}

/// Returns the start of vector `c`.
#[inline(always)]
unsafe fn vector<T, const C: usize>(
    (near, far): (*const T, *const T),
    columns: impl StripColumns<C>,
    c: usize,
    lanes: usize,
) -> *const T {
    // SAFETY: guaranteed by the caller.
    columns.offset(c, lanes).map_or(far, |offset| unsafe { near.add(offset) })
}

/// Adds one term to a sum for each column.
#[inline(always)]
unsafe fn add<L: Level, T: Scalar, const PARTIAL: bool, const C: usize>(
    row: (*const T, *const T),
    columns: impl StripColumns<C>,
    width: usize,
    factor: T::Register<L>,
    sums: &mut [T::Register<L>; C],
) {
    for c in 0..C {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let from = vector(row, columns, c, T::Register::<L>::LANES);
            sums[c] = load::<L, T, PARTIAL>(from, width).mul_add(factor, sums[c]);
        }
    }
}

/// Computes the product for so few columns that several rows fit into a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn few<L: Level, T: Scalar>(view: &Single<'_, T>) {
    const PARTS: usize = 4;
    let &Single { start, rows, factors, result, terms, width, .. } = view;
    let lanes = T::Register::<L>::LANES;
    // Never less than 4 anyway; the `max` shows the compiler that there is no division by zero for a run-time width.
    let at_once = (lanes / width).max(1);
    // SAFETY: guaranteed by the caller; `values` is at least as long as the longest register.
    unsafe {
        let mut sums = [T::Register::<L>::splat(T::ZERO); PARTS];
        let whole = terms / (PARTS * at_once) * (PARTS * at_once);
        let mut term = 0;
        while term < whole {
            for part in 0..PARTS {
                let term = term + part * at_once;
                let factor = T::Register::<L>::spread(factors.add(term), at_once, width);
                sums[part] = T::Register::<L>::load(rows.add(term * width)).mul_add(factor, sums[part]);
            }
            term += PARTS * at_once;
        }
        for part in 0..PARTS {
            let term = whole + part * at_once;
            if term < terms {
                let count = (terms - term).min(at_once);
                let factor = T::Register::<L>::spread(factors.add(term), count, width);
                sums[part] =
                    T::Register::<L>::load_first(rows.add(term * width), count * width).mul_add(factor, sums[part]);
            }
        }
        let mut sum = sums[0];
        for part in 1..PARTS {
            if part * at_once < terms {
                sum = sum.add(sums[part]);
            }
        }
        let mut values = [T::ZERO; 16];
        sum.store(values.as_mut_ptr());
        let mut half = lanes / 2;
        while half >= width {
            for lane in 0..half {
                values[lane] += values[lane + half];
            }
            half /= 2;
        }
        for (column, &value) in values.iter().enumerate().take(width) {
            let start = start.map_or(T::ZERO, |start| start.add(column).read());
            result.add(column).write(start + value);
        }
    }
}
