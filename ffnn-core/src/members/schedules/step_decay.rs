use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule};

/// Multiplies the rate again and again, each time after the same length.
///
/// ```text
/// factor(t) = factor^⌊t / T⌋
/// ```
///
/// PyTorch's `StepLR`, and Keras' `ExponentialDecay` with `staircase`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepDecay {
    /// What the rate is multiplied by each time, from 0 to 1.
    pub factor: f64,
    /// T: after how long.
    pub every: Length,
}

impl StepDecay {
    /// By this factor, each time this length has passed.
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
