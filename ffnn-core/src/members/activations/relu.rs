use crate::kinds::integers::Clamps;
use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// The rectified linear unit.
///
/// ```text
/// y  = max(0, x)
/// y' = 1 where x > 0, else 0      (0 at the kink, as in TensorFlow and PyTorch)
/// ```
#[doc(alias = "ReLU")]
#[derive(Clone, Copy, Debug)]
pub struct Relu;

impl Options for Relu {
    const DEFAULT: Self = Self;
}

impl Activation for Relu {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        // NaN passes through, so that training can find its origin.
        if x < T::ZERO { T::ZERO } else { x }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, y: T) -> T {
        if y > T::ZERO { T::ONE } else { T::ZERO }
    }
}

impl Clamps for Relu {
    fn limits(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
