//! Softmax and its parts.

use super::Level;
use crate::Scalar;

/// Number of values processed together: two vectors of the narrowest level in `f32`, and one of the widest in `f64`.
const LANES: usize = 8;

/// Replaces logits by probabilities. Returns the largest logit and the sum in `Σ e^x = e^largest · sum` separately,
/// because adding the logarithm of the sum to a large logit would round it away. Reference:
/// [`naive::softmax`](super::naive::softmax).
///
/// In `f32` the error of each probability is at most 1e-6. A logit of -∞ has the probability 0. All probabilities are
/// NaN if a logit is NaN or +∞, or if all logits are -∞.
#[inline(always)]
pub fn softmax<L: Level, T: Scalar>(level: L, values: &mut [T]) -> (T, T) {
    let largest = padded(values, T::from_f64(f64::NEG_INFINITY), T::at_least);
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    for chunk in chunks {
        raise(level, chunk, largest);
    }
    if !rest.is_empty() {
        // Padded with a value that does not underflow, because denormal numbers take a processor a hundred times as
        // long.
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
        // Flushed even outside the processor's mode: inputs that were checked may still lead to probabilities this small.
        *value = (*value * factor).flushed();
    }
    (largest, sum)
}

/// Replaces the values of many rows by `e^(x - largest)`, and writes the largest value and the sum of each row.
/// Dividing by the sum completes [`softmax`]. There are as many rows as elements of `largest`.
///
/// All rows go through each step together, because the steps of a single row wait for each other.
#[inline(always)]
pub fn exponentials<L: Level, T: Scalar>(level: L, rows: &mut [T], largest: &mut [T], sums: &mut [T]) {
    level.exponentials(rows, largest, sums);
}

/// Implements [`exponentials`] with the instructions of the function that it is inlined into.
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

/// Reduces all values to one in the order of [`softmax`]: lane by lane, with the last chunk padded.
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

/// Computes `x ← e^(x - largest)`.
#[inline(always)]
fn raise<T: Scalar>(level: impl Level, values: &mut [T; LANES], largest: T) {
    for value in values {
        *value = level.exp(*value - largest);
    }
}

/// Reduces all values to one by halving repeatedly.
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
