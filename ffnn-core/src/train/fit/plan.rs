use alloc::boxed::Box;

use crate::TrainError;
use crate::kernels::InstructionSet;
use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::Schedule;
#[cfg(feature = "std")]
use crate::train::Checkpoint;
#[cfg(feature = "std")]
use crate::train::parallel::Cut;
use crate::train::{EarlyStopping, Validation};

/// Settings of `fit` beyond the single step.
#[derive(Clone, Debug)]
pub(in crate::train) struct Plan {
    pub(in crate::train) validation: Validation,
    pub(in crate::train) quiet: bool,
    pub(in crate::train) schedule: Option<Box<dyn Schedule>>,
    pub(in crate::train) early_stopping: Option<EarlyStopping>,
    pub(in crate::train) keep_last: bool,
    pub(in crate::train) accumulate: usize,
    /// Whether an incomplete last batch of an epoch is dropped.
    pub(in crate::train) whole_batches: bool,
    pub(in crate::train) diagnose: bool,
    #[cfg(feature = "std")]
    pub(in crate::train) checkpoint: Option<Checkpoint>,
    #[cfg(feature = "std")]
    pub(in crate::train) cut: Option<Cut>,
    /// Chosen instruction set; `None` for the best one of the processor.
    pub(in crate::train) instructions: Option<InstructionSet>,
}

impl Plan {
    /// No extras: steps only.
    pub(in crate::train) const PLAIN: Self = Self {
        validation: Validation::Fraction(0.0),
        quiet: false,
        schedule: None,
        early_stopping: None,
        keep_last: false,
        accumulate: 1,
        whole_batches: false,
        diagnose: false,
        #[cfg(feature = "std")]
        checkpoint: None,
        #[cfg(feature = "std")]
        cut: None,
        instructions: None,
    };

    /// Returns how many of `rows` rows an epoch trains on, in batches of up to `batch`.
    pub(in crate::train) fn trained(&self, rows: usize, batch: usize) -> usize {
        if self.whole_batches && batch <= rows { rows - rows % batch } else { rows }
    }

    /// Whether batches are cut into pieces for threads.
    pub(in crate::train) fn is_cut(&self) -> bool {
        #[cfg(feature = "std")]
        return self.cut.is_some();
        #[cfg(not(feature = "std"))]
        return false;
    }

    /// Fails for an invalid setting; `rate` tells whether the optimizer has a learning rate.
    pub(in crate::train) fn check(&self, rate: bool) -> Result<(), TrainError> {
        self.validation.check()?;
        SettingError::unless(self.accumulate > 0, "the number of batches per step", "at least 1", 0.0)?;
        if let Some(early_stopping) = &self.early_stopping {
            early_stopping.check()?;
        }
        #[cfg(feature = "std")]
        if let Some(checkpoint) = &self.checkpoint {
            checkpoint.check()?;
        }
        if let Some(schedule) = &self.schedule {
            schedule.check()?;
            if !rate {
                return Err(TrainError::NoRate);
            }
        }
        if self.validation.is_none() { self.check_watched() } else { Ok(()) }
    }

    /// Fails if a setting needs the validation loss; called when there is no validation data.
    pub(in crate::train) fn check_watched(&self) -> Result<(), TrainError> {
        let watches = self.schedule.as_ref().is_some_and(|schedule| schedule.watches());
        match (self.early_stopping, watches) {
            (Some(_), _) => Err(TrainError::NoValidation { setting: "early stopping" }),
            (None, true) => Err(TrainError::NoValidation { setting: "the schedule" }),
            (None, false) => Ok(()),
        }
    }
}
