use crate::{Activation, Options, Scalar};

/// A smooth ReLU.
///
/// ```text
/// y  = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)
/// y' = 1 / (1 + e^-x)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softplus;

impl Options for Softplus {
    const DEFAULT: Self = Self;
}

impl Activation for Softplus {
    #[inline(always)]
    fn value<T: Scalar>(&self, x: T) -> T {
        x.softplus()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, x: T, _y: T) -> T {
        x.logistic()
    }
}
