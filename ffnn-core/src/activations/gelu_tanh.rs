use crate::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The Gaussian error linear unit in its tanh form, which JAX means by `gelu`.
///
/// ```text
/// y  = x (1 + t) / 2                              t = tanh(k (x + c x³)),  k = √(2/π),  c = 0.044715
/// y' = (1 + t) / 2 + x (1 - t²) k (1 + 3 c x²) / 2
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GeluTanh;

/// √(2/π).
const K: f64 = 0.797_884_560_802_865_4;
const C: f64 = 0.044_715;

impl Options for GeluTanh {
    const DEFAULT: Self = Self;
}

impl Activation for GeluTanh {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        T::from_f64(0.5) * x * (T::ONE + bend(level, x))
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        let (half, t) = (T::from_f64(0.5), bend(level, x));
        let curvature = (T::ONE - t) * (T::ONE + t);
        let outer = half * (T::ONE + t);
        // Far out the curvature is zero and the other factor may be infinite.
        if curvature == T::ZERO {
            return outer;
        }
        outer + half * x * curvature * T::from_f64(K) * (T::ONE + T::from_f64(3.0 * C) * x * x)
    }
}

#[inline(always)]
fn bend<L: Level, T: Scalar>(level: L, x: T) -> T {
    level.tanh(T::from_f64(K) * (x + T::from_f64(C) * x * x * x))
}
