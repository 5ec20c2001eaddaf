use crate::{Activation, Options, Scalar};

/// The hyperbolic tangent.
///
/// ```text
/// y  = tanh x
/// y' = 1 - y²
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Tanh;

impl Options for Tanh {
    const DEFAULT: Self = Self;
}

impl Activation for Tanh {
    #[inline(always)]
    fn value<T: Scalar>(&self, x: T) -> T {
        x.tanh()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, _x: T, y: T) -> T {
        (T::ONE - y) * (T::ONE + y)
    }
}
