use crate::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The sigmoid linear unit, also called swish (Elfwing, Uchibe and Doya 2017).
///
/// ```text
/// y  = x σ(x)                 σ(x) = 1 / (1 + e^-x)
/// y' = σ(x) + y (1 - σ(x))
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Silu;

impl Options for Silu {
    const DEFAULT: Self = Self;
}

impl Activation for Silu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        x * level.logistic(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, y: T) -> T {
        let s = level.logistic(x);
        s + y * (T::ONE - s)
    }
}
