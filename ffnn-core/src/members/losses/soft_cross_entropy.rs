use crate::kinds::loss::cross_entropy::cross_entropy;
use crate::kinds::loss::{ClassLoss, TargetError};
use crate::members::heads::Softmax;
use crate::members::heads::softmax::largest;
use crate::{Level, Loss, Options, Scalar, Vector};

/// Softmax cross-entropy with a distribution over the classes as the target, such as another network's probabilities.
///
/// ```text
/// loss = Σ_k t[k] (ln Σ_j e^x[j] - x[k])
/// d/dx[k] = softmax(x)[k] Σ_j t[j] - t[k]
/// ```
///
/// If targets do not sum to 1, this is the exact derivative, as in PyTorch; TensorFlow leaves the sum out. With [class
/// weights](crate::losses::WeightedByClass) `w`, as in PyTorch, `w[k] t[k]` replaces `t[k]`, and means over samples are
/// divided by the number of samples.
#[doc(alias = "CategoricalCrossentropy")]
#[derive(Clone, Copy, Debug)]
pub struct SoftCrossEntropy;

impl Options for SoftCrossEntropy {
    const DEFAULT: Self = Self;
}

impl Loss<Softmax> for SoftCrossEntropy {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "accuracy";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        TargetError::check_probabilities(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        self.gradient(level, logits, target, V::Scalar::ONE, &mut { V::ZERO })
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
        cross_entropy(level, logits, |k| target.as_ref()[k], scale, gradient)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        if largest(logits.as_ref()) == largest(target.as_ref()) { 1.0 } else { 0.0 }
    }

    #[inline(always)]
    fn stratum<V: Vector>(&self, target: &V) -> usize {
        largest(target.as_ref())
    }
}

impl ClassLoss<Softmax> for SoftCrossEntropy {
    #[inline(always)]
    fn weighted_value<V: Vector>(&self, level: impl Level, logits: &V, target: &V, weights: &[f64]) -> V::Scalar {
        self.weighted_gradient(level, logits, target, weights, V::Scalar::ONE, &mut { V::ZERO })
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
        let coefficient = |k: usize| V::Scalar::from_f64(weights[k]) * target.as_ref()[k];
        cross_entropy(level, logits, coefficient, scale, gradient)
    }
}
