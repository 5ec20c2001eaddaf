//! Penalties and norm limits, over one tensor.

use super::Level;
use crate::Scalar;

/// Adds `l1 · sign w + 2 · l2 · w` to the gradient and returns `l1 · Σ |w| + l2 · Σ w²`. Both slices have the same
/// length. Reference: [`naive::penalize`](super::naive::penalize).
#[inline(always)]
pub fn penalize<L: Level, T: Scalar>(level: L, weights: &[T], gradient: &mut [T], l1: f64, l2: f64) -> f64 {
    level.penalize(weights, gradient, l1, l2)
}

/// Implements [`penalize`] with the instructions of the function that it is inlined into.
#[inline(always)]
pub(super) fn penalize_here<T: Scalar>(weights: &[T], gradient: &mut [T], l1: f64, l2: f64) -> f64 {
    const LANES: usize = 16;
    let (flat, steep) = (T::from_f64(l1), T::from_f64(2.0 * l2));
    let slope = |w: T| {
        let sign = if w > T::ZERO { flat } else { -flat };
        steep * w + if w == T::ZERO { T::ZERO } else { sign }
    };
    let (weights, rest) = weights.as_chunks::<LANES>();
    let (gradient, rest_gradient) = gradient.as_chunks_mut::<LANES>();
    // In `f64` no square of an `f32` overflows, and a sum of millions keeps its precision.
    let (mut magnitudes, mut squares) = ([0.0; LANES], [0.0; LANES]);
    for (w, g) in weights.iter().zip(gradient) {
        for lane in 0..LANES {
            let magnitude = w[lane].abs().to_f64();
            magnitudes[lane] += magnitude;
            squares[lane] += magnitude * magnitude;
            g[lane] += slope(w[lane]);
        }
    }
    let (mut magnitude, mut square) = (magnitudes.iter().sum::<f64>(), squares.iter().sum::<f64>());
    for (&w, g) in rest.iter().zip(rest_gradient) {
        magnitude += w.to_f64().abs();
        square += w.to_f64() * w.to_f64();
        *g += slope(w);
    }
    l1 * magnitude + l2 * square
}

/// Scales each row with a Euclidean norm above `limit` down to it. `weights` consists of columns of `rows` values.
/// Reference: [`naive::limit_norms`](super::naive::limit_norms).
#[inline(always)]
pub fn limit_norms<L: Level, T: Scalar>(level: L, weights: &mut [T], rows: usize, limit: f64) {
    level.limit_norms(weights, rows, limit);
}

/// Implements [`limit_norms`] with the instructions of the function that it is inlined into.
#[inline(always)]
pub(super) fn limit_norms_here<T: Scalar>(weights: &mut [T], rows: usize, limit: f64) {
    /// Number of rows measured together, so that each pass over the columns serves many.
    const GROUP: usize = 32;
    for first in (0..rows).step_by(GROUP) {
        let count = GROUP.min(rows - first);
        // In `f64` no square of an `f32` overflows, and a sum over thousands keeps its precision.
        let mut squares = [0.0; GROUP];
        for column in weights.chunks_exact(rows) {
            for (square, &w) in squares.iter_mut().zip(&column[first..first + count]) {
                *square += w.to_f64() * w.to_f64();
            }
        }
        let mut factors = [T::ONE; GROUP];
        for (factor, &square) in factors.iter_mut().zip(&squares) {
            let norm = libm::sqrt(square);
            if norm > limit {
                *factor = T::from_f64(limit / norm);
            }
        }
        if factors[..count].iter().all(|&factor| factor == T::ONE) {
            continue;
        }
        for column in weights.chunks_exact_mut(rows) {
            for (w, &factor) in column[first..first + count].iter_mut().zip(&factors) {
                *w *= factor;
            }
        }
    }
}
