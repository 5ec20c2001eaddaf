use super::Position;
use crate::SettingError;

/// A duration in a named unit.
///
/// A duration in epochs does not progress within an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Number of optimizer steps, counted over all calls of `fit`.
    Steps(u64),
    /// Number of whole epochs, counted over all calls of `fit`.
    Epochs(u64),
    /// All steps of the current call of [`fit`](crate::train::Trainer::fit): each call starts anew. A step taken by
    /// hand has no such end and is refused.
    Whole,
}

impl Length {
    /// Returns the elapsed time and the length in the same unit, both counted from the start of this length; NaN if
    /// [`Whole`](Self::Whole) has no end.
    pub fn measure(self, now: &Position) -> (f64, f64) {
        match (self, now.run) {
            (Self::Steps(steps), _) => (now.step as f64, steps as f64),
            (Self::Epochs(epochs), _) => (now.epoch as f64, epochs as f64),
            (Self::Whole, Some(run)) => {
                // A warm-up may take up the whole run.
                let length = run.end.saturating_sub(run.start).max(1);
                (now.step.saturating_sub(run.start).min(length) as f64, length as f64)
            }
            (Self::Whole, None) => (f64::NAN, f64::NAN),
        }
    }

    /// Returns the fraction of this length that has passed, from 0 to 1; it stays at 1 afterwards.
    pub fn part(self, now: &Position) -> f64 {
        let (elapsed, length) = self.measure(now);
        // `min` would turn a NaN into 1.
        if elapsed >= length { 1.0 } else { elapsed / length }
    }

    /// Returns how many times this length has passed, including fractions.
    pub fn times(self, now: &Position) -> f64 {
        let (elapsed, length) = self.measure(now);
        elapsed / length
    }

    /// Checks that the length is not zero.
    pub(crate) fn check(self, name: &'static str) -> Result<(), SettingError> {
        SettingError::unless(!matches!(self, Self::Steps(0) | Self::Epochs(0)), name, "at least 1", 0.0)
    }
}
