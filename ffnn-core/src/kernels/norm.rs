//! Norms and distances of vectors.

use super::Level;
use crate::Scalar;

/// Number of partial sums, the same at every level, so that the order of additions is the same.
const LANES: usize = 16;

/// Computes `Σ x²` in `f64`, where no square of an `f32` overflows and a sum of millions keeps its precision.
/// Reference: [`naive::sum_of_squares`](super::naive::sum_of_squares).
#[inline(always)]
pub fn sum_of_squares<L: Level, T: Scalar>(level: L, values: &[T]) -> f64 {
    level.sum_of_squares(values)
}

/// Implements [`sum_of_squares`] with the instructions of the function that it is inlined into.
#[inline(always)]
pub(super) fn sum_of_squares_here<T: Scalar>(values: &[T]) -> f64 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += squared(chunk[lane]);
        }
    }
    sums.into_iter().chain(rest.iter().map(|&value| squared(value))).sum()
}

/// Computes `Σ (a - b)²`, with the differences rounded to the number type. Both slices have the same length. Reference:
/// [`naive::sum_of_squared_differences`](super::naive::sum_of_squared_differences).
#[inline(always)]
pub fn sum_of_squared_differences<L: Level, T: Scalar>(level: L, a: &[T], b: &[T]) -> f64 {
    level.sum_of_squared_differences(a, b)
}

/// Implements [`sum_of_squared_differences`] with the instructions of the function that it is inlined into.
#[inline(always)]
pub(super) fn sum_of_squared_differences_here<T: Scalar>(a: &[T], b: &[T]) -> f64 {
    let (chunks_of_a, rest_of_a) = a.as_chunks::<LANES>();
    let (chunks_of_b, rest_of_b) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in chunks_of_a.iter().zip(chunks_of_b) {
        for lane in 0..LANES {
            sums[lane] += squared(a[lane] - b[lane]);
        }
    }
    sums.into_iter().chain(rest_of_a.iter().zip(rest_of_b).map(|(&a, &b)| squared(a - b))).sum()
}

#[inline(always)]
fn squared<T: Scalar>(value: T) -> f64 {
    let value = value.to_f64();
    value * value
}
