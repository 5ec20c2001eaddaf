use super::noise::noise;
use crate::{Options, Random, Scalar};

/// Inverted dropout (Srivastava et al. 2014): in training each value is dropped with probability `rate`, and the others
/// are scaled up to keep the expectation. Changes nothing when predicting.
///
/// ```text
/// y = x m / (1 - rate)     m = 0 with probability rate, else 1, drawn per sample and value
/// dx = dy m / (1 - rate)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// The probability that a value is dropped, at least 0 and below 1.
    pub rate: f64,
}

impl Dropout {
    /// Panics if the rate is outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.rate >= 0.0 && self.rate < 1.0, "the dropout rate must be at least 0 and below 1");
        self
    }

    #[inline(always)]
    fn factors<T: Scalar>(&self, factors: &mut [T], random: &mut Random) {
        let kept = T::from_f64(1.0 / (1.0 - self.rate));
        for factor in factors {
            *factor = if random.uniform() < self.rate { T::ZERO } else { kept };
        }
    }
}

impl Options for Dropout {
    /// Half of the values, as in TensorFlow and PyTorch.
    const DEFAULT: Self = Self { rate: 0.5 };
    /// Noise on the output itself would be noise in the answer that the loss evaluates.
    const NEVER_LAST: bool = true;
    const ONLY_TRAINS: bool = true;
}

noise!(Dropout);
