use crate::SettingError;
use crate::kinds::schedule::{Memory, Position, Schedule, Threshold};

/// Reduces the learning rate each time the validation loss stops falling.
///
/// ```text
/// factor = max(factor^n, least)      after n plateaus
/// ```
///
/// A plateau is `patience` consecutive epochs without an improvement on the best loss by the [`Threshold`]; a NaN loss
/// does not improve. Keras' `ReduceLROnPlateau` counts the same way, with an absolute threshold of 1e-4. PyTorch's,
/// with a relative one of 1e-4, waits one epoch longer for the same patience.
#[doc(alias = "ReduceLROnPlateau")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnPlateau {
    /// The smallest change that counts as an improvement.
    pub threshold: Threshold,
    /// The factor applied to the learning rate at each plateau, from 0 to 1.
    pub factor: f64,
    /// Number of epochs without improvement that make a plateau, at least 1.
    pub patience: u64,
    /// Number of epochs after a plateau whose losses are ignored.
    pub cooldown: u64,
    /// The lower limit of the overall factor, from 0 to 1.
    pub least: f64,
}

impl OnPlateau {
    /// Reduces the learning rate to a tenth after 10 epochs without an improvement by this threshold.
    pub const fn new(threshold: Threshold) -> Self {
        Self { threshold, factor: 0.1, patience: 10, cooldown: 0, least: 0.0 }
    }
}

impl Schedule for OnPlateau {
    fn check(&self) -> Result<(), SettingError> {
        self.threshold.check()?;
        SettingError::unless((0.0..=1.0).contains(&self.factor), "the plateau factor", "from 0 to 1", self.factor)?;
        SettingError::unless((0.0..=1.0).contains(&self.least), "the least factor", "from 0 to 1", self.least)?;
        SettingError::unless(self.patience > 0, "the patience of the schedule", "at least 1", 0.0)
    }

    fn factor(&self, now: &Position) -> f64 {
        libm::pow(self.factor, now.memory.reductions as f64).max(self.least)
    }

    fn watch(&self, memory: &mut Memory, loss: f64) {
        memory.watch.see(loss, self.threshold);
        if memory.resting > 0 {
            memory.resting -= 1;
            memory.watch.waited = 0;
        }
        if memory.watch.waited >= self.patience {
            memory.reductions += 1;
            memory.resting = self.cooldown;
            memory.watch.waited = 0;
        }
    }

    fn watches(&self) -> bool {
        true
    }
}
