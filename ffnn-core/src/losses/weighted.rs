use crate::loss::TargetError;
use crate::{Head, Level, Loss, Options, Scalar, Vector};

/// Another loss, with a weight of its own for every sample: a target is `(target, weight)`.
///
/// The mean over samples is `Σ weight · loss / Σ weight`: scaling all weights changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct WeightedBySample<L>(pub L);

impl<L: Options> Options for WeightedBySample<L> {
    const DEFAULT: Self = Self(L::DEFAULT);
}

impl<H: Head, L: Loss<H>> Loss<H> for WeightedBySample<L> {
    type Target<V: Vector> = (L::Target<V>, V::Scalar);
    const METRIC: &'static str = L::METRIC;

    fn check<V: Vector>(&self, (target, weight): &Self::Target<V>) -> Result<(), TargetError> {
        if !(weight.is_finite() && *weight >= V::Scalar::ZERO) {
            return Err(TargetError::Weight { found: weight.to_f64() });
        }
        self.0.check::<V>(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, (target, _): &Self::Target<V>) -> V::Scalar {
        self.0.value(level, logits, target)
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        (target, _): &Self::Target<V>,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        self.0.gradient(level, logits, target, scale, gradient)
    }

    #[inline(always)]
    fn weight<V: Vector>(&self, (target, weight): &Self::Target<V>) -> V::Scalar {
        *weight * self.0.weight::<V>(target)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, (target, _): &Self::Target<V>) -> f64 {
        self.0.score(logits, target)
    }

    #[inline(always)]
    fn stratum<V: Vector>(&self, (target, _): &Self::Target<V>) -> usize {
        self.0.stratum::<V>(target)
    }

    fn label<V: Vector>(&self, (target, _): &Self::Target<V>, output: usize) -> Option<bool> {
        self.0.label::<V>(target, output)
    }
}

/// Another loss, with a weight for every class: rare classes can count more.
///
/// The mean over samples is `Σ weight · loss / Σ weight`, as in PyTorch.
#[derive(Clone, Copy, Debug)]
pub struct WeightedByClass<L> {
    /// The loss of one sample.
    pub loss: L,
    /// The weight of each class, finite and at least 0; 1 for those beyond the end.
    pub weights: &'static [f64],
}

impl<L: Options> Options for WeightedByClass<L> {
    const DEFAULT: Self = Self { loss: L::DEFAULT, weights: &[] };
}

impl<H: Head, L: Loss<H>> Loss<H> for WeightedByClass<L> {
    type Target<V: Vector> = L::Target<V>;
    const METRIC: &'static str = L::METRIC;

    fn check<V: Vector>(&self, target: &Self::Target<V>) -> Result<(), TargetError> {
        self.loss.check::<V>(target)?;
        let found = self.weight::<V>(target).to_f64();
        if found.is_finite() && found >= 0.0 { Ok(()) } else { Err(TargetError::Weight { found }) }
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &Self::Target<V>) -> V::Scalar {
        self.loss.value(level, logits, target)
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &Self::Target<V>,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        self.loss.gradient(level, logits, target, scale, gradient)
    }

    #[inline(always)]
    fn weight<V: Vector>(&self, target: &Self::Target<V>) -> V::Scalar {
        let class = self.weights.get(self.loss.stratum::<V>(target)).copied().unwrap_or(1.0);
        V::Scalar::from_f64(class) * self.loss.weight::<V>(target)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &Self::Target<V>) -> f64 {
        self.loss.score(logits, target)
    }

    #[inline(always)]
    fn stratum<V: Vector>(&self, target: &Self::Target<V>) -> usize {
        self.loss.stratum::<V>(target)
    }

    fn label<V: Vector>(&self, target: &Self::Target<V>, output: usize) -> Option<bool> {
        self.loss.label::<V>(target, output)
    }
}
