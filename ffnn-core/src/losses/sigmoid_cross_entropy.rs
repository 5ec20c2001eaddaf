use crate::activations::Sigmoid;
use crate::loss::TargetError;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The cross-entropy of the sigmoid of each logit with its target, averaged over the outputs.
///
/// ```text
/// loss = mean_k( max(x[k], 0) - x[k] t[k] + ln(1 + e^-|x[k]|) )
/// d/dx[k] = (sigmoid(x[k]) - t[k]) / N
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SigmoidCrossEntropy;

impl Options for SigmoidCrossEntropy {
    const DEFAULT: Self = Self;
}

impl Loss<Sigmoid> for SigmoidCrossEntropy {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "accuracy per output";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        TargetError::check_probabilities(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        let terms = logits.as_ref().iter().zip(target.as_ref()).map(|(&x, &t)| level.softplus(x) - x * t);
        terms.sum::<V::Scalar>() / V::Scalar::from_f64(V::LEN as f64)
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
        let scale = scale / V::Scalar::from_f64(V::LEN as f64);
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            *dx = (level.logistic(x) - t) * scale;
        }
        self.value(level, logits, target)
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
