use crate::kinds::loss::TargetError;
use crate::members::heads::Linear;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The absolute difference, averaged over the outputs: less sensitive to outliers than the squared one.
///
/// ```text
/// loss = mean_k |x[k] - t[k]|
/// d/dx[k] = sign(x[k] - t[k]) / N      0 where they are equal
/// ```
#[doc(alias = "L1Loss")]
#[doc(alias = "MAE")]
#[derive(Clone, Copy, Debug)]
pub struct MeanAbsoluteError;

impl Options for MeanAbsoluteError {
    const DEFAULT: Self = Self;
}

impl Loss<Linear> for MeanAbsoluteError {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "mean absolute error";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        TargetError::check_finite(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, _: impl Level, logits: &V, target: &V) -> V::Scalar {
        mean(logits, target)
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
        let step = scale / V::Scalar::from_f64(V::LEN as f64);
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            *dx = if x > t {
                step
            } else if x < t {
                -step
            } else {
                V::Scalar::ZERO
            };
        }
        self.value(level, logits, target)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        mean(logits, target).to_f64()
    }
}

/// `mean_k |x[k] - t[k]|`.
#[inline(always)]
fn mean<V: Vector>(logits: &V, target: &V) -> V::Scalar {
    let pairs = logits.as_ref().iter().zip(target.as_ref());
    pairs.map(|(&x, &t)| (x - t).abs()).sum::<V::Scalar>() / V::Scalar::from_f64(V::LEN as f64)
}
