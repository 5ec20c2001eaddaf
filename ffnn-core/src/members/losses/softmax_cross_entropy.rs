use crate::kernels::exponentials;
use crate::kinds::loss::cross_entropy::{certain, cross_entropy, others};
use crate::kinds::loss::{ClassLoss, TargetError};
use crate::members::heads::Softmax;
use crate::members::heads::softmax::largest;
use crate::{Level, Loss, Options, Scalar, Vector};

/// Softmax cross-entropy with the true class. Equals PyTorch's `CrossEntropyLoss`.
///
/// ```text
/// loss = ln Σ_j e^x[j] - x[target]
/// d/dx[k] = softmax(x)[k] - (1 if k = target else 0)
/// ```
///
/// The largest logit is subtracted first, so logits of ±1000 stay finite; small losses of confident right answers keep
/// all their digits. With [class weights](crate::losses::WeightedByClass) `w` the loss is `w[target] · loss`, and means
/// over samples are divided by `Σ w[target]`.
#[doc(alias = "SparseCategoricalCrossentropy")]
#[doc(alias = "CrossEntropyLoss")]
#[derive(Clone, Copy, Debug)]
pub struct SoftmaxCrossEntropy;

impl Options for SoftmaxCrossEntropy {
    const DEFAULT: Self = Self;
}

impl SoftmaxCrossEntropy {
    /// Computes the loss with the coefficient `c` at the true class only.
    #[inline(always)]
    fn of<V: Vector>(
        level: impl Level,
        logits: &V,
        target: usize,
        c: V::Scalar,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let coefficient = |k| if k == target { c } else { V::Scalar::ZERO };
        cross_entropy(level, logits, coefficient, scale, gradient)
    }
}

impl Loss<Softmax> for SoftmaxCrossEntropy {
    type Target<V: Vector> = usize;
    const METRIC: &'static str = "accuracy";

    fn check<V: Vector>(&self, &target: &usize) -> Result<(), TargetError> {
        TargetError::check_class::<V>(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, &target: &usize) -> V::Scalar {
        Self::of(level, logits, target, V::Scalar::ONE, V::Scalar::ONE, &mut { V::ZERO })
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        &target: &usize,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        Self::of(level, logits, target, V::Scalar::ONE, scale, gradient)
    }

    #[inline(always)]
    fn gradients<V: Vector>(
        &self,
        level: impl Level,
        logits: &[V],
        targets: &[usize],
        total: V::Scalar,
        gradients: &mut [V],
    ) -> f64 {
        /// Number of samples processed together: few enough for their intermediate values to stay in the L1 cache.
        const GROUP: usize = 16;
        let (one, scale) = (V::Scalar::ONE, V::Scalar::ONE / total);
        let (mut largest, mut sums) = ([V::Scalar::ZERO; GROUP], [V::Scalar::ZERO; GROUP]);
        let mut loss = 0.0;
        let groups = logits.chunks(GROUP).zip(targets.chunks(GROUP)).zip(gradients.chunks_mut(GROUP));
        for ((logits, targets), gradients) in groups {
            let (largest, sums) = (&mut largest[..logits.len()], &mut sums[..logits.len()]);
            gradients.copy_from_slice(logits);
            exponentials(level, V::flattened_mut(gradients), largest, sums);
            let samples = logits.iter().zip(targets).zip(gradients.iter_mut());
            for (((logits, &target), gradient), (&largest, &sum)) in samples.zip(largest.iter().zip(&*sums)) {
                let (gradient, factor) = (gradient.as_mut(), one / sum);
                let below = largest - logits.as_ref()[target];
                // Before the row is written to, because a load stalls on a recent overlapping store.
                let (log, at_target) = match certain(sum, logits.as_ref(), largest) {
                    Some(top) if top == target => {
                        let others = others(gradient, logits.as_ref(), target);
                        (others.ln_1p(), -(others * factor) * scale)
                    }
                    _ => (sum.ln(), (gradient[target] * factor - one) * scale),
                };
                for value in &mut *gradient {
                    *value = *value * factor * scale;
                }
                gradient[target] = at_target;
                loss += (log + below).to_f64();
            }
        }
        loss
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, &target: &usize) -> f64 {
        if largest(logits.as_ref()) == target { 1.0 } else { 0.0 }
    }

    #[inline(always)]
    fn stratum<V: Vector>(&self, &target: &usize) -> usize {
        target
    }
}

impl ClassLoss<Softmax> for SoftmaxCrossEntropy {
    #[inline(always)]
    fn weighted_value<V: Vector>(&self, level: impl Level, logits: &V, target: &usize, weights: &[f64]) -> V::Scalar {
        self.weighted_gradient(level, logits, target, weights, V::Scalar::ONE, &mut { V::ZERO })
    }

    #[inline(always)]
    fn weighted_gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        &target: &usize,
        weights: &[f64],
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        Self::of(level, logits, target, V::Scalar::from_f64(weights[target]), scale, gradient)
    }

    #[inline(always)]
    fn class_weight<V: Vector>(&self, &target: &usize, weights: &[f64]) -> V::Scalar {
        V::Scalar::from_f64(weights[target])
    }
}
