use crate::{Activation, Level, Options, Scalar};

/// The logistic sigmoid.
///
/// ```text
/// y  = 1 / (1 + e^-x)
/// y' = y (1 - y)
/// ```
///
/// As the last entry of a network it is a head for independent binary labels.
#[derive(Clone, Copy, Debug)]
pub struct Sigmoid;

impl Options for Sigmoid {
    const DEFAULT: Self = Self;
}

impl Activation for Sigmoid {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        level.logistic(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        // If y is close to 1, `1 - y` has no digits left; the slope is the same at -x.
        let low = level.logistic(-x.abs());
        low * (T::ONE - low)
    }
}
