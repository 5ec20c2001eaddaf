use crate::initializers::he_normal;
use crate::{Activation, Initializer, Options, Scalar};

/// Mish (Misra 2019).
///
/// ```text
/// y  = x t                        t = tanh(ln(1 + e^x))
/// y' = t + x σ(x) (1 - t²)        σ(x) = 1 / (1 + e^-x)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mish;

impl Options for Mish {
    const DEFAULT: Self = Self;
}

impl Activation for Mish {
    const INITIALIZER: Initializer = he_normal;

    #[inline(always)]
    fn value<T: Scalar>(&self, x: T) -> T {
        x * x.softplus().tanh()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, x: T, _y: T) -> T {
        let t = x.softplus().tanh();
        t + x * x.logistic() * ((T::ONE - t) * (T::ONE + t))
    }
}
