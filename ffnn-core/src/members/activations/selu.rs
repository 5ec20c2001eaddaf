use crate::members::initializers::lecun_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The scaled exponential linear unit of self-normalizing networks (Klambauer et al. 2017): with weights of variance `1
/// / inputs` it keeps mean 0 and variance 1 from layer to layer.
///
/// ```text
/// y  = λ x where x > 0, else λ α (e^x - 1)        λ = 1.0507009873554805, α = 1.6732632423543772
/// y' = λ   where x > 0, else y + λ α              (λ α at 0, as in PyTorch)
/// ```
#[doc(alias = "SELU")]
#[derive(Clone, Copy, Debug)]
pub struct Selu;

impl Selu {
    /// The scale λ.
    pub const SCALE: f64 = 1.050_700_987_355_480_5;
    /// The constant α.
    pub const ALPHA: f64 = 1.673_263_242_354_377_2;
}

impl Options for Selu {
    const DEFAULT: Self = Self;
}

impl Activation for Selu {
    const INITIALIZER: Initializer = lecun_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        // Computes both sides and selects, because a loop with a branch would not be vectorized.
        let below = T::from_f64(Self::SCALE * Self::ALPHA) * level.exp_m1(x);
        if x > T::ZERO { T::from_f64(Self::SCALE) * x } else { below }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, y: T) -> T {
        if x > T::ZERO { T::from_f64(Self::SCALE) } else { y + T::from_f64(Self::SCALE * Self::ALPHA) }
    }
}
