use crate::members::initializers::rectified_normal;
use crate::{Activation, Initializer, Level, Options, Scalar};

/// [`Silu`](super::Silu) with a piecewise linear sigmoid (Howard et al. 2019).
///
/// ```text
/// y  = x min(max(x + 3, 0), 6) / 6
/// y' = 0 where x <= -3, x / 3 + 1/2 where -3 < x < 3, else 1      (0 and 1 at the kinks, as in TensorFlow and PyTorch)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HardSwish;

impl Options for HardSwish {
    const DEFAULT: Self = Self;
}

impl Activation for HardSwish {
    const INITIALIZER: Initializer = rectified_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let three = T::from_f64(3.0);
        // A NaN fails both comparisons and stays NaN.
        if x <= -three {
            T::ZERO
        } else if x >= three {
            x
        } else {
            x * ((x + three) / T::from_f64(6.0))
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, _y: T) -> T {
        let three = T::from_f64(3.0);
        if x <= -three {
            T::ZERO
        } else if x >= three {
            T::ONE
        } else {
            x / three + T::from_f64(0.5)
        }
    }
}
