use crate::{Activation, Level, Options, Scalar};

/// The logarithm of the sigmoid.
///
/// ```text
/// y  = ln(1 / (1 + e^-x)) = min(x, 0) - ln(1 + e^-|x|)
/// y' = 1 / (1 + e^x)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LogSigmoid;

impl Options for LogSigmoid {
    const DEFAULT: Self = Self;
}

impl Activation for LogSigmoid {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        -level.softplus(-x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        level.logistic(-x)
    }
}
