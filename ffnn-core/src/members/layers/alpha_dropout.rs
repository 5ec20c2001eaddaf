use super::noise::noise;
use crate::{Options, Random, Scalar};

/// Alpha dropout (Klambauer et al. 2017), the dropout for [`Selu`](crate::activations::Selu). In training each value is
/// dropped with probability `rate`, that is, set to the limit of SELU for large negative inputs; then all values are
/// scaled and shifted to keep mean 0 and variance 1. Changes nothing when predicting.
///
/// ```text
/// y = a (x m + α' (1 - m)) + b        m = 0 with probability rate, else 1, drawn per sample and value
/// dx = a m dy
/// α' = -λ α = -1.7580993408473766     a = 1 / √((1 - rate) (1 + rate α'²))     b = -a α' rate
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AlphaDropout {
    /// The probability that a value is dropped, at least 0 and below 1.
    pub rate: f64,
}

impl AlphaDropout {
    /// The limit α' = -λ α of SELU for large negative inputs.
    const DROPPED: f64 = -1.758_099_340_847_376_6;

    /// Panics if the rate is outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.rate >= 0.0 && self.rate < 1.0, "the dropout rate must be at least 0 and below 1");
        self
    }

    /// The scale a.
    fn scale(self) -> f64 {
        1.0 / libm::sqrt((1.0 - self.rate) * (1.0 + self.rate * Self::DROPPED * Self::DROPPED))
    }

    /// The slope at each value: a, or 0 if it is dropped.
    #[inline(always)]
    fn factors<T: Scalar>(&self, slopes: &mut [T], random: &mut Random) {
        let kept = T::from_f64(self.scale());
        for slope in slopes {
            *slope = if random.uniform() < self.rate { T::ZERO } else { kept };
        }
    }

    #[inline(always)]
    fn outputs<T: Scalar>(&self, input: &[T], slopes: &[T], output: &mut [T]) {
        let scale = self.scale();
        let shift = -scale * Self::DROPPED * self.rate;
        let (dropped, shift) = (T::from_f64(scale * Self::DROPPED + shift), T::from_f64(shift));
        for ((y, &x), &slope) in output.iter_mut().zip(input).zip(slopes) {
            *y = if slope == T::ZERO { dropped } else { slope * x + shift };
        }
    }
}

impl Options for AlphaDropout {
    /// Half of the values, as in PyTorch; the paper uses 0.05 and 0.1.
    const DEFAULT: Self = Self { rate: 0.5 };
    /// Noise on the output itself would be noise in the answer that the loss evaluates.
    const NEVER_LAST: bool = true;
    const ONLY_TRAINS: bool = true;
}

noise!(AlphaDropout, outputs);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::activations::Selu;

    #[test]
    fn a_dropped_value_is_what_selu_approaches() {
        // The product of two factors of 17 digits, rounded once more.
        assert!((AlphaDropout::DROPPED + Selu::SCALE * Selu::ALPHA).abs() < 1e-15);
    }
}
