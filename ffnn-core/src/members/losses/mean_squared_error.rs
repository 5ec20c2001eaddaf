use crate::kinds::loss::TargetError;
use crate::members::heads::Linear;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The squared difference, averaged over the outputs.
///
/// ```text
/// loss = mean_k (x[k] - t[k])²
/// d/dx[k] = 2 (x[k] - t[k]) / N
/// ```
#[doc(alias = "MSELoss")]
#[doc(alias = "MSE")]
#[derive(Clone, Copy, Debug)]
pub struct MeanSquaredError;

impl Options for MeanSquaredError {
    const DEFAULT: Self = Self;
}

impl Loss<Linear> for MeanSquaredError {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "mean absolute error";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        TargetError::check_finite(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, _: impl Level, logits: &V, target: &V) -> V::Scalar {
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        pairs.map(|(&x, &t)| (x - t) * (x - t)).sum::<V::Scalar>() / V::Scalar::from_f64(V::LEN as f64)
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
        let scale = scale * V::Scalar::from_f64(2.0 / V::LEN as f64);
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            *dx = (x - t) * scale;
        }
        self.value(level, logits, target)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        pairs.map(|(&x, &t)| (x - t).abs().to_f64()).sum::<f64>() / V::LEN as f64
    }
}
