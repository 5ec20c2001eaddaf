use core::fmt::{self, Debug};

use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::{Threshold, Watch};
use crate::train::{Evaluation, Measured};

/// Ends a run of `fit` early when the validation loss has stopped improving.
///
/// An epoch improves if its validation loss is below `best - min_delta`; its loss is then the new best. NaN never
/// improves. Each run of `fit` starts over. The restored network is chosen independently of `min_delta`: it is always
/// the one with the lowest validation loss.
///
/// It can monitor a [metric](crate::train::Builder::metric) by name instead, which then also selects the best network:
///
/// ```
/// use ffnn::train::EarlyStopping;
///
/// let stopping = EarlyStopping::new(10).highest("recall");
/// ```
#[doc(alias = "patience")]
#[derive(Clone, Copy, PartialEq)]
pub struct EarlyStopping {
    /// Number of epochs in a row without improvement after which training ends, at least 1.
    pub patience: u64,
    /// Smallest change that counts as an improvement, absolute, at least 0.
    pub min_delta: f64,
    /// Number of epochs at the start of the run that are ignored.
    pub start: u64,
    /// Monitored quantity.
    pub on: Monitor,
}

/// Validation quantity that [`EarlyStopping`] monitors and that selects the best network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Monitor {
    /// The loss.
    #[default]
    Loss,
    /// The metric with this name; lower is better.
    Lowest(&'static str),
    /// The metric with this name; higher is better. May also be the loss's own metric, such as `accuracy`.
    Highest(&'static str),
}

impl Monitor {
    /// Returns the name of the monitored metric.
    pub(in crate::train) fn name(self) -> Option<&'static str> {
        match self {
            Self::Loss => None,
            Self::Lowest(name) | Self::Highest(name) => Some(name),
        }
    }

    /// Returns the quantity to minimize: the loss or the metric of this epoch, negated if higher is better. `own` is
    /// the name of the loss's metric.
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
    /// Creates early stopping on the validation loss with this patience in epochs.
    pub const fn new(patience: u64) -> Self {
        Self { patience, min_delta: 0.0, start: 0, on: Monitor::Loss }
    }

    /// Monitors the metric with this name; lower is better.
    pub const fn lowest(self, name: &'static str) -> Self {
        Self { on: Monitor::Lowest(name), ..self }
    }

    /// Monitors the metric with this name; higher is better.
    pub const fn highest(self, name: &'static str) -> Self {
        Self { on: Monitor::Highest(name), ..self }
    }

    pub(in crate::train) fn check(&self) -> Result<(), SettingError> {
        SettingError::unless(self.patience > 0, "the patience of early stopping", "at least 1", 0.0)?;
        let valid = self.min_delta >= 0.0 && self.min_delta.is_finite();
        SettingError::unless(valid, "the smallest improvement", "a finite number, at least 0", self.min_delta)
    }

    /// Records the monitored value after an epoch of this run, counted from 1, and returns whether training ends.
    pub(in crate::train) fn ends(&self, watch: &mut Watch, epoch: u64, watched: f64) -> bool {
        if epoch > self.start {
            watch.see(watched, Threshold::Absolute(self.min_delta));
        }
        watch.waited >= self.patience
    }
}

/// Prints what the derived implementation would, but omits `on` if it is the loss.
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
