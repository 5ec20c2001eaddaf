//! `result = start + Σ_k factor[k] · rows[k]` for one sample: each weight serves once, so reading them is the limit.

use super::{Level, Register};
use crate::Scalar;

/// The product for one sample. Inlined where it is called, so that the lengths of a small layer are written out.
///
/// # Safety
///
/// The processor has the instructions of `L`; `rows` holds `terms` rows of `width` values, `factors` one a term, `start`,
/// if any, and `result` one value a column.
#[inline(always)]
pub(super) unsafe fn single<L: Level, T: Scalar>(
    start: Option<*const T>,
    rows: *const T,
    factors: *const T,
    result: *mut T,
    terms: usize,
    width: usize,
) {
    let lanes = T::Register::<L>::LANES;
    // Opaque, so that the layer before has written them to memory, from where each is loaded into all lanes at once: out of
    // the registers that they may still be in, each would take two shuffles.
    let factors = core::hint::black_box(factors);
    let view = View { start, rows, factors, result, terms, width };
    // SAFETY: each vector ends at `width` or before.
    unsafe {
        if 4 * width <= lanes && lanes.is_multiple_of(width) {
            return few::<L, T>(&view);
        }
        let narrow = T::Register::<L::Narrow>::LANES;
        if narrow < lanes && (narrow..lanes).contains(&width) {
            // Vectors of half the length that overlap: masked ones lie across two cache lines each.
            for column in (0..width).step_by(narrow) {
                strip::<L::Narrow, T, false, 1, 4>(&view, column.min(width - narrow));
            }
            return;
        }
        if width < lanes {
            return if terms < 32 { strip::<L, T, true, 1, 4>(&view, 0) } else { strip::<L, T, true, 1, 8>(&view, 0) };
        }
        let mut column = 0;
        // All of a row at once if the registers bear it: memory is read in the order in which it lies.
        if L::REGISTERS >= 32 {
            while width - column >= 16 * lanes {
                strip::<L, T, false, 16, 1>(&view, column);
                column += 16 * lanes;
            }
        }
        while width - column >= 8 * lanes {
            strip::<L, T, false, 8, 1>(&view, column);
            column += 8 * lanes;
        }
        if width - column >= 4 * lanes {
            strip::<L, T, false, 4, 2>(&view, column);
            column += 4 * lanes;
        }
        if width - column >= 2 * lanes {
            strip::<L, T, false, 2, 4>(&view, column);
            column += 2 * lanes;
        }
        if width - column >= lanes {
            if terms < 4 {
                strip::<L, T, false, 1, 1>(&view, column);
            } else {
                strip::<L, T, false, 1, 4>(&view, column);
            }
            column += lanes;
        }
        if width > column {
            strip::<L, T, false, 1, 4>(&view, width - lanes);
        }
    }
}

struct View<T> {
    start: Option<*const T>,
    rows: *const T,
    factors: *const T,
    result: *mut T,
    terms: usize,
    width: usize,
}

/// `C` vectors of columns from `first` on, or all of the columns if they are fewer than a vector has. Each is the sum of
/// `PARTS` sums, because one would wait for each multiply-and-add to finish.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn strip<L: Level, T: Scalar, const PARTIAL: bool, const C: usize, const PARTS: usize>(
    view: &View<T>,
    first: usize,
) {
    let &View { start, rows, factors, result, terms, width } = view;
    let lanes = T::Register::<L>::LANES;
    // SAFETY: the caller's.
    unsafe {
        let load = |from: *const T| {
            if PARTIAL { T::Register::<L>::load_first(from, width) } else { T::Register::<L>::load(from) }
        };
        let mut sums = [[T::Register::<L>::splat(T::ZERO); C]; PARTS];
        if let Some(start) = start {
            for c in 0..C {
                sums[0][c] = load(start.add(first + c * lanes));
            }
        }
        let add = |sums: &mut [T::Register<L>; C], term: usize| {
            let factor = T::Register::<L>::splat(factors.add(term).read());
            for c in 0..C {
                sums[c] = load(rows.add(term * width + first + c * lanes)).mul_add(factor, sums[c]);
            }
        };
        let whole = terms / PARTS * PARTS;
        let mut term = 0;
        while term < whole {
            for part in 0..PARTS {
                add(&mut sums[part], term + part);
            }
            term += PARTS;
        }
        for part in 0..PARTS {
            if whole + part < terms {
                add(&mut sums[part], whole + part);
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
            let to = result.add(first + c * lanes);
            if PARTIAL { sums[0][c].store_first(to, width) } else { sums[0][c].store(to) }
        }
    }
}

/// For columns so few that several rows fit into a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn few<L: Level, T: Scalar>(view: &View<T>) {
    const PARTS: usize = 4;
    let &View { start, rows, factors, result, terms, width } = view;
    let lanes = T::Register::<L>::LANES;
    // Never less than 4; so the compiler sees that nothing is divided by zero where widths are known at run time only.
    let at_once = (lanes / width).max(1);
    // SAFETY: the caller's; what is stored of a register is as long as the array.
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
