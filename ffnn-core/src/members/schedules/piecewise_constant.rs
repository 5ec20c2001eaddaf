use alloc::vec::Vec;

use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, check_factor};

/// A piecewise constant learning rate: a new factor from each boundary on, and 1 before the first.
///
/// ```text
/// factor(t) = the factor of the last boundary T with T ≤ t, or 1
/// ```
///
/// Equals PyTorch's `MultiStepLR` with the factors multiplied up. Keras' `PiecewiseConstantDecay` changes one step
/// later.
#[doc(alias = "MultiStepLR")]
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseConstant {
    /// The boundaries, in ascending order and all in steps or all in epochs, each with the factor from there on.
    pub pieces: Vec<(Length, f64)>,
}

impl PiecewiseConstant {
    /// Creates a schedule from boundaries, each with the factor from there on.
    pub fn new(pieces: impl Into<Vec<(Length, f64)>>) -> Self {
        Self { pieces: pieces.into() }
    }
}

impl Schedule for PiecewiseConstant {
    fn check(&self) -> Result<(), SettingError> {
        let expected = "all in steps or all in epochs, each above the one before";
        let mut before = None;
        for &(boundary, factor) in &self.pieces {
            check_factor("the factor of a piece", factor)?;
            let (found, valid) = match (boundary, before) {
                (Length::Steps(count) | Length::Epochs(count), None) => (count as f64, true),
                (Length::Steps(count), Some(Length::Steps(before))) => (count as f64, count > before),
                (Length::Epochs(count), Some(Length::Epochs(before))) => (count as f64, count > before),
                (Length::Steps(count) | Length::Epochs(count), Some(_)) => (count as f64, false),
                (Length::Whole, _) => (f64::INFINITY, false),
            };
            SettingError::unless(valid, "a boundary of the schedule", expected, found)?;
            before = Some(boundary);
        }
        Ok(())
    }

    fn factor(&self, now: &Position) -> f64 {
        let reached = self.pieces.iter().rev().find(|(boundary, _)| {
            let (elapsed, boundary) = boundary.measure(now);
            boundary <= elapsed
        });
        reached.map_or(1.0, |&(_, factor)| factor)
    }
}
