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
    let lowest = T::from_f64(f64::NEG_INFINITY);
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    // The last values, filled up with what is no maximum and adds nothing to the sum.
    let mut last = [lowest; LANES];
    last[..rest.len()].copy_from_slice(rest);

    let mut most = last;
    for chunk in &*chunks {
        for lane in 0..LANES {
            most[lane] = most[lane].at_least(chunk[lane]);
        }
    }
    let largest = folded(most, T::at_least);

    let mut sums = [T::ZERO; LANES];
    for chunk in &mut *chunks {
        raise(level, chunk, largest, &mut sums);
    }
    if !rest.is_empty() {
        raise(level, &mut last, largest, &mut sums);
        rest.copy_from_slice(&last[..rest.len()]);
    }
    let sum = folded(sums, |a, b| a + b);

    let factor = T::ONE / sum;
    for value in values {
        *value *= factor;
    }
    (largest, sum)
}

/// `x ← e^(x - largest)`, added to the sums.
#[inline(always)]
fn raise<T: Scalar>(level: impl Level, values: &mut [T; LANES], largest: T, sums: &mut [T; LANES]) {
    for lane in 0..LANES {
        values[lane] = level.exp(values[lane] - largest);
    }
    for lane in 0..LANES {
        sums[lane] += values[lane];
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
