use alloc::boxed::Box;

#[cfg(feature = "std")]
use super::Checkpoint;
#[cfg(feature = "std")]
use super::parallel::Cut;
use super::{EarlyStopping, Validation};
use crate::Error;
use crate::kernels::Instructions;
use crate::optimizer::SettingError;
use crate::schedule::Schedule;

/// What `fit` does around the steps.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) validation: Validation,
    pub(super) quiet: bool,
    pub(super) schedule: Option<Box<dyn Schedule>>,
    pub(super) early_stopping: Option<EarlyStopping>,
    pub(super) keep_last: bool,
    pub(super) accumulate: usize,
    /// Whether the last batch of an epoch is dropped if it is short.
    pub(super) whole_batches: bool,
    pub(super) diagnose: bool,
    #[cfg(feature = "std")]
    pub(super) checkpoint: Option<Checkpoint>,
    #[cfg(feature = "std")]
    pub(super) cut: Option<Cut>,
    /// The best that the processor has, unless others are named.
    pub(super) instructions: Option<Instructions>,
}

impl Plan {
    /// Nothing but steps.
    pub(super) const PLAIN: Self = Self {
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

    /// How many of `rows` rows an epoch trains on, in batches of up to `batch`.
    pub(super) fn trained(&self, rows: usize, batch: usize) -> usize {
        if self.whole_batches && batch <= rows { rows - rows % batch } else { rows }
    }

    /// Whether threads work on each batch.
    pub(super) fn is_cut(&self) -> bool {
        #[cfg(feature = "std")]
        return self.cut.is_some();
        #[cfg(not(feature = "std"))]
        return false;
    }

    /// Fails for a setting that cannot be used; `rate` says whether the optimizer has a learning rate.
    pub(super) fn check(&self, rate: bool) -> Result<(), Error> {
        self.validation.check()?;
        SettingError::unless(self.accumulate > 0, "the number of batches in a step", "at least 1", 0.0)?;
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
                return Err(Error::NoRate);
            }
        }
        if self.validation.is_none() { self.check_watched() } else { Ok(()) }
    }

    /// Fails if something watches the validation loss; called where there is none.
    pub(super) fn check_watched(&self) -> Result<(), Error> {
        let watches = self.schedule.as_ref().is_some_and(|schedule| schedule.watches());
        match (self.early_stopping, watches) {
            (Some(_), _) => Err(Error::NoValidation { setting: "early stopping" }),
            (None, true) => Err(Error::NoValidation { setting: "the schedule" }),
            (None, false) => Ok(()),
        }
    }
}
