use crate::{Activation, Level, Options, Scalar};

/// Hard thresholding (Donoho and Johnstone 1994): small inputs become 0, large ones stay unchanged.
///
/// ```text
/// y  = x where |x| > lambda, else 0
/// y' = 1 where |x| > lambda, else 0      (0 at the steps, as in PyTorch)
/// ```
#[doc(alias = "Hardshrink")]
#[derive(Clone, Copy, Debug)]
pub struct HardShrink {
    /// The largest magnitude that becomes 0; at least 0.
    pub lambda: f64,
}

impl HardShrink {
    /// Panics if lambda is negative or not finite.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(
            self.lambda >= 0.0 && self.lambda.is_finite(),
            "the lambda of `HardShrink` must be finite and at least 0"
        );
        self
    }
}

impl Options for HardShrink {
    /// A lambda of 0.5, as in Keras and PyTorch.
    const DEFAULT: Self = Self { lambda: 0.5 };
}

impl Activation for HardShrink {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        // A NaN fails the comparison and passes through.
        if x.abs() <= T::from_f64(self.lambda) { T::ZERO } else { x }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, _y: T) -> T {
        if x.abs() > T::from_f64(self.lambda) { T::ONE } else { T::ZERO }
    }
}
