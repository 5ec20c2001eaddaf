use crate::SettingError;
use crate::kinds::schedule::{Memory, Position, Schedule, Threshold};

/// Lowers the rate whenever the validation loss has stopped falling.
///
/// ```text
/// factor = max(factor^n, least)      after n plateaus
/// ```
///
/// A plateau is `patience` epochs in a row of which none improved on the best before by the [`Threshold`]; a loss that
/// is NaN does not improve. Keras' `ReduceLROnPlateau` counts so too, with an absolute threshold of 1e-4; PyTorch's,
/// with a relative one of 1e-4, waits one epoch longer at the same patience.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnPlateau {
    /// What counts as an improvement.
    pub threshold: Threshold,
    /// What the rate is multiplied by at each plateau, from 0 to 1.
    pub factor: f64,
    /// How many epochs without an improvement are a plateau, at least 1.
    pub patience: u64,
    /// For how many epochs after a plateau losses are not counted.
    pub cooldown: u64,
    /// What the factor never falls below, from 0 to 1.
    pub least: f64,
}

impl OnPlateau {
    /// To a tenth after 10 epochs that did not improve by this threshold.
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
