use crate::members::initializers::he_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The Gaussian error linear unit in its tanh approximation, the default of JAX's `gelu`.
///
/// ```text
/// y  = x (1 + tanh u) / 2 = x σ(2u)            u = k (x + c x³),  k = √(2/π),  c = 0.044715
/// y' = σ(2u) + x σ(2u) σ(-2u) 2k (1 + 3 c x²)  σ(v) = 1 / (1 + e^-v)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GeluTanh;

/// The constant 2 √(2/π).
const K: f64 = 1.595_769_121_605_730_8;
const C: f64 = 0.044_715;
/// Beyond ±64, the sigmoid is 0 or 1 in every number type.
const FAR: f64 = 64.0;

impl Options for GeluTanh {
    const DEFAULT: Self = Self;
}

impl Activation for GeluTanh {
    const INITIALIZER: Initializer = he_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        // At -∞ the result is the limit, 0, rather than -∞ · 0.
        let factor = if x < T::from_f64(-FAR) { T::from_f64(-FAR) } else { x };
        let (low, high) = sides(level, clamped(x));
        factor * if x < T::ZERO { low } else { high }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        let x = clamped(x);
        let (low, high) = sides(level, x);
        let inner = T::from_f64(K) * (T::ONE + T::from_f64(3.0 * C) * x * x);
        let (s, rest) = if x < T::ZERO { (low, high) } else { (high, low) };
        s * (T::ONE + x * rest * inner)
    }
}

/// Clamps `x` to ±[`FAR`]; NaN stays NaN.
#[inline(always)]
fn clamped<T: Scalar>(x: T) -> T {
    let far = T::from_f64(FAR);
    let x = if x > far { far } else { x };
    if x < -far { -far } else { x }
}

/// The smaller and the larger of `σ(2u)` and `σ(-2u)`: the smaller keeps its digits.
#[inline(always)]
fn sides<L: Level, T: Scalar>(level: L, x: T) -> (T, T) {
    let wide = x.to_f64();
    let wide = if wide > 0.0 { -wide } else { wide };
    let exponent = K * (wide + C * wide * wide * wide);
    // In two parts, because rounding a large exponent loses digits.
    let rounded = T::from_f64(exponent);
    let rest = T::from_f64(exponent - rounded.to_f64());
    let low = level.logistic(rounded);
    // Not `low + low * rest`, whose last product may be denormal and therefore flushed to 0.
    let low = low * (T::ONE + rest * (T::ONE - low));
    (low, T::ONE - low)
}
