use crate::{Activation, Level, Options, Scalar};

/// A piecewise linear sigmoid, in the form of Keras 3, PyTorch and JAX.
///
/// ```text
/// y  = min(max(x + 3, 0), 6) / 6
/// y' = 1/6 where -3 < x < 3, else 0
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HardSigmoid;

impl Options for HardSigmoid {
    const DEFAULT: Self = Self;
}

impl Activation for HardSigmoid {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let y = (x + T::from_f64(3.0)) / T::from_f64(6.0);
        // A NaN fails both comparisons and passes through.
        if y < T::ZERO {
            T::ZERO
        } else if y > T::ONE {
            T::ONE
        } else {
            y
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, y: T) -> T {
        if y > T::ZERO && y < T::ONE { T::from_f64(1.0 / 6.0) } else { T::ZERO }
    }
}
