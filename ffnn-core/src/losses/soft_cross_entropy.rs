use crate::heads::Softmax;
use crate::heads::softmax::largest;
use crate::kernels::softmax;
use crate::loss::TargetError;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The cross-entropy of the softmax of the logits with a distribution over the classes: dense targets, such as another
/// network's probabilities.
///
/// ```text
/// loss = Σ_k t[k] (ln Σ_j e^x[j] - x[k])
/// d/dx[k] = softmax(x)[k] Σ_j t[j] - t[k]
/// ```
///
/// For targets that do not sum to one this is the exact derivative, as in PyTorch; TensorFlow leaves the sum out.
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
        let mut gradient = V::ZERO;
        self.gradient(level, logits, target, V::Scalar::ONE, &mut gradient)
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
        *gradient = *logits;
        let (largest, sum) = softmax(level, gradient.as_mut());
        let total: V::Scalar = target.as_ref().iter().copied().sum();
        let mut below = V::Scalar::ZERO;
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            *dx = (*dx * total - t) * scale;
            below += t * (largest - x);
        }
        sum.ln() * total + below
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
