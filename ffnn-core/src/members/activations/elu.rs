use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The exponential linear unit (Clevert, Unterthiner and Hochreiter 2016).
///
/// ```text
/// y  = x where x > 0, else alpha (e^x - 1)
/// y' = 1 where x > 0, else y + alpha      (alpha at 0, as in TensorFlow and PyTorch)
/// ```
#[doc(alias = "ELU")]
#[derive(Clone, Copy, Debug)]
pub struct Elu {
    /// Large negative inputs approach `-alpha`; at least 0.
    pub alpha: f64,
}

impl Elu {
    /// Panics if alpha is negative or not finite.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.alpha >= 0.0 && self.alpha.is_finite(), "the alpha of `Elu` must be finite and at least 0");
        self
    }
}

impl Options for Elu {
    /// An alpha of 1, for which the slope is continuous.
    const DEFAULT: Self = Self { alpha: 1.0 };
}

impl Activation for Elu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        // Computes both sides and selects, because a loop with a branch would not be vectorized.
        let below = T::from_f64(self.alpha) * level.exp_m1(x);
        if x > T::ZERO { x } else { below }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, y: T) -> T {
        if x > T::ZERO { T::ONE } else { y + T::from_f64(self.alpha) }
    }
}
