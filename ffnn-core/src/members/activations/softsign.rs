use crate::{Activation, Level, Options, Scalar};

/// The softsign function, a sigmoid that approaches its limits slowly (Bergstra et al. 2009).
///
/// ```text
/// y  = x / (1 + |x|)
/// y' = 1 / (1 + |x|)²
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softsign;

impl Options for Softsign {
    const DEFAULT: Self = Self;
}

impl Activation for Softsign {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let size = x.abs();
        if size < T::from_f64(1e30) {
            x / (T::ONE + size)
        } else if x > T::ZERO {
            // Rounds to 1, and for infinite `x` the quotient would be NaN.
            T::ONE
        } else if x < T::ZERO {
            -T::ONE
        } else {
            x
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, _y: T) -> T {
        let rest = T::ONE / (T::ONE + x.abs());
        rest * rest
    }
}
