use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, check_factor};

/// Polynomial decay: falls along a power of the remaining time, linearly by default, then stays at the last value.
///
/// ```text
/// factor(t) = last + (1 - last) · (1 - min(t / T, 1))^power
/// ```
///
/// Equals Keras' `PolynomialDecay` without `cycle`, and PyTorch's `PolynomialLR` if `last` is 0.
#[doc(alias = "PolynomialLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolynomialDecay {
    /// T: the length of the decay.
    pub length: Length,
    /// The factor at the end, at least 0.
    pub last: f64,
    /// The power, above 0.
    pub power: f64,
}

impl PolynomialDecay {
    /// Decays linearly to 0 over this length.
    pub const fn new(length: Length) -> Self {
        Self { length, last: 0.0, power: 1.0 }
    }
}

impl Schedule for PolynomialDecay {
    fn check(&self) -> Result<(), SettingError> {
        check_factor("the last factor", self.last)?;
        SettingError::check_limit("the power of the decay", self.power)?;
        self.length.check("the length of the decay")
    }

    fn factor(&self, now: &Position) -> f64 {
        self.last + (1.0 - self.last) * libm::pow(1.0 - self.length.part(now), self.power)
    }
}
