use crate::SettingError;

/// The margin by which a loss must be below the best so far to count as an improvement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// `loss < best - difference`: Keras' `min_delta`.
    Absolute(f64),
    /// `loss < best · (1 - part)`: PyTorch's default.
    Relative(f64),
}

impl Threshold {
    /// Whether `loss` improves on `best`; a NaN never improves.
    pub fn improves(self, loss: f64, best: f64) -> bool {
        match self {
            Self::Absolute(difference) => loss < best - difference,
            Self::Relative(part) => loss < best * (1.0 - part),
        }
    }

    /// Checks that a difference is finite and at least 0, and that a fraction is also below 1.
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

/// The lowest loss so far, and the number of epochs since.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// Loss to improve on; infinite before the first epoch.
    pub best: f64,
    /// Number of epochs since the best.
    pub waited: u64,
}

impl Watch {
    /// The watch before the first epoch.
    pub const START: Self = Self { best: f64::INFINITY, waited: 0 };

    /// Records the loss of one more epoch and returns whether it improved.
    pub fn see(&mut self, loss: f64, threshold: Threshold) -> bool {
        let improves = threshold.improves(loss, self.best);
        *self = if improves { Self { best: loss, waited: 0 } } else { Self { waited: self.waited + 1, ..*self } };
        improves
    }
}
