use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, check_factor, half_cosine};

/// Falls along half a cosine wave and stays at the end (Loshchilov and Hutter 2017).
///
/// ```text
/// factor(t) = last + (1 - last) · (1 + cos(π · min(t / T, 1))) / 2
/// ```
///
/// Keras' `CosineDecay`, where `last` is `alpha`; PyTorch's `CosineAnnealingLR` up to `T_max`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CosineDecay {
    /// T: how long it takes.
    pub length: Length,
    /// The factor at the end, at least 0.
    pub last: f64,
}

impl CosineDecay {
    /// To 0 in this length.
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
