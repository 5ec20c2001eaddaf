use crate::{Activation, Options, Scalar};

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
    fn value<T: Scalar>(&self, x: T) -> T {
        -(-x).softplus()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, x: T, _y: T) -> T {
        (-x).logistic()
    }
}
