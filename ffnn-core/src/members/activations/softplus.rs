use crate::{Activation, Level, Options, Scalar};

/// The softplus function, a smooth ReLU.
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
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        level.softplus(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        level.logistic(x)
    }
}
