use crate::kinds::integers::Clamps;
use crate::{Activation, Level, Options, Scalar};

/// A piecewise linear hyperbolic tangent (Collobert 2004).
///
/// ```text
/// y  = min(max(x, lower), upper)
/// y' = 1 where lower < x < upper, else 0      (0 at the kinks, as in PyTorch)
/// ```
#[doc(alias = "Hardtanh")]
#[derive(Clone, Copy, Debug)]
pub struct HardTanh {
    /// The smallest output.
    pub lower: f64,
    /// The largest output, above `lower`.
    pub upper: f64,
}

impl HardTanh {
    /// Panics if a limit is not finite, or if `lower` is not below `upper`.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.lower.is_finite() && self.upper.is_finite(), "the limits of `HardTanh` must be finite");
        assert!(self.lower < self.upper, "the `lower` limit of `HardTanh` must be below the `upper` one");
        self
    }
}

impl Options for HardTanh {
    /// From -1 to 1, as in PyTorch and JAX.
    const DEFAULT: Self = Self { lower: -1.0, upper: 1.0 };
}

impl Activation for HardTanh {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let (lower, upper) = (T::from_f64(self.lower), T::from_f64(self.upper));
        // A NaN fails both comparisons and passes through.
        if x < lower {
            lower
        } else if x > upper {
            upper
        } else {
            x
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, y: T) -> T {
        if y > T::from_f64(self.lower) && y < T::from_f64(self.upper) { T::ONE } else { T::ZERO }
    }
}

impl Clamps for HardTanh {
    fn limits(&self) -> (f64, f64) {
        (self.lower, self.upper)
    }
}
