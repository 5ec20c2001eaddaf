//! Logits to probabilities, for one sample.

use super::Level;
use crate::Scalar;

/// Values that are looked at together: two vectors of the narrowest level in `f32`, and one of the widest in `f64`.
const LANES: usize = 8;

/// Replaces logits by probabilities: see [`naive::softmax`](super::naive::softmax). Returns the two parts of
/// `Σ e^x = e^largest · sum`: adding the logarithm of the sum to a large logit would round it away.
///
/// In `f32` each probability is off by at most 1e-6. A logit of -∞ has the probability 0; a NaN, a logit of +∞ and nothing
/// but -∞ make all of them NaN.
#[inline(always)]
pub fn softmax<L: Level, T: Scalar>(level: L, values: &mut [T]) -> (T, T) {
    let largest = padded(values, T::from_f64(f64::NEG_INFINITY), T::at_least);
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    for chunk in chunks {
        raise(level, chunk, largest);
    }
    if !rest.is_empty() {
        // Filled up, but not by what becomes zero: a number so small that it underflows takes a processor a hundred times
        // as long.
        let mut last = [largest; LANES];
        for (last, &value) in last.iter_mut().zip(&*rest) {
            *last = value;
        }
        raise(level, &mut last, largest);
        for (value, &last) in rest.iter_mut().zip(&last) {
            *value = last;
        }
    }
    let sum = padded(values, T::ZERO, |a, b| a + b);
    let factor = T::ONE / sum;
    for value in values {
        // Also where the processor does not: an input looked at may still lead to probabilities this small.
        *value = (*value * factor).flushed();
    }
    (largest, sum)
}

/// Replaces the values of many rows by `e^(x - largest)`, and writes the largest value and the sum of each row: what is left
/// of [`softmax`] is to divide by the sum. There are as many rows as places for largest values.
///
/// Rows go through each step together, because the steps of one row wait for each other.
#[inline(always)]
pub fn exponentials<L: Level, T: Scalar>(level: L, rows: &mut [T], largest: &mut [T], sums: &mut [T]) {
    level.exponentials(rows, largest, sums);
}

/// The same, for the instructions of the function that it is written into.
#[inline(always)]
pub(super) fn exponentials_here<L: Level, T: Scalar>(level: L, rows: &mut [T], largest: &mut [T], sums: &mut [T]) {
    let width = rows.len().checked_div(largest.len()).unwrap_or(0);
    if width == 0 {
        return;
    }
    for (row, largest) in rows.chunks_exact_mut(width).zip(&mut *largest) {
        *largest = padded(row, T::from_f64(f64::NEG_INFINITY), T::at_least);
        for value in row {
            *value -= *largest;
        }
    }
    for value in &mut *rows {
        *value = level.exp(*value);
    }
    for (row, sum) in rows.chunks_exact(width).zip(sums) {
        *sum = padded(row, T::ZERO, |a, b| a + b);
    }
}

/// One value of all, in the order of [`softmax`]: lane by lane, the last values filled up.
#[inline(always)]
fn padded<T: Scalar>(values: &[T], filling: T, both: impl Fn(T, T) -> T) -> T {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut lanes = [filling; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] = both(lanes[lane], chunk[lane]);
        }
    }
    for (lane, &value) in rest.iter().enumerate() {
        lanes[lane] = both(lanes[lane], value);
    }
    folded(lanes, both)
}

/// `x ← e^(x - largest)`.
#[inline(always)]
fn raise<T: Scalar>(level: impl Level, values: &mut [T; LANES], largest: T) {
    for value in values {
        *value = level.exp(*value - largest);
    }
}

/// One value of all, halving by halving.
#[inline(always)]
fn folded<T: Scalar>(mut values: [T; LANES], both: impl Fn(T, T) -> T) -> T {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            values[lane] = both(values[lane], values[lane + half]);
        }
        half /= 2;
    }
    values[0]
}
