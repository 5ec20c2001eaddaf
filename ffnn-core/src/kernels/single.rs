//! `result = start + Σ_k factor[k] · rows[k]` for one sample: each weight serves once, so reading them is the limit.

#![allow(clippy::needless_range_loop, reason = "an index that several arrays share reads as the formula does")]

use core::hint::black_box;

use super::register::load;
use super::{Level, Register};
use crate::Scalar;

/// The product for one sample. Inlined where it is called, so that the lengths of a small layer are written out.
///
/// # Safety
///
/// The processor has the instructions of `L`; `rows` holds `terms` rows of `width` values, one every `stride`, `factors` one
/// a term, `start`, if any, and `result` one value a column.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn single<L: Level, T: Scalar>(
    start: Option<*const T>,
    rows: *const T,
    stride: usize,
    factors: *const T,
    result: *mut T,
    terms: usize,
    width: usize,
) {
    let lanes = T::Register::<L>::LANES;
    let view = View { start, rows, stride, factors, result, terms, width };
    // SAFETY: each vector ends at `width` or before.
    unsafe {
        let narrow = T::Register::<L::Narrow>::LANES;
        if stride == width && 4 * width <= lanes && lanes.is_multiple_of(width) {
            // The shorter ones are added up faster.
            return if 4 * width <= narrow { few::<L::Narrow, T>(&view) } else { few::<L, T>(&view) };
        }
        if narrow < lanes && (narrow..=lanes).contains(&width) {
            // Two of half the length that overlap: a masked one mostly lies across two cache lines.
            return strip::<L::Narrow, T, false, 2, 4>(&view, [0, width - narrow]);
        }
        if width < lanes {
            return match terms {
                0..4 => strip::<L, T, true, 1, 1>(&view, [0]),
                4..32 => strip::<L, T, true, 1, 4>(&view, [0]),
                _ => strip::<L, T, true, 1, 8>(&view, [0]),
            };
        }
        let mut column = 0;
        if const { L::REGISTERS < 16 } {
            // Microcontrollers: more sums than these would not stay in registers.
            while column < width {
                strip::<L, T, false, 1, 1>(&view, [column.min(width - lanes)]);
                column += lanes;
            }
            return;
        }
        // All of a row at once if the registers bear it: memory is read in the order in which it lies.
        if L::REGISTERS >= 32 {
            if (16 * lanes + 1..=20 * lanes).contains(&width) {
                return strip::<L, T, false, 20, 1>(&view, within(width, lanes));
            }
            match width.div_ceil(lanes) {
                5 => return strip::<L, T, false, 5, 2>(&view, within(width, lanes)),
                6 => return strip::<L, T, false, 6, 2>(&view, within(width, lanes)),
                7 => return strip::<L, T, false, 7, 2>(&view, within(width, lanes)),
                _ => {}
            }
            while width - column >= 16 * lanes {
                strip::<L, T, false, 16, 1>(&view, side_by_side(column, lanes));
                column += 16 * lanes;
            }
        }
        while width - column >= 8 * lanes {
            strip::<L, T, false, 8, 1>(&view, side_by_side(column, lanes));
            column += 8 * lanes;
        }
        if width - column >= 4 * lanes {
            strip::<L, T, false, 4, 2>(&view, side_by_side(column, lanes));
            column += 4 * lanes;
        }
        while width - column > lanes {
            // The second may overlap the first, and computes the same once more.
            let second = if width - column < 2 * lanes { width - lanes } else { column + lanes };
            strip::<L, T, false, 2, 4>(&view, [column, second]);
            column = second + lanes;
        }
        if width > column {
            if terms < 4 {
                strip::<L, T, false, 1, 1>(&view, [width - lanes]);
            } else {
                strip::<L, T, false, 1, 4>(&view, [width - lanes]);
            }
        }
    }
}

/// The first columns of vectors without a gap.
#[inline(always)]
fn side_by_side<const C: usize>(first: usize, lanes: usize) -> [usize; C] {
    let mut columns = [first; C];
    for c in 0..C {
        columns[c] += c * lanes;
    }
    columns
}

/// All of a row: the last vectors may overlap those before.
#[inline(always)]
fn within<const C: usize>(width: usize, lanes: usize) -> [usize; C] {
    let mut columns = side_by_side(0, lanes);
    for column in &mut columns {
        *column = (width - lanes).min(*column);
    }
    columns
}

struct View<T> {
    start: Option<*const T>,
    rows: *const T,
    stride: usize,
    factors: *const T,
    result: *mut T,
    terms: usize,
    width: usize,
}

/// `C` vectors of columns, or all of the columns if they are fewer than a vector has. Each is the sum of `PARTS` sums,
/// because one would wait for each multiply-and-add to finish.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn strip<L: Level, T: Scalar, const PARTIAL: bool, const C: usize, const PARTS: usize>(
    view: &View<T>,
    columns: [usize; C],
) {
    let &View { start, rows, stride, mut factors, result, terms, width } = view;
    // SAFETY: the caller's.
    unsafe {
        // Next to many vectors a load for each factor does not count, unless it takes a shuffle itself.
        let shuffled = C <= 4 || !L::FUSED;
        let mut zero = T::Register::<L>::splat(T::ZERO);
        if terms >= 4 {
            // Opaque, so that the layer before has written them to memory, from where they are loaded into all lanes at
            // once: out of the registers that they may still be in, each would take two or three shuffles.
            factors = black_box(factors);
            zero = T::Register::<L>::splat(black_box(T::ZERO));
        }
        let mut sums = [[T::Register::<L>::splat(T::ZERO); C]; PARTS];
        if let Some(start) = start {
            for c in 0..C {
                sums[0][c] = load::<L, T, PARTIAL>(start.add(columns[c]), width);
            }
        }
        let mut term = 0;
        while shuffled && term + PARTS.max(4) <= terms {
            for first in (0..PARTS.max(4)).step_by(4) {
                let four = T::Register::<L>::splat4(factors.add(term + first), zero);
                for n in 0..4 {
                    let row = rows.add((term + first + n) * stride);
                    for c in 0..C {
                        let sum = &mut sums[(first + n) % PARTS][c];
                        *sum = load::<L, T, PARTIAL>(row.add(columns[c]), width).mul_add(four[n], *sum);
                    }
                }
            }
            term += PARTS.max(4);
        }
        while term < terms {
            // The sums take turns, by numbers that are known while compiling.
            for part in 0..PARTS {
                if term + part < terms {
                    let factor = T::Register::<L>::splat(factors.add(term + part).read());
                    let row = rows.add((term + part) * stride);
                    for c in 0..C {
                        let sum = &mut sums[part][c];
                        *sum = load::<L, T, PARTIAL>(row.add(columns[c]), width).mul_add(factor, *sum);
                    }
                }
            }
            term += PARTS;
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
            let to = result.add(columns[c]);
            if PARTIAL { sums[0][c].store_first(to, width) } else { sums[0][c].store(to) }
        }
    }
}

/// For columns so few that several rows fit into a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn few<L: Level, T: Scalar>(view: &View<T>) {
    const PARTS: usize = 4;
    let &View { start, rows, factors, result, terms, width, .. } = view;
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
