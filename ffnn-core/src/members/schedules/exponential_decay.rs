use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule};

/// Falls by the same factor in every length, smoothly.
///
/// ```text
/// factor(t) = factor^(t / T)
/// ```
///
/// Keras' `ExponentialDecay`, and PyTorch's `ExponentialLR` with a length of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialDecay {
    /// What is left of the rate after each length, from 0 to 1.
    pub factor: f64,
    /// T: how long it takes to fall by that factor.
    pub every: Length,
}

impl ExponentialDecay {
    /// To this part of the rate in each such length.
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
