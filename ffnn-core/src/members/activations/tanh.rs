use crate::{Activation, Level, Options, Scalar, kernels};

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
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        level.tanh(x)
    }

    #[inline(always)]
    fn values<L: Level, T: Scalar>(&self, level: L, x: &[T], y: &mut [T]) {
        kernels::tanh(level, x, y);
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        // If y is close to ±1, `1 - y²` has no digits left: 1 - |y| is 2 σ(-2|x|).
        let low = level.logistic(-(x.abs() + x.abs()));
        T::from_f64(4.0) * low * (T::ONE - low)
    }
}
