use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The leaky rectified linear unit (Maas, Hannun and Ng 2013).
///
/// ```text
/// y  = x where x > 0, else slope · x
/// y' = 1 where x > 0, else slope      (slope at the kink, as in TensorFlow and PyTorch)
/// ```
#[doc(alias = "LeakyReLU")]
#[derive(Clone, Copy, Debug)]
pub struct LeakyRelu {
    /// The slope for negative `x`.
    pub slope: f64,
}

impl LeakyRelu {
    /// Panics if the slope is not finite.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.slope.is_finite(), "the slope of `LeakyRelu` must be finite");
        self
    }
}

impl Options for LeakyRelu {
    /// A slope of 0.01, as in PyTorch and JAX.
    const DEFAULT: Self = Self { slope: 0.01 };
}

impl Activation for LeakyRelu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        // 0 times -∞ is NaN, but the limit is 0.
        let limit = self.slope == 0.0 && x < T::ZERO;
        if limit {
            T::ZERO
        } else if x > T::ZERO {
            x
        } else {
            T::from_f64(self.slope) * x
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, _y: T) -> T {
        if x > T::ZERO { T::ONE } else { T::from_f64(self.slope) }
    }
}
