use crate::{Activation, Level, Options, Scalar};

/// Soft thresholding (Donoho 1995): small inputs become 0, large ones shrink by `lambda`.
///
/// ```text
/// y  = x - lambda where x > lambda, x + lambda where x < -lambda, else 0
/// y' = 1 where |x| > lambda, else 0      (0 at the kinks, as in PyTorch)
/// ```
#[doc(alias = "Softshrink")]
#[derive(Clone, Copy, Debug)]
pub struct SoftShrink {
    /// The magnitude subtracted; at least 0.
    pub lambda: f64,
}

impl SoftShrink {
    /// Panics if lambda is negative or not finite.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(
            self.lambda >= 0.0 && self.lambda.is_finite(),
            "the lambda of `SoftShrink` must be finite and at least 0"
        );
        self
    }
}

impl Options for SoftShrink {
    /// A lambda of 0.5, as in Keras and PyTorch.
    const DEFAULT: Self = Self { lambda: 0.5 };
}

impl Activation for SoftShrink {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let lambda = T::from_f64(self.lambda);
        // A NaN fails both comparisons and stays NaN.
        if x.abs() <= lambda {
            T::ZERO
        } else if x > lambda {
            x - lambda
        } else {
            x + lambda
        }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, _y: T) -> T {
        if x.abs() > T::from_f64(self.lambda) { T::ONE } else { T::ZERO }
    }
}
