use crate::initializers::he_normal;
use crate::{Activation, Initializer, Options, Scalar};

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
    const INITIALIZER: Initializer = he_normal;

    #[inline(always)]
    fn value<T: Scalar>(&self, x: T) -> T {
        x * x.logistic()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, x: T, y: T) -> T {
        let s = x.logistic();
        s + y * (T::ONE - s)
    }
}
