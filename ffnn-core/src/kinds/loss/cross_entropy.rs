//! The cross-entropy of a softmax, shared by the losses over classes.
//!
//! ```text
//! loss    = Σ_k c[k] (-ln p[k]) = C ln Σ_j e^(x[j] - max x) + Σ_k c[k] (max x - x[k])        C = Σ_k c[k]
//! d/dx[k] = C p[k] - c[k] = (C - c[k]) p[k] - c[k] (1 - p[k])
//! ```
//!
//! If one class has nearly all of the probability, the logarithm and `1 - p` are computed from the other classes alone,
//! because the sum of all would round them away.

use crate::kernels::softmax;
use crate::{Level, Scalar, Vector};

/// Returns the cross-entropy with the coefficients `c`; overwrites `gradient` with its derivative with respect to the
/// logits, times `scale`.
#[inline(always)]
pub(crate) fn cross_entropy<V: Vector>(
    level: impl Level,
    logits: &V,
    coefficient: impl Fn(usize) -> V::Scalar,
    scale: V::Scalar,
    gradient: &mut V,
) -> V::Scalar {
    let (zero, one) = (V::Scalar::ZERO, V::Scalar::ONE);
    *gradient = *logits;
    let (largest, sum) = softmax(level, gradient.as_mut());
    let certain = certain(sum, logits.as_ref(), largest);
    let (log, doubt) = match certain {
        Some(top) => {
            let others = sum * others(gradient.as_ref(), logits.as_ref(), top);
            (others.ln_1p(), others / sum)
        }
        None => (sum.ln(), zero),
    };
    let total: V::Scalar = (0..V::LEN).map(&coefficient).sum();
    let mut below = zero;
    for (k, (dx, &x)) in gradient.as_mut().iter_mut().zip(logits.as_ref()).enumerate() {
        let (c, p) = (coefficient(k), *dx);
        let doubt = if certain == Some(k) { doubt } else { one - p };
        *dx = ((total - c) * p - c * doubt) * scale;
        // The logit of an impossible class may be -∞, and 0 · ∞ is NaN.
        below += if c == zero { zero } else { c * (largest - x) };
    }
    total * log + below
}

/// Returns the class with most of the probability if `1 - p` would lose digits for it, given `Σ e^(x - largest)`.
#[inline(always)]
pub(crate) fn certain<T: Scalar>(sum: T, logits: &[T], largest: T) -> Option<usize> {
    if sum < T::from_f64(1.5) { logits.iter().position(|&x| x == largest) } else { None }
}

/// Sums `shares`, which are proportional to `e^(x - largest)`, over all classes but `top`, and corrects for the
/// rounding of the differences.
#[inline(always)]
pub(crate) fn others<T: Scalar>(shares: &[T], logits: &[T], top: usize) -> T {
    let largest = logits[top];
    let mut sum = T::ZERO;
    for (k, (&share, &x)) in shares.iter().zip(logits).enumerate() {
        if k != top && share > T::ZERO {
            // Knuth's exact difference: x - largest is `difference + rest`.
            let difference = x - largest;
            let back = difference - x;
            let rest = (x - (difference - back)) - (largest + back);
            sum += share + share * rest;
        }
    }
    sum
}
