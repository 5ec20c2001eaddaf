use crate::members::initializers::he_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The Gaussian error linear unit (Hendrycks and Gimpel 2016), in its exact form.
///
/// ```text
/// y  = x Φ(x)             Φ(x) = erfc(-x / √2) / 2,  φ(x) = e^(-x²/2) / √(2π)
/// y' = Φ(x) + x φ(x)
/// ```
#[doc(alias = "GELU")]
#[derive(Clone, Copy, Debug)]
pub struct Gelu;

/// Beyond ±64, `Φ` is 0 or 1 and `φ` is 0 in every number type.
const FAR: f64 = 64.0;

impl Options for Gelu {
    const DEFAULT: Self = Self;
}

impl Activation for Gelu {
    const INITIALIZER: Initializer = he_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        // At -∞ the result is the limit, 0, rather than -∞ · 0.
        let factor = if x < T::from_f64(-FAR) { T::from_f64(-FAR) } else { x };
        factor * cumulative(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        let x = clamped(x);
        let density = bell(level, x) * T::from_f64(0.398_942_280_401_432_7);
        cumulative(x) + x * density
    }
}

/// Clamps `x` to ±[`FAR`]; NaN stays NaN.
#[inline(always)]
fn clamped<T: Scalar>(x: T) -> T {
    let far = T::from_f64(FAR);
    let x = if x > far { far } else { x };
    if x < -far { -far } else { x }
}

/// Splits a number into its rounding to `T` and the remainder.
#[inline(always)]
fn parts<T: Scalar>(number: f64) -> (T, T) {
    let rounded = T::from_f64(number);
    (rounded, T::from_f64(number - rounded.to_f64()))
}

/// `e^(-x²/2)`, computed from the exact square: rounding a large one would lose digits.
#[inline(always)]
fn bell<L: Level, T: Scalar>(level: L, x: T) -> T {
    let wide = x.to_f64();
    let (exponent, rest) = parts::<T>(-0.5 * wide * wide);
    let bell = level.exp(exponent);
    // Not `bell + bell * rest`, whose last product may be denormal and therefore flushed to 0.
    bell * (T::ONE + rest)
}

/// The cumulative distribution function of the standard normal distribution.
#[inline(always)]
fn cumulative<T: Scalar>(x: T) -> T {
    let (zero, one, half) = (T::ZERO, T::ONE, T::from_f64(0.5));
    let (z, rest) = parts::<T>(clamped(x).to_f64() * -core::f64::consts::FRAC_1_SQRT_2);
    // The rounding error of the argument matters where the tail is thin. There -erfc' z / erfc z is nearly z + √(z² +
    // 2) (Komatsu 1955).
    let steepness = if z > zero { z + (z * z + one + one).sqrt() } else { zero };
    half * z.erfc() * (one - rest * steepness)
}
