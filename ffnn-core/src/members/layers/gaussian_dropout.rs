use super::noise::noise;
use crate::{Options, Random, Scalar};

/// Gaussian dropout (Srivastava et al. 2014): in training each value is multiplied by a normal random number with mean
/// 1 and the variance of [`Dropout`](super::Dropout) at the same rate. Changes nothing when predicting.
///
/// ```text
/// y = x m      m normal with mean 1 and variance rate / (1 - rate), drawn per sample and value
/// dx = dy m
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GaussianDropout {
    /// The rate of a [`Dropout`](super::Dropout) with the same variance, at least 0 and below 1.
    pub rate: f64,
}

impl GaussianDropout {
    /// Panics if the rate is outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.rate >= 0.0 && self.rate < 1.0, "the dropout rate must be at least 0 and below 1");
        self
    }

    #[inline(always)]
    fn factors<T: Scalar>(&self, factors: &mut [T], random: &mut Random) {
        let deviation = libm::sqrt(self.rate / (1.0 - self.rate));
        for factor in factors {
            *factor = T::from_f64(1.0 + deviation * random.normal());
        }
    }
}

impl Options for GaussianDropout {
    /// A rate of 0.5, as for dropout: the factors have variance 1.
    const DEFAULT: Self = Self { rate: 0.5 };
    /// Noise on the output itself would be noise in the answer that the loss evaluates.
    const NEVER_LAST: bool = true;
    const ONLY_TRAINS: bool = true;
}

noise!(GaussianDropout);
