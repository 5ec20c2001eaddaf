use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule};

/// Inverse time decay: falls ever more slowly, like one over the time.
///
/// ```text
/// factor(t) = 1 / (1 + decay · t / T)
/// ```
///
/// Equals Keras' `InverseTimeDecay`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseTimeDecay {
    /// The speed of the decay, at least 0: with 1, the learning rate is halved after T.
    pub decay: f64,
    /// T: the unit of time.
    pub every: Length,
}

impl InverseTimeDecay {
    /// Decays at this speed per length `every`.
    pub const fn new(decay: f64, every: Length) -> Self {
        Self { decay, every }
    }
}

impl Schedule for InverseTimeDecay {
    fn check(&self) -> Result<(), SettingError> {
        let valid = self.decay >= 0.0 && self.decay.is_finite();
        SettingError::unless(valid, "the inverse time decay", "a finite number, at least 0", self.decay)?;
        self.every.check("the length of the decay")
    }

    fn factor(&self, now: &Position) -> f64 {
        1.0 / (1.0 + self.decay * self.every.times(now))
    }
}
