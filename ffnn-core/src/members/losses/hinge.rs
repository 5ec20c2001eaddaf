use crate::kinds::loss::binary::pair;
use crate::kinds::loss::{ClassLoss, TargetError};
use crate::members::heads::Linear;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The hinge loss of support vector machines, averaged over the outputs: an output is right if its sign is, and costs
/// nothing once it is at least 1 in the right direction. Targets are -1 or 1.
///
/// ```text
/// loss = mean_k max(0, 1 - t[k] x[k])
/// d/dx[k] = -t[k] / N where t[k] x[k] < 1, else 0
/// ```
///
/// [Class weights](crate::losses::WeightedByClass) are one per output, the factor of its loss if the target is 1; a
/// single output may have two, for -1 and 1. Means over samples are divided by the number of samples.
#[doc(alias = "MultiMarginLoss")]
#[doc(alias = "CategoricalHinge")]
#[derive(Clone, Copy, Debug)]
pub struct Hinge;

impl Options for Hinge {
    const DEFAULT: Self = Self;
}

/// Computes the loss with a factor for each output and target; passes the derivative for each output, before averaging,
/// to `write`.
#[inline(always)]
fn each<V: Vector>(
    logits: &V,
    target: &V,
    weight: impl Fn(usize, V::Scalar) -> V::Scalar,
    mut write: impl FnMut(usize, V::Scalar),
) -> V::Scalar {
    let (zero, one) = (V::Scalar::ZERO, V::Scalar::ONE);
    let mut sum = zero;
    for (k, (&x, &t)) in logits.as_ref().iter().zip(target.as_ref()).enumerate() {
        let (missing, weight) = (one - t * x, weight(k, t));
        // Not `at_least`, which would turn NaN into 0.
        sum += if missing < zero { zero } else { weight * missing };
        write(k, if t * x < one { -t * weight } else { zero });
    }
    sum / V::Scalar::from_f64(V::LEN as f64)
}

impl Loss<Linear> for Hinge {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "accuracy per output";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        let mut values = target.as_ref().iter().map(|value| value.to_f64()).enumerate();
        match values.find(|(_, value)| value.abs() != 1.0) {
            None => Ok(()),
            Some((output, found)) => Err(TargetError::Sign { output, found }),
        }
    }

    #[inline(always)]
    fn value<V: Vector>(&self, _: impl Level, logits: &V, target: &V) -> V::Scalar {
        each(logits, target, |_, _| V::Scalar::ONE, |_, _| ())
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        _: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let (scale, gradient) = (scale / V::Scalar::from_f64(V::LEN as f64), gradient.as_mut());
        each(logits, target, |_, _| V::Scalar::ONE, |k, slope| gradient[k] = slope * scale)
    }

    fn label<V: Vector>(&self, target: &V, output: usize) -> Option<bool> {
        Some(target.as_ref().get(output)?.to_f64() > 0.0)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        pairs.filter(|&(&x, &t)| x * t > V::Scalar::ZERO).count() as f64 / V::LEN as f64
    }
}

/// The weight of the target's class.
#[inline(always)]
fn weight<V: Vector>(weights: &[f64], output: usize, target: V::Scalar) -> V::Scalar {
    let (no, yes) = pair::<V>(weights, output);
    if target > V::Scalar::ZERO { yes } else { no }
}

impl ClassLoss<Linear> for Hinge {
    const BINARY: bool = true;

    #[inline(always)]
    fn weighted_value<V: Vector>(&self, _: impl Level, logits: &V, target: &V, weights: &[f64]) -> V::Scalar {
        each(logits, target, |k, t| weight::<V>(weights, k, t), |_, _| ())
    }

    #[inline(always)]
    fn weighted_gradient<V: Vector>(
        &self,
        _: impl Level,
        logits: &V,
        target: &V,
        weights: &[f64],
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let (scale, gradient) = (scale / V::Scalar::from_f64(V::LEN as f64), gradient.as_mut());
        each(logits, target, |k, t| weight::<V>(weights, k, t), |k, slope| gradient[k] = slope * scale)
    }
}
