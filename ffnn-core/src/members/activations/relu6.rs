use crate::kinds::integers::Clamps;
use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// A ReLU capped at 6 (Krizhevsky 2010), for low-precision arithmetic.
///
/// ```text
/// y  = min(max(0, x), 6)
/// y' = 1 where 0 < x < 6, else 0      (0 at the kinks, as in TensorFlow and PyTorch)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Relu6;

impl Options for Relu6 {
    const DEFAULT: Self = Self;
}

impl Activation for Relu6 {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let six = T::from_f64(6.0);
        // A NaN fails both comparisons and passes through.
        if x < T::ZERO {
            T::ZERO
        } else if x > six {
            six
        } else {
            x
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, y: T) -> T {
        if y > T::ZERO && y < T::from_f64(6.0) { T::ONE } else { T::ZERO }
    }
}

impl Clamps for Relu6 {
    fn limits(&self) -> (f64, f64) {
        (0.0, 6.0)
    }
}
