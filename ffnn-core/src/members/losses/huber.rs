use crate::kinds::loss::TargetError;
use crate::kinds::optimizer::SettingError;
use crate::members::heads::Linear;
use crate::members::losses::MeanAbsoluteError;
use crate::{Level, Loss, Options, Scalar, Vector};

/// Huber's loss (1964), averaged over the outputs: quadratic for small differences, linear for large ones. Equals
/// PyTorch's `HuberLoss`.
///
/// ```text
/// e = x[k] - t[k]
/// loss = mean_k( e² / 2 where |e| ≤ delta, else delta |e| - delta² / 2 )
/// d/dx[k] = min(max(e, -delta), delta) / N
/// ```
#[doc(alias = "SmoothL1Loss")]
#[doc(alias = "HuberLoss")]
#[derive(Clone, Copy, Debug)]
pub struct Huber {
    /// The difference at which the loss becomes linear, above 0.
    pub delta: f64,
}

impl Huber {
    /// Panics if delta is not finite and above 0.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.delta > 0.0 && self.delta.is_finite(), "the delta of `Huber` must be finite and above 0");
        self
    }
}

impl Options for Huber {
    /// A delta of 1.
    const DEFAULT: Self = Self { delta: 1.0 };
}

impl Loss<Linear> for Huber {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "mean absolute error";

    fn check_settings<V: Vector>(&self) -> Result<(), SettingError> {
        // A delta that rounds to 0 or infinity is invalid.
        let rounded = V::Scalar::from_f64(self.delta);
        SettingError::check_limit("the delta", self.delta)?;
        let valid = rounded > V::Scalar::ZERO && rounded.is_finite();
        SettingError::unless(
            valid,
            "the delta",
            "a number above 0 in the range of the network's number type",
            self.delta,
        )
    }

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        TargetError::check_finite(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, _: impl Level, logits: &V, target: &V) -> V::Scalar {
        let (delta, half) = (V::Scalar::from_f64(self.delta), V::Scalar::from_f64(0.5));
        let terms = logits.as_ref().iter().zip(target.as_ref()).map(|(&x, &t)| {
            let error = (x - t).abs();
            if error > delta { delta * (error - half * delta) } else { half * error * error }
        });
        terms.sum::<V::Scalar>() / V::Scalar::from_f64(V::LEN as f64)
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
        let (delta, scale) = (V::Scalar::from_f64(self.delta), scale / V::Scalar::from_f64(V::LEN as f64));
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            let error = x - t;
            let cut = if error > delta {
                delta
            } else if error < -delta {
                -delta
            } else {
                error
            };
            *dx = cut * scale;
        }
        self.value(level, logits, target)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        MeanAbsoluteError.score(logits, target)
    }
}
