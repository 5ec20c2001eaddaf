use crate::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The Gaussian error linear unit (Hendrycks and Gimpel 2016), exact.
///
/// ```text
/// y  = x Φ(x)             Φ(x) = erfc(-x / √2) / 2,  φ(x) = e^(-x²/2) / √(2π)
/// y' = Φ(x) + x φ(x)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Gelu;

impl Options for Gelu {
    const DEFAULT: Self = Self;
}

impl Activation for Gelu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        x * cumulative(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        let density = level.exp(x * x * T::from_f64(-0.5)) * T::from_f64(0.398_942_280_401_432_7);
        cumulative(x) + x * density
    }
}

/// The probability that a standard normal is below `x`.
#[inline(always)]
fn cumulative<T: Scalar>(x: T) -> T {
    T::from_f64(0.5) * (x * T::from_f64(-core::f64::consts::FRAC_1_SQRT_2)).erfc()
}
