use crate::optimizer::SettingError;
use crate::schedule::{Threshold, Watch};

/// When a call of `fit` ends before its last epoch: when the validation loss has not fallen for a while.
///
/// An epoch improves if its validation loss is below `best - min_delta`, and is then the best; a loss that is NaN does
/// not. Each call of `fit` begins anew. Which parameters are restored is another question: those with the lowest
/// validation loss, by however little.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStopping {
    /// After how many epochs in a row without an improvement training ends, at least 1.
    pub patience: u64,
    /// By how much the loss must fall to count, absolute, at least 0.
    pub min_delta: f64,
    /// How many epochs at the start of the call are not looked at.
    pub start: u64,
}

impl EarlyStopping {
    /// After this many epochs without any improvement.
    pub const fn new(patience: u64) -> Self {
        Self { patience, min_delta: 0.0, start: 0 }
    }

    pub(super) fn check(&self) -> Result<(), SettingError> {
        SettingError::unless(self.patience > 0, "the patience of early stopping", "at least 1", 0.0)?;
        let valid = self.min_delta >= 0.0 && self.min_delta.is_finite();
        SettingError::unless(valid, "the smallest improvement", "a finite number, at least 0", self.min_delta)
    }

    /// Takes in the validation loss of an epoch of this call, counted from 1, and says whether training ends.
    pub(super) fn ends(&self, watch: &mut Watch, epoch: u64, loss: f64) -> bool {
        if epoch > self.start {
            watch.see(loss, Threshold::Absolute(self.min_delta));
        }
        watch.waited >= self.patience
    }
}

impl From<u64> for EarlyStopping {
    fn from(patience: u64) -> Self {
        Self::new(patience)
    }
}
