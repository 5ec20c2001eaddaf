use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule};

/// Exponential decay: falls smoothly, by the same factor over each length.
///
/// ```text
/// factor(t) = factor^(t / T)
/// ```
///
/// Equals Keras' `ExponentialDecay`, and PyTorch's `ExponentialLR` with a length of 1.
#[doc(alias = "ExponentialLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialDecay {
    /// The factor over each length, from 0 to 1.
    pub factor: f64,
    /// T: the length over which the learning rate falls by that factor.
    pub every: Length,
}

impl ExponentialDecay {
    /// Decays by `factor` over each length `every`.
    pub const fn new(factor: f64, every: Length) -> Self {
        Self { factor, every }
    }
}

impl Schedule for ExponentialDecay {
    fn check(&self) -> Result<(), SettingError> {
        SettingError::unless((0.0..=1.0).contains(&self.factor), "the decay factor", "from 0 to 1", self.factor)?;
        self.every.check("the length of the decay")
    }

    fn factor(&self, now: &Position) -> f64 {
        libm::pow(self.factor, self.every.times(now))
    }
}
