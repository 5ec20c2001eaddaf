use crate::kinds::loss::cross_entropy::cross_entropy;
use crate::kinds::loss::{ClassLoss, TargetError};
use crate::kinds::optimizer::SettingError;
use crate::members::heads::Softmax;
use crate::members::heads::softmax::largest;
use crate::{Level, Loss, Options, Scalar, Vector};

/// Softmax cross-entropy with label smoothing: a part of the true class's probability is spread over all classes
/// (Szegedy et al. 2016), like PyTorch's `label_smoothing`.
///
/// ```text
/// t[k] = smoothing / N + (1 - smoothing if k = target else 0)
/// loss = Σ_k t[k] (ln Σ_j e^x[j] - x[k])
/// d/dx[k] = softmax(x)[k] - t[k]
/// ```
///
/// With [class weights](crate::losses::WeightedByClass) `w`, as in PyTorch, `w[k] t[k]` replaces `t[k]` in the loss,
/// and means over samples are divided by `Σ w[target]`.
#[doc(alias = "label_smoothing")]
#[derive(Clone, Copy, Debug)]
pub struct LabelSmoothing {
    /// The part that is spread, from 0 to 1.
    pub smoothing: f64,
}

impl LabelSmoothing {
    /// Panics if the part is outside [0, 1].
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.smoothing >= 0.0 && self.smoothing <= 1.0, "the label smoothing must be from 0 to 1");
        self
    }

    /// Computes the loss with the target of each class times its weight.
    #[inline(always)]
    fn of<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: usize,
        weight: impl Fn(usize) -> f64,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let (spread, kept) = (self.smoothing / V::LEN as f64, 1.0 - self.smoothing);
        let coefficient = |k| V::Scalar::from_f64(weight(k) * if k == target { spread + kept } else { spread });
        cross_entropy(level, logits, coefficient, scale, gradient)
    }
}

impl Options for LabelSmoothing {
    /// A smoothing of 0.1.
    const DEFAULT: Self = Self { smoothing: 0.1 };
}

impl Loss<Softmax> for LabelSmoothing {
    type Target<V: Vector> = usize;
    const METRIC: &'static str = "accuracy";

    fn check_settings<V: Vector>(&self) -> Result<(), SettingError> {
        SettingError::check_part("the smoothing", self.smoothing)
    }

    fn check<V: Vector>(&self, &target: &usize) -> Result<(), TargetError> {
        TargetError::check_class::<V>(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &usize) -> V::Scalar {
        self.gradient(level, logits, target, V::Scalar::ONE, &mut { V::ZERO })
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
        self.of(level, logits, target, |_| 1.0, scale, gradient)
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

impl ClassLoss<Softmax> for LabelSmoothing {
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
        self.of(level, logits, target, |k| weights[k], scale, gradient)
    }

    #[inline(always)]
    fn class_weight<V: Vector>(&self, &target: &usize, weights: &[f64]) -> V::Scalar {
        V::Scalar::from_f64(weights[target])
    }
}
