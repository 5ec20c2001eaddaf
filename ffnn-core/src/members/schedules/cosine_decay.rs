use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, check_factor, half_cosine};

/// Cosine decay (Loshchilov and Hutter 2017): falls along half a cosine wave, then stays at the last value.
///
/// ```text
/// factor(t) = last + (1 - last) · (1 + cos(π · min(t / T, 1))) / 2
/// ```
///
/// Equals Keras' `CosineDecay`, where `last` is `alpha`, and PyTorch's `CosineAnnealingLR` up to `T_max`.
#[doc(alias = "CosineAnnealingLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CosineDecay {
    /// T: the length of the decay.
    pub length: Length,
    /// The factor at the end, at least 0.
    pub last: f64,
}

impl CosineDecay {
    /// Decays to 0 over this length.
    pub const fn new(length: Length) -> Self {
        Self { length, last: 0.0 }
    }
}

impl Schedule for CosineDecay {
    fn check(&self) -> Result<(), SettingError> {
        check_factor("the last factor", self.last)?;
        self.length.check("the length of the decay")
    }

    fn factor(&self, now: &Position) -> f64 {
        half_cosine(1.0, self.last, self.length.part(now))
    }
}
