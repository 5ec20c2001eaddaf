use super::Position;
use crate::SettingError;

/// How long something takes, in a unit that is named.
///
/// What is counted in epochs stays the same within an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Steps of the optimizer, counted over all calls of `fit`.
    Steps(u64),
    /// Whole epochs, counted over all calls of `fit`.
    Epochs(u64),
    /// All steps of the current call of [`fit`](crate::train::Trainer::fit): each call starts anew. A step taken by
    /// hand has no such end, and is refused.
    Whole,
}

impl Length {
    /// How far training is, and how far it is to the end of this length from where it counts, in the same unit; NaN
    /// where [`Whole`](Self::Whole) has no end.
    pub fn measure(self, now: &Position) -> (f64, f64) {
        match (self, now.run) {
            (Self::Steps(steps), _) => (now.step as f64, steps as f64),
            (Self::Epochs(epochs), _) => (now.epoch as f64, epochs as f64),
            (Self::Whole, Some(run)) => {
                // A warm-up may leave nothing of a run.
                let length = run.end.saturating_sub(run.start).max(1);
                (now.step.saturating_sub(run.start).min(length) as f64, length as f64)
            }
            (Self::Whole, None) => (f64::NAN, f64::NAN),
        }
    }

    /// The part of this length that has passed, from 0 to 1, where it stays.
    pub fn part(self, now: &Position) -> f64 {
        let (elapsed, length) = self.measure(now);
        // Not `min`, which would turn a NaN into a one.
        if elapsed >= length { 1.0 } else { elapsed / length }
    }

    /// How often this length has passed, in parts too.
    pub fn times(self, now: &Position) -> f64 {
        let (elapsed, length) = self.measure(now);
        elapsed / length
    }

    /// Fails for a length of zero.
    pub(crate) fn check(self, name: &'static str) -> Result<(), SettingError> {
        SettingError::unless(!matches!(self, Self::Steps(0) | Self::Epochs(0)), name, "at least 1", 0.0)
    }
}
