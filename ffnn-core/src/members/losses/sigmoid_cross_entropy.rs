use crate::kinds::loss::binary::pair;
use crate::kinds::loss::{ClassLoss, TargetError};
use crate::members::activations::Sigmoid;
use crate::{Level, Loss, Options, Scalar, Vector};

/// Sigmoid cross-entropy (binary cross-entropy) of each logit with its target, averaged over the outputs. Equals
/// PyTorch's `BCEWithLogitsLoss`.
///
/// ```text
/// loss = mean_k( t[k] ln(1 + e^-x[k]) + (1 - t[k]) ln(1 + e^x[k]) )
/// d/dx[k] = (sigmoid(x[k]) - t[k]) / N
/// ```
///
/// Small losses of confident right answers keep all their digits. [Class weights](crate::losses::WeightedByClass) are
/// one per output, the factor of its positive part, like PyTorch's `pos_weight`; a single output may have two, for its
/// negative and positive parts. Means over samples are divided by the number of samples.
#[doc(alias = "BinaryCrossentropy")]
#[doc(alias = "BCEWithLogitsLoss")]
#[derive(Clone, Copy, Debug)]
pub struct SigmoidCrossEntropy;

impl Options for SigmoidCrossEntropy {
    const DEFAULT: Self = Self;
}

/// Computes the loss with a weight for the negative and for the positive part of each output; passes the derivative for
/// each output, before averaging, to `write`.
#[inline(always)]
fn each<V: Vector>(
    level: impl Level,
    logits: &V,
    target: &V,
    weights: impl Fn(usize) -> (V::Scalar, V::Scalar),
    mut write: impl FnMut(usize, V::Scalar),
) -> V::Scalar {
    let (zero, one) = (V::Scalar::ZERO, V::Scalar::ONE);
    let mut sum = zero;
    for (k, (&x, &t)) in logits.as_ref().iter().zip(target.as_ref()).enumerate() {
        let (no, yes) = weights(k);
        let (no, yes) = (no * (one - t), yes * t);
        // Each logarithm uses the smaller exponential and nothing is subtracted, so a small loss keeps its digits.
        let (small, size) = (level.softplus(-x.abs()), x.abs());
        let (if_no, if_yes) = if x < zero { (small, small + size) } else { (small + size, small) };
        let low = level.logistic(-x.abs());
        let (p, q) = if x < zero { (low, one - low) } else { (one - low, low) };
        sum += no * if_no + yes * if_yes;
        write(k, no * p - yes * q);
    }
    sum / V::Scalar::from_f64(V::LEN as f64)
}

/// Weights of 1.
#[inline(always)]
fn ones<T: Scalar>(_: usize) -> (T, T) {
    (T::ONE, T::ONE)
}

impl Loss<Sigmoid> for SigmoidCrossEntropy {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "accuracy per output";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        TargetError::check_probabilities(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        each(level, logits, target, ones, |_, _| ())
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let (scale, gradient) = (scale / V::Scalar::from_f64(V::LEN as f64), gradient.as_mut());
        each(level, logits, target, ones, |k, slope| gradient[k] = slope * scale)
    }

    fn label<V: Vector>(&self, target: &V, output: usize) -> Option<bool> {
        Some(target.as_ref().get(output)?.to_f64() > 0.5)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        let half = V::Scalar::from_f64(0.5);
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        pairs.filter(|&(&x, &t)| (x > V::Scalar::ZERO) == (t > half)).count() as f64 / V::LEN as f64
    }
}

impl ClassLoss<Sigmoid> for SigmoidCrossEntropy {
    const BINARY: bool = true;

    #[inline(always)]
    fn weighted_value<V: Vector>(&self, level: impl Level, logits: &V, target: &V, weights: &[f64]) -> V::Scalar {
        let weight = |k| pair::<V>(weights, k);
        each(level, logits, target, weight, |_, _| ())
    }

    #[inline(always)]
    fn weighted_gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        weights: &[f64],
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let (scale, gradient) = (scale / V::Scalar::from_f64(V::LEN as f64), gradient.as_mut());
        let weight = |k| pair::<V>(weights, k);
        each(level, logits, target, weight, |k, slope| gradient[k] = slope * scale)
    }
}
