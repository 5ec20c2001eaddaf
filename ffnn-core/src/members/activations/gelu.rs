use crate::members::initializers::he_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The Gaussian error linear unit (Hendrycks and Gimpel 2016), exact.
///
/// ```text
/// y  = x Φ(x)             Φ(x) = erfc(-x / √2) / 2,  φ(x) = e^(-x²/2) / √(2π)
/// y' = Φ(x) + x φ(x)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Gelu;

/// Beyond this `Φ` is 0 or 1 and `φ` is 0 in every number type.
const FAR: f64 = 64.0;

impl Options for Gelu {
    const DEFAULT: Self = Self;
}

impl Activation for Gelu {
    const INITIALIZER: Initializer = he_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        // From -∞ the value is the limit, 0, and not -∞ · 0.
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

/// The nearer end if `x` is beyond ±[`FAR`]; a NaN stays one.
#[inline(always)]
fn clamped<T: Scalar>(x: T) -> T {
    let far = T::from_f64(FAR);
    let x = if x > far { far } else { x };
    if x < -far { -far } else { x }
}

/// A number in two parts, of which the second is what rounding to `T` leaves of it.
#[inline(always)]
fn parts<T: Scalar>(number: f64) -> (T, T) {
    let rounded = T::from_f64(number);
    (rounded, T::from_f64(number - rounded.to_f64()))
}

/// `e^(-x²/2)`, of the whole square: rounding it costs digits where it is large.
#[inline(always)]
fn bell<L: Level, T: Scalar>(level: L, x: T) -> T {
    let wide = x.to_f64();
    let (exponent, rest) = parts::<T>(-0.5 * wide * wide);
    let bell = level.exp(exponent);
    // Not `bell + bell * rest`, whose last product may be denormal and so zero.
    bell * (T::ONE + rest)
}

/// The probability that a standard normal is below `x`.
#[inline(always)]
fn cumulative<T: Scalar>(x: T) -> T {
    let (zero, one, half) = (T::ZERO, T::ONE, T::from_f64(0.5));
    let (z, rest) = parts::<T>(clamped(x).to_f64() * -core::f64::consts::FRAC_1_SQRT_2);
    // What rounding leaves of the argument matters where the tail is thin. There -erfc' z / erfc z is nearly
    // z + √(z² + 2) (Komatsu 1955).
    let steepness = if z > zero { z + (z * z + one + one).sqrt() } else { zero };
    half * z.erfc() * (one - rest * steepness)
}
