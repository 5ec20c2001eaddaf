use crate::{Activation, Options, Scalar};

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
    fn value<T: Scalar>(&self, x: T) -> T {
        x - x.tanh()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, x: T, _y: T) -> T {
        // `x - y` would be the same, but not where `x` is large.
        let t = x.tanh();
        t * t
    }
}
