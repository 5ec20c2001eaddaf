use crate::SettingError;

/// By how much a loss must be lower than the best before it to count as an improvement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// `loss < best - difference`: Keras' `min_delta`.
    Absolute(f64),
    /// `loss < best · (1 - part)`: PyTorch's default.
    Relative(f64),
}

impl Threshold {
    /// Whether `loss` improves on `best`; a NaN improves on nothing.
    pub fn improves(self, loss: f64, best: f64) -> bool {
        match self {
            Self::Absolute(difference) => loss < best - difference,
            Self::Relative(part) => loss < best * (1.0 - part),
        }
    }

    /// A difference is finite and at least 0, a part is also below 1.
    pub(crate) fn check(self) -> Result<(), SettingError> {
        match self {
            Self::Absolute(difference) => SettingError::unless(
                difference >= 0.0 && difference.is_finite(),
                "the absolute threshold",
                "a finite number, at least 0",
                difference,
            ),
            Self::Relative(part) => SettingError::check_decay("the relative threshold", part),
        }
    }
}

/// The lowest loss so far, and for how long there was none lower.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// The loss to improve on; infinite before the first.
    pub best: f64,
    /// Epochs since then.
    pub waited: u64,
}

impl Watch {
    /// Before the first epoch.
    pub const START: Self = Self { best: f64::INFINITY, waited: 0 };

    /// Takes in the loss of one more epoch and says whether it improved.
    pub fn see(&mut self, loss: f64, threshold: Threshold) -> bool {
        let improves = threshold.improves(loss, self.best);
        *self = if improves { Self { best: loss, waited: 0 } } else { Self { waited: self.waited + 1, ..*self } };
        improves
    }
}
