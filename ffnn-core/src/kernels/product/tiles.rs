//! The tiles of a product for many samples: blocks of results by vectors of columns whose sums stay in registers.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::{Factors, Product};
use crate::Scalar;
use crate::kernels::register::{Simd, load};
use crate::kernels::single::Single;
use crate::kernels::{Level, Pass, Register, opaque, sums};

/// A [`Product`] as pointers.
#[derive(Clone, Copy)]
struct ProductPointers<T> {
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

impl<T> ProductPointers<T> {
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
#[inline(always)]
pub(in crate::kernels) fn product<L: Level, T: Scalar>(level: L, product: Product<'_, T>) {
    let Product { start, rows, factors, results, terms, count, spacing } = product;
    let width = rows.width();
    if width == 0 || count == 0 {
        return;
    }
    let (Factors::ByResult(values) | Factors::ByTerm(values)) = factors;
    let view = ProductPointers {
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
    // SAFETY: a product has the lengths that it states, and a level is proof of its instructions.
    unsafe {
        match factors {
            Factors::ByResult(_) if count == 1 => level.single(view.first()),
            Factors::ByResult(_) => tiles::<L, T, false>(&view),
            Factors::ByTerm(_) => tiles::<L, T, true>(&view),
        }
    }
}

/// Whether a tile has so few results that reading its rows from beyond the first-level cache would be the bottleneck.
const fn is_narrow<L: Level>() -> bool {
    !L::FUSED && L::REGISTERS >= 16
}

/// Bytes of the rows of a block, which has at least 32 rows: half of the smallest first-level cache.
const BLOCK: usize = 16384;

/// Covers all terms. If tiles are narrow, it works in blocks whose rows stay in the first-level cache for all results.
///
/// # Safety
///
/// The processor must have the instructions of `L`, and the numbers must be at the addresses of the view.
#[inline(always)]
unsafe fn tiles<L: Level, T: Scalar, const BY_TERM: bool>(view: &ProductPointers<T>) {
    // SAFETY: guaranteed by the caller; each block ends at `terms` or before.
    unsafe {
        // Overlapping vectors would add the terms of a second block twice, and sums over many samples carry their
        // rounding errors along.
        let summed = BY_TERM && view.terms > sums::BLOCK;
        if const { !is_narrow::<L>() } || summed || !view.width.is_multiple_of(T::Register::<L>::LANES) {
            return groups::<L, T, BY_TERM>(view);
        }
        // Never 0 anyway; the `max` shows the compiler that there is no division by zero.
        let stride = view.stride.max(1);
        let most = (BLOCK / size_of::<T>() / stride).max(32);
        let mut block = ProductPointers { terms: view.terms.min(most), ..*view };
        let mut term = 0;
        loop {
            groups::<L, T, BY_TERM>(&block);
            term += block.terms;
            if term == view.terms {
                return;
            }
            block.rows = block.rows.add(block.terms * stride);
            block.factors = block.factors.add(block.terms * if BY_TERM { view.spacing } else { 1 });
            block.terms = most.min(view.terms - term);
            block.resumed = true;
        }
    }
}

/// Covers all results by groups that fill the registers: 8 results by 2 vectors with 32 registers, 6 by 2 with 16, and
/// 2 by 4 if, in addition, a multiply-add takes two instructions and an extra register.
#[inline(always)]
unsafe fn groups<L: Level, T: Scalar, const BY_TERM: bool>(view: &ProductPointers<T>) {
    let mut first = 0;
    // SAFETY: each group ends at `count` or before.
    unsafe {
        if const { L::REGISTERS < 16 } {
            // Microcontrollers: larger tiles would not fit in registers, and would take tens of kilobytes of flash.
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
            // 8 are split into two groups of 4, because a last group of 2 would wait for the latency of each
            // multiply-add.
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

/// Covers all columns of `N` results, `WIDE` vectors at a time, which is 2 or 4. The last vectors may overlap the ones
/// before: computing some columns twice is cheaper than narrower vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn group<L: Level, T: Scalar, const BY_TERM: bool, const N: usize, const WIDE: usize>(
    view: &ProductPointers<T>,
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

/// Computes results `first..first + N` in `C` vectors of columns or, if `PARTIAL`, in all columns, which are fewer than
/// a vector has lanes.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<L: Level, T: Scalar, const BY_TERM: bool, const PARTIAL: bool, const N: usize, const C: usize>(
    view: &ProductPointers<T>,
    first: usize,
    columns: [usize; C],
) {
    let &ProductPointers { start, resumed, rows, stride, factors, results, width, terms, spacing, .. } = view;
    // SAFETY: guaranteed by the caller: `N` results and `C` vectors, or `width` columns, lie within the lengths of the
    // view.
    unsafe {
        let mut first_sums = [T::Register::<L>::splat(T::ZERO); C];
        if let Some(start) = start {
            for c in 0..C {
                first_sums[c] = load::<L, T, PARTIAL>(start.add(columns[c]), width);
            }
        }
        let mut sums = [first_sums; N];
        if const { is_narrow::<L>() } && resumed {
            unrolled!(n in N, {
                for c in 0..C {
                    sums[n][c] = load::<L, T, PARTIAL>(results.add((first + n) * width + columns[c]), width);
                }
            });
        }
        let factors = factors.add(if BY_TERM { first } else { first * spacing });
        let mut term = 0;
        if const { is_narrow::<L>() && !BY_TERM && !PARTIAL && N <= 2 } {
            // Four terms share the loads of their factors.
            let zero = T::Register::<L>::splat(opaque::zero());
            while terms - term >= 4 {
                let mut four = [[zero; 4]; N];
                for n in 0..N {
                    four[n] = T::Register::<L>::splat4(factors.add(n * spacing + term), zero);
                }
                for t in 0..4 {
                    for c in 0..C {
                        let row = T::Register::<L>::load(rows.add((term + t) * stride + columns[c]));
                        for n in 0..N {
                            sums[n][c] = row.mul_add(four[n][t], sums[n][c]);
                        }
                    }
                }
                term += 4;
            }
        }
        // For many samples: the sums so far and their rounding errors.
        let mut totals = [const { MaybeUninit::<[[T::Register<L>; C]; N]>::uninit() }; 2];
        let mut is_first = true;
        loop {
            let end = if BY_TERM { terms.min(term + sums::BLOCK) } else { terms };
            while term < end {
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
                term += 1;
            }
            if !BY_TERM || (is_first && term == terms) {
                break;
            }
            // In a separate function and on a copy, so that the sums stay in registers here.
            let mut carried = sums;
            let [totals, lost] = totals.each_mut().map(|sums| sums.as_mut_ptr().cast());
            let carry = Carry::<T> { totals, lost, sums: (&raw mut carried).cast(), registers: N * C, is_first };
            L::assumed().outlined(carry);
            if term == terms {
                sums = totals.cast::<[[T::Register<L>; C]; N]>().read();
                break;
            }
            (sums, is_first) = (carried, false);
        }
        unrolled!(n in N, {
            for c in 0..C {
                let to = results.add((first + n) * width + columns[c]);
                if PARTIAL { sums[n][c].store_first(to, width) } else { sums[n][c].store(to) }
            }
        });
    }
}

/// Adds the sums of a block to the totals, and sets the sums to zero for the next block.
struct Carry<T> {
    totals: *mut T,
    lost: *mut T,
    sums: *mut T,
    registers: usize,
    is_first: bool,
}

impl<T: Scalar> Pass for Carry<T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { totals, lost, sums, registers, is_first } = self;
        for register in 0..registers {
            let place = register * Simd::<L, T>::LANES;
            // SAFETY: it was created for this level, with this number of registers at each of the three pointers.
            unsafe {
                let (totals, lost, sums) = (totals.add(place), lost.add(place), sums.add(place));
                let (sum, zero) = (Simd::load_from(level, sums), Simd::splat(level, T::ZERO));
                let (mut total, mut off) = (sum, zero);
                if !is_first {
                    (total, off) = (Simd::load_from(level, totals), Simd::load_from(level, lost));
                    sums::carry_register(level, &mut total, &mut off, sum);
                }
                total.store_to(totals);
                off.store_to(lost);
                zero.store_to(sums);
            }
        }
    }
}

/// Repeats `$body` for `$n` from 0 up to `$count`, at most 8, written out: if the compiler kept a loop, a tile indexed
/// by `$n` would be in memory.
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
pub(crate) use unrolled;
