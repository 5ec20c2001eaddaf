use crate::heads::Softmax;
use crate::heads::softmax::largest;
use crate::kernels::softmax;
use crate::loss::TargetError;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The cross-entropy of the softmax of the logits with the true class, a part of which is spread over all classes
/// (Szegedy et al. 2016), as PyTorch's `label_smoothing`.
///
/// ```text
/// t[k] = smoothing / N + (1 - smoothing if k = target else 0)
/// loss = ln Σ_j e^x[j] - Σ_k t[k] x[k]
/// d/dx[k] = softmax(x)[k] - t[k]
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LabelSmoothing {
    /// The part that is spread, from 0 to 1.
    pub smoothing: f64,
}

impl LabelSmoothing {
    /// Refuses a part outside [0, 1].
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.smoothing >= 0.0 && self.smoothing <= 1.0, "label smoothing is at least 0 and at most 1");
        self
    }
}

impl Options for LabelSmoothing {
    /// A tenth.
    const DEFAULT: Self = Self { smoothing: 0.1 };
}

impl Loss<Softmax> for LabelSmoothing {
    type Target<V: Vector> = usize;
    const METRIC: &'static str = "accuracy";

    fn check<V: Vector>(&self, &target: &usize) -> Result<(), TargetError> {
        if target < V::LEN { Ok(()) } else { Err(TargetError::Class { classes: V::LEN, found: target }) }
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &usize) -> V::Scalar {
        let mut gradient = V::ZERO;
        self.gradient(level, logits, target, V::Scalar::ONE, &mut gradient)
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
        let (spread, kept) = (self.smoothing / V::LEN as f64, 1.0 - self.smoothing);
        let (spread, kept) = (V::Scalar::from_f64(spread), V::Scalar::from_f64(kept));
        gradient.as_mut()[target] -= kept;
        let mut below = kept * (largest - logits.as_ref()[target]);
        for (dx, &x) in gradient.as_mut().iter_mut().zip(logits.as_ref()) {
            *dx = (*dx - spread) * scale;
            below += spread * (largest - x);
        }
        sum.ln() + below
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
