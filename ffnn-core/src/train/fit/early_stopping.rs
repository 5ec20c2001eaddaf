use core::fmt::{self, Debug};

use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::{Threshold, Watch};
use crate::train::{Evaluation, Measured};

/// When a run of `fit` ends before its last epoch: when the validation loss has not fallen for a while.
///
/// An epoch improves if its validation loss is below `best - min_delta`, and is then the best; a loss that is NaN does
/// not. Each run of `fit` begins anew. Which parameters are restored is another question: those with the lowest
/// validation loss, by however little.
///
/// It may watch a [metric](crate::train::Builder::metric) instead, by name, which is then what the best network is best at:
///
/// ```
/// use ffnn_core::train::EarlyStopping;
///
/// let stopping = EarlyStopping::new(10).highest("recall");
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct EarlyStopping {
    /// After how many epochs in a row without an improvement training ends, at least 1.
    pub patience: u64,
    /// By how much what is watched must improve to count, absolute, at least 0.
    pub min_delta: f64,
    /// How many epochs at the start of the run are not looked at.
    pub start: u64,
    /// What is watched.
    pub on: Monitor,
}

/// What [`EarlyStopping`] watches on the validation data, and what the best network is best at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Monitor {
    /// The loss.
    #[default]
    Loss,
    /// The metric of this name, the lower the better.
    Lowest(&'static str),
    /// The metric of this name, the higher the better; the loss's own metric too, such as `accuracy`.
    Highest(&'static str),
}

impl Monitor {
    /// The name of the metric that is watched.
    pub(in crate::train) fn name(self) -> Option<&'static str> {
        match self {
            Self::Loss => None,
            Self::Lowest(name) | Self::Highest(name) => Some(name),
        }
    }

    /// What is to fall: the loss, or the metric of this epoch, negative if it is to rise. `own` is the name of the loss's
    /// metric.
    pub(in crate::train) fn watched(self, held_out: Evaluation, own: &str, metrics: &[Measured]) -> f64 {
        let Some(name) = self.name() else { return held_out.loss };
        let measured = metrics.iter().find(|measured| measured.name == name);
        let value =
            if name == own { Some(held_out.metric) } else { measured.and_then(|m| m.validation.last().copied()) };
        let value = value.unwrap_or(f64::NAN);
        if matches!(self, Self::Highest(_)) { -value } else { value }
    }
}

impl EarlyStopping {
    /// After this many epochs without any improvement.
    pub const fn new(patience: u64) -> Self {
        Self { patience, min_delta: 0.0, start: 0, on: Monitor::Loss }
    }

    /// On the metric of this name, the lower the better.
    pub const fn lowest(self, name: &'static str) -> Self {
        Self { on: Monitor::Lowest(name), ..self }
    }

    /// On the metric of this name, the higher the better.
    pub const fn highest(self, name: &'static str) -> Self {
        Self { on: Monitor::Highest(name), ..self }
    }

    pub(in crate::train) fn check(&self) -> Result<(), SettingError> {
        SettingError::unless(self.patience > 0, "the patience of early stopping", "at least 1", 0.0)?;
        let valid = self.min_delta >= 0.0 && self.min_delta.is_finite();
        SettingError::unless(valid, "the smallest improvement", "a finite number, at least 0", self.min_delta)
    }

    /// Takes in what is watched, after an epoch of this run, counted from 1, and says whether training ends.
    pub(in crate::train) fn ends(&self, watch: &mut Watch, epoch: u64, watched: f64) -> bool {
        if epoch > self.start {
            watch.see(watched, Threshold::Absolute(self.min_delta));
        }
        watch.waited >= self.patience
    }
}

/// As it is derived, but for what is watched if that is the loss.
impl Debug for EarlyStopping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("EarlyStopping");
        debug.field("patience", &self.patience).field("min_delta", &self.min_delta).field("start", &self.start);
        if self.on != Monitor::Loss {
            debug.field("on", &self.on);
        }
        debug.finish()
    }
}

impl From<u64> for EarlyStopping {
    fn from(patience: u64) -> Self {
        Self::new(patience)
    }
}
