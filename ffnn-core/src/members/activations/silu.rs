use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The sigmoid linear unit, also called swish (Elfwing, Uchibe and Doya 2017).
///
/// ```text
/// y  = x σ(x)                 σ(x) = 1 / (1 + e^-x)
/// y' = σ(x) (1 + x σ(-x))
/// ```
#[doc(alias = "Swish")]
#[derive(Clone, Copy, Debug)]
pub struct Silu;

/// Beyond ±1e4, the sigmoid is 0 or 1 in every number type.
const FAR: f64 = 1e4;

impl Options for Silu {
    const DEFAULT: Self = Self;
}

impl Activation for Silu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        // At -∞ the result is the limit, 0, rather than -∞ · 0.
        let factor = if x < T::from_f64(-FAR) { T::from_f64(-FAR) } else { x };
        factor * level.logistic(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        let far = T::from_f64(FAR);
        let x = if x > far { far } else { x };
        let x = if x < -far { -far } else { x };
        // The smaller of σ(x) and σ(-x) keeps its digits; the other is 1 minus it.
        let low = level.logistic(-x.abs());
        let (s, rest) = if x < T::ZERO { (low, T::ONE - low) } else { (T::ONE - low, low) };
        s * (T::ONE + x * rest)
    }
}
