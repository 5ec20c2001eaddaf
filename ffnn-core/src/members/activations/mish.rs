use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The Mish activation (Misra 2019).
///
/// ```text
/// y  = x t                        t = tanh(ln(1 + e^x))
/// y' = t + x σ(x) (1 - t²)        σ(x) = 1 / (1 + e^-x)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mish;

/// Beyond ±1e4, the hyperbolic tangent is 0 or 1 in every number type.
const FAR: f64 = 1e4;

impl Options for Mish {
    const DEFAULT: Self = Self;
}

impl Activation for Mish {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        // At -∞ the result is the limit, 0, rather than -∞ · 0.
        let factor = if x < T::from_f64(-FAR) { T::from_f64(-FAR) } else { x };
        factor * level.tanh(level.softplus(x))
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        let far = T::from_f64(FAR);
        let x = if x > far { far } else { x };
        let x = if x < -far { -far } else { x };
        let t = level.tanh(level.softplus(x));
        t + x * level.logistic(x) * ((T::ONE - t) * (T::ONE + t))
    }
}
