use crate::{Activation, Level, Options, Scalar};

/// What the hyperbolic tangent leaves: small inputs shrink to almost nothing, large ones by 1.
///
/// ```text
/// y  = x - tanh x
/// y' = tanh² x
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TanhShrink;

impl Options for TanhShrink {
    const DEFAULT: Self = Self;
}

impl Activation for TanhShrink {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        x - level.tanh(x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, _y: T) -> T {
        // `x - y` would be the same, but not where `x` is large.
        let t = level.tanh(x);
        t * t
    }
}
