use crate::kinds::loss::{ClassLoss, TargetError};
use crate::kinds::optimizer::SettingError;
use crate::{Head, Level, Loss, Options, Scalar, Vector};

/// Wraps another loss with a weight per sample: a target is `(target, weight)`, the weight finite and at least 0.
///
/// ```text
/// mean over samples = Σ weight · loss / Σ weight
/// ```
///
/// Scaling all weights changes nothing. Validation losses and metrics are means with the same weights; they cannot be
/// computed if all weights are 0. [`ScaledBySample`](crate::losses::ScaledBySample) takes factors of either sign, by
/// which the mean is not divided.
///
/// ```
/// # use ffnn::{TrainError, Network, heads::Softmax, train::Trainer};
/// use ffnn::losses::{SoftmaxCrossEntropy, WeightedBySample};
///
/// # fn example<N: Network<Head = Softmax, Input = [f32; 2], Logits = [f32; 3], Scalar = f32>>() -> Result<(), TrainError> {
/// let mut trainer = Trainer::<N>::builder().loss(WeightedBySample(SoftmaxCrossEntropy)).build()?;
/// trainer.step(&[[0.5, 1.0], [0.1, -1.0]], &[(2, 1.0), (0, 0.25)])?;
/// # Ok(())
/// # }
/// ```
#[doc(alias = "sample_weight")]
#[derive(Clone, Copy, Debug)]
pub struct WeightedBySample<L>(pub L);

impl<L: Options> Options for WeightedBySample<L> {
    const DEFAULT: Self = Self(L::DEFAULT);
}

impl<H: Head, L: Loss<H>> Loss<H> for WeightedBySample<L> {
    type Target<V: Vector> = (L::Target<V>, V::Scalar);
    const METRIC: &'static str = L::METRIC;
    const SIGNED: bool = L::SIGNED;

    answered_by_the_inner_loss! { loss }

    fn check<V: Vector>(&self, (target, weight): &Self::Target<V>) -> Result<(), TargetError> {
        if !(weight.is_finite() && *weight >= V::Scalar::ZERO) {
            return Err(TargetError::Weight { found: weight.to_f64() });
        }
        self.0.check::<V>(target)
    }

    #[inline(always)]
    fn weight<V: Vector>(&self, (target, weight): &Self::Target<V>) -> V::Scalar {
        *weight * self.0.weight::<V>(target)
    }

    #[inline(always)]
    fn factor<V: Vector>(&self, (target, weight): &Self::Target<V>) -> V::Scalar {
        *weight * self.0.factor::<V>(target)
    }
}

impl<H: Head, L: ClassLoss<H>> ClassLoss<H> for WeightedBySample<L> {
    const BINARY: bool = L::BINARY;

    answered_by_the_inner_loss! { class loss }

    #[inline(always)]
    fn class_weight<V: Vector>(&self, (target, weight): &Self::Target<V>, weights: &[f64]) -> V::Scalar {
        *weight * self.0.class_weight::<V>(target, weights)
    }
}
