use super::noise::noise;
use crate::{Options, Random, Scalar};

/// Dropout (Srivastava et al. 2014), inverted: in training each value is dropped with probability `rate`, and what is
/// left is scaled up so that its expectation stays. When predicting it changes nothing.
///
/// ```text
/// y = x m / (1 - rate)     m = 0 with probability rate, else 1, for each sample and value anew
/// dx = dy m / (1 - rate)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// The probability of being dropped, at least 0 and below 1.
    pub rate: f64,
}

impl Dropout {
    /// Refuses a rate outside [0, 1).
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
    /// Noise on the output itself would be noise in the answer that the loss judges.
    const NEVER_LAST: bool = true;
    const ONLY_TRAINS: bool = true;
}

noise!(Dropout);
