use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt::{self, Display};
#[cfg(feature = "std")]
use std::{fs, io, path::Path};

use crate::train::Evaluation;

/// What one epoch came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Its number, counted from 1 over all calls of `fit`.
    pub number: u64,
    /// The mean loss over its steps, each before the step, with dropout at work.
    pub step_loss: f64,
    /// Loss and metric on the training data after the epoch, predicting.
    pub training: Evaluation,
    /// Loss and metric on the validation data after the epoch, if there is any.
    pub validation: Option<Evaluation>,
    /// Seconds that it took, evaluation included; 0 without the feature `std`, which brings the clock.
    pub seconds: f64,
}

/// What training came to, epoch by epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// What the metric of each evaluation is: `accuracy`, for classes.
    pub metric: &'static str,
    /// The epochs, in order.
    pub epochs: Vec<Epoch>,
}

impl History {
    /// The last epoch, if there was one.
    pub fn last(&self) -> Option<&Epoch> {
        self.epochs.last()
    }

    /// Writes the history as comma-separated values with a header: the `Display` form.
    ///
    /// # Errors
    ///
    /// Those of the file system.
    #[cfg(feature = "std")]
    pub fn save_csv(&self, path: impl AsRef<Path>) -> io::Result<()> {
        fs::write(path, self.to_string())
    }
}

impl Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = self.metric;
        writeln!(f, "epoch,step loss,training loss,training {metric},validation loss,validation {metric},seconds")?;
        for epoch in &self.epochs {
            let Epoch { number, step_loss, training, validation, seconds } = epoch;
            let (loss, metric) = validation.map_or_else(Default::default, |validation| {
                (validation.loss.to_string(), validation.metric.to_string())
            });
            writeln!(f, "{number},{step_loss},{},{},{loss},{metric},{seconds}", training.loss, training.metric)?;
        }
        Ok(())
    }
}
