use crate::{Activation, Level, Options, Scalar};

/// The input minus its hyperbolic tangent: small inputs shrink to almost nothing, large ones by 1.
///
/// ```text
/// y  = x - tanh x
/// y' = tanh² x
/// ```
#[doc(alias = "Tanhshrink")]
#[derive(Clone, Copy, Debug)]
pub struct TanhShrink;

impl Options for TanhShrink {
    const DEFAULT: Self = Self;
}

impl Activation for TanhShrink {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        let small = small(x);
        // Computes both sides and selects, because a loop with a branch would not be vectorized.
        let large = x - level.tanh(x);
        if x.abs() < T::from_f64(2.0) { small } else { large }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        // `x - y` equals tanh x, but loses its digits for large `x`.
        let t = level.tanh(x);
        t * t
    }
}

/// Computes `x - tanh x` for small `x`, where the subtraction would cancel, by Lambert's continued fraction: `tanh x =
/// x / (1 + g)` with `g = x² / (3 + x² / (5 + x² / (7 + …)))`.
#[inline(always)]
fn small<T: Scalar>(x: T) -> T {
    let square = x * x;
    let mut below = T::from_f64(25.0);
    for odd in [23.0, 21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        below = T::from_f64(odd) + square / below;
    }
    let g = square / below;
    x * (g / (T::ONE + g))
}
