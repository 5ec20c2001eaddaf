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
        let scale = V::Scalar::ONE / total;
        let mut loss = 0.0;
        gradients.copy_from_slice(logits);
        exponentials(level, V::LEN, V::flattened_mut(gradients), |first, rows, largest, sums| {
            let targets = &targets[first..][..sums.len()];
            for ((row, &target), &sum) in rows.chunks_exact_mut(V::LEN).zip(targets).zip(sums) {
                let factor = V::Scalar::ONE / sum;
                // Before the row is written to: a load waits for what was just stored in its neighbourhood.
                let at_target = (row[target] * factor - V::Scalar::ONE) * scale;
                for value in &mut *row {
                    *value = *value * factor * scale;
                }
                row[target] = at_target;
            }
            for (((logits, &target), &largest), &sum) in logits[first..].iter().zip(targets).zip(largest).zip(sums) {
                loss += (sum.ln() + (largest - logits.as_ref()[target])).to_f64();
            }
        });
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
