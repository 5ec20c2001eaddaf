use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The continuously differentiable exponential linear unit (Barron 2017): an [`Elu`](super::Elu) whose slope is
/// continuous for every alpha.
///
/// ```text
/// y  = x where x > 0, else alpha (e^(x / alpha) - 1)
/// y' = 1 where x > 0, else y / alpha + 1
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Celu {
    /// Large negative inputs approach `-alpha`; above 0.
    pub alpha: f64,
}

impl Celu {
    /// Panics if alpha is not above 0, also as an `f32`.
    #[track_caller]
    pub const fn checked(self) -> Self {
        let narrow = self.alpha as f32;
        assert!(narrow > 0.0 && narrow.is_finite(), "the alpha of `Celu` must be finite and above 0, also as an `f32`");
        self
    }
}

impl Options for Celu {
    /// An alpha of 1, as in Keras, PyTorch and JAX; then it equals ELU.
    const DEFAULT: Self = Self { alpha: 1.0 };
}

impl Activation for Celu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        let alpha = T::from_f64(self.alpha);
        // Computes both sides and selects, because a loop with a branch would not be vectorized.
        let below = alpha * level.exp_m1(x / alpha);
        if x > T::ZERO { x } else { below }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, y: T) -> T {
        if x > T::ZERO { T::ONE } else { y / T::from_f64(self.alpha) + T::ONE }
    }
}
