use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule};

/// Step decay: multiplies the learning rate by a factor after each length.
///
/// ```text
/// factor(t) = factor^⌊t / T⌋
/// ```
///
/// Equals PyTorch's `StepLR`, and Keras' `ExponentialDecay` with `staircase`.
#[doc(alias = "StepLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepDecay {
    /// The factor of each step, from 0 to 1.
    pub factor: f64,
    /// T: the length between two steps.
    pub every: Length,
}

impl StepDecay {
    /// Multiplies the learning rate by `factor` after each length `every`.
    pub const fn new(factor: f64, every: Length) -> Self {
        Self { factor, every }
    }
}

impl Schedule for StepDecay {
    fn check(&self) -> Result<(), SettingError> {
        SettingError::unless((0.0..=1.0).contains(&self.factor), "the decay factor", "from 0 to 1", self.factor)?;
        self.every.check("the length between decays")
    }

    fn factor(&self, now: &Position) -> f64 {
        libm::pow(self.factor, libm::floor(self.every.times(now)))
    }
}
