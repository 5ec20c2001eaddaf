use crate::kinds::loss::{ClassLoss, TargetError};
use crate::kinds::optimizer::SettingError;
use crate::{Head, Level, Loss, Options, Scalar, Vector};

/// Wraps another loss with a factor of either sign per sample: a target is `(target, factor)`, the factor finite.
///
/// ```text
/// mean over samples = Σ factor · loss / Σ weight        weight: that of the other loss, usually 1
/// ```
///
/// This is the loss of policy gradients: the factor is the return or the advantage of an action, and a negative one
/// makes the action less likely. Unlike with [`WeightedBySample`](crate::losses::WeightedBySample), scaling the factors
/// scales the gradient, and metrics ignore them.
///
/// ```
/// # use ffnn::{TrainError, Network, heads::Softmax, train::Trainer};
/// use ffnn::losses::{ScaledBySample, SoftmaxCrossEntropy};
///
/// # fn example<N: Network<Head = Softmax, Input = [f32; 4], Logits = [f32; 2], Scalar = f32>>(
/// #     states: [[f32; 4]; 2],
/// # ) -> Result<(), TrainError> {
/// let mut trainer = Trainer::<N>::builder().loss(ScaledBySample(SoftmaxCrossEntropy)).build()?;
/// // The actions taken, and how much better than expected they turned out.
/// trainer.step(&states, &[(0, 0.8), (1, -0.3)])?;
/// # Ok(())
/// # }
/// ```
#[doc(alias = "advantage")]
#[doc(alias = "REINFORCE")]
#[derive(Clone, Copy, Debug)]
pub struct ScaledBySample<L>(pub L);

impl<L: Options> Options for ScaledBySample<L> {
    const DEFAULT: Self = Self(L::DEFAULT);
}

impl<H: Head, L: Loss<H>> Loss<H> for ScaledBySample<L> {
    type Target<V: Vector> = (L::Target<V>, V::Scalar);
    const METRIC: &'static str = L::METRIC;
    const SIGNED: bool = true;

    answered_by_the_inner_loss! { loss }

    fn check<V: Vector>(&self, (target, factor): &Self::Target<V>) -> Result<(), TargetError> {
        if !factor.is_finite() {
            return Err(TargetError::Factor { found: factor.to_f64() });
        }
        self.0.check::<V>(target)
    }

    #[inline(always)]
    fn weight<V: Vector>(&self, (target, _): &Self::Target<V>) -> V::Scalar {
        self.0.weight::<V>(target)
    }

    #[inline(always)]
    fn factor<V: Vector>(&self, (target, factor): &Self::Target<V>) -> V::Scalar {
        *factor * self.0.factor::<V>(target)
    }
}

impl<H: Head, L: ClassLoss<H>> ClassLoss<H> for ScaledBySample<L> {
    const BINARY: bool = L::BINARY;

    answered_by_the_inner_loss! { class loss }

    #[inline(always)]
    fn class_weight<V: Vector>(&self, (target, _): &Self::Target<V>, weights: &[f64]) -> V::Scalar {
        self.0.class_weight::<V>(target, weights)
    }
}
