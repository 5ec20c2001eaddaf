use crate::heads::Softmax;
use crate::heads::softmax::largest;
use crate::kernels::{exponentials, softmax};
use crate::loss::TargetError;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The cross-entropy of the softmax of the logits with the true class.
///
/// ```text
/// loss = ln Σ_j e^x[j] - x[target]
/// d/dx[k] = softmax(x)[k] - (1 if k = target else 0)
/// ```
///
/// The largest logit is taken out of the sum first, so that logits of ±1000 stay finite.
#[derive(Clone, Copy, Debug)]
pub struct SoftmaxCrossEntropy;

impl Options for SoftmaxCrossEntropy {
    const DEFAULT: Self = Self;
}

impl Loss<Softmax> for SoftmaxCrossEntropy {
    type Target<V: Vector> = usize;
    const METRIC: &'static str = "accuracy";

    fn check<V: Vector>(&self, &target: &usize) -> Result<(), TargetError> {
        if target < V::LEN { Ok(()) } else { Err(TargetError::Class { classes: V::LEN, found: target }) }
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, &target: &usize) -> V::Scalar {
        let mut probabilities = *logits;
        let (largest, sum) = softmax(level, probabilities.as_mut());
        sum.ln() + (largest - logits.as_ref()[target])
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
        *gradient = *logits;
        let (largest, sum) = softmax(level, gradient.as_mut());
        gradient.as_mut()[target] -= V::Scalar::ONE;
        for value in gradient.as_mut() {
            *value *= scale;
        }
        sum.ln() + (largest - logits.as_ref()[target])
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
        /// So many samples at a time: few enough for what is kept of each to stay in the first cache.
        const GROUP: usize = 16;
        let scale = V::Scalar::ONE / total;
        let (mut largest, mut sums) = ([V::Scalar::ZERO; GROUP], [V::Scalar::ZERO; GROUP]);
        let mut loss = 0.0;
        let groups = logits.chunks(GROUP).zip(targets.chunks(GROUP)).zip(gradients.chunks_mut(GROUP));
        for ((logits, targets), gradients) in groups {
            let (largest, sums) = (&mut largest[..logits.len()], &mut sums[..logits.len()]);
            gradients.copy_from_slice(logits);
            exponentials(level, V::flattened_mut(gradients), largest, sums);
            for ((gradient, &target), &sum) in gradients.iter_mut().zip(targets).zip(&*sums) {
                let (gradient, factor) = (gradient.as_mut(), V::Scalar::ONE / sum);
                // Before the row is written to: a load waits for what was just stored in its neighbourhood.
                let at_target = (gradient[target] * factor - V::Scalar::ONE) * scale;
                for value in &mut *gradient {
                    *value = *value * factor * scale;
                }
                gradient[target] = at_target;
            }
            for (((logits, &target), &largest), &sum) in logits.iter().zip(targets).zip(&*largest).zip(&*sums) {
                loss += (sum.ln() + (largest - logits.as_ref()[target])).to_f64();
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
