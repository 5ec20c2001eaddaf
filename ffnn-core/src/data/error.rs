//! Errors of training and of data sets.

mod answer;
mod display;
mod stratum;
#[cfg(all(test, feature = "alloc"))]
mod tests;

pub use answer::AnswerError;
pub use stratum::Stratum;

use crate::kinds::loss::TargetError;
use crate::kinds::optimizer::SettingError;
use crate::parameters::Place;
#[cfg(feature = "alloc")]
use crate::train::{CheckpointError, Difference};

/// The reason why a step or `fit` failed. The network and the optimizer are as they were before the call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TrainError {
    /// There are no samples.
    Empty,
    /// The numbers of inputs and targets differ.
    Lengths {
        /// Number of inputs.
        inputs: usize,
        /// Number of targets.
        targets: usize,
    },
    /// A batch is longer than the trainer was built for.
    BatchTooLong {
        /// Number of samples that the trainer has room for.
        room: usize,
        /// Number of samples in the batch.
        found: usize,
    },
    /// A batch is too short for a layer to train on.
    BatchTooShort {
        /// The layer's name.
        layer: &'static str,
        /// Number of samples the layer needs.
        least: usize,
        /// Number of samples in the batch.
        found: usize,
    },
    /// The last batch of an epoch of [`fit`](crate::train) is too short for a layer to train on.
    LastBatchTooShort {
        /// The layer's name.
        layer: &'static str,
        /// Number of samples the layer needs.
        least: usize,
        /// Number of samples in the last batch.
        found: usize,
        /// Number of training samples.
        rows: usize,
        /// The batch size.
        batch: usize,
    },
    /// A layer needs the whole batch, but the trainer would split it into pieces.
    WholeBatch {
        /// The layer's name.
        layer: &'static str,
    },
    /// An input is infinite or NaN.
    Input {
        /// The sample's index.
        sample: usize,
        /// The index of the input value.
        feature: usize,
        /// The value found.
        found: f64,
    },
    /// A target is invalid.
    Target {
        /// The sample's index.
        sample: usize,
        /// The problem with the target.
        problem: TargetError,
    },
    /// A metric cannot use a network's answer.
    Answer {
        /// The sample's index.
        sample: usize,
        /// The problem with the answer.
        problem: AnswerError,
    },
    /// The weights of all samples add up to 0, so the mean loss is undefined.
    Weightless {
        /// Number of samples.
        samples: usize,
    },
    /// A setting is invalid.
    Setting(SettingError),
    /// A split leaves nothing to train on or nothing to validate on.
    Split {
        /// Number of samples left to train on.
        training: usize,
        /// Number of samples held out.
        validation: usize,
        /// Whether the split is stratified.
        stratified: bool,
    },
    /// A stratified split would hold out all samples of a class.
    Stratum {
        /// The class.
        stratum: Stratum,
        /// Number of samples in the class.
        samples: usize,
        /// Number of samples to hold out, all classes together.
        held_out: usize,
        /// Largest number of samples that can be held out while one of each class stays in training.
        most: usize,
    },
    /// A class has fewer samples than a stratified cross-validation has folds.
    FoldStratum {
        /// The class.
        stratum: Stratum,
        /// Number of samples in the class.
        samples: usize,
        /// The number of folds.
        folds: usize,
    },
    /// A cross-validation has fewer than two folds, or more folds than samples.
    Folds {
        /// The number of folds.
        folds: usize,
        /// Number of samples.
        samples: usize,
    },
    /// An input varies so little that its standard deviation is 0 as an `f64`.
    Deviation {
        /// The index of the input.
        feature: usize,
    },
    /// A row index is beyond the end of a data set.
    Row {
        /// The row asked for, counted from 0.
        row: usize,
        /// Number of samples in the data set.
        samples: usize,
    },
    /// A setting needs validation data, but there is none.
    NoValidation {
        /// The setting.
        setting: &'static str,
    },
    /// A schedule or a learning rate search needs a learning rate, but the optimizer has none.
    NoRate,
    /// A metric cannot be measured or watched.
    Metric {
        /// Its name.
        name: &'static str,
        /// The problem with the metric, and what to do.
        problem: &'static str,
    },
    /// There is no gradient to apply: `compute` failed, or a full step has already used it.
    NoGradient,
    /// An augmentation made an input infinite or NaN.
    Augmented {
        /// The sample's index in the training data.
        sample: usize,
        /// The index of the input value.
        feature: usize,
        /// The value found.
        found: f64,
    },
    /// A checkpoint cannot be written, or the existing file belongs to another training. An unfinished run of `fit`
    /// resumes when `fit` is called again.
    #[cfg(feature = "alloc")]
    Checkpoint(CheckpointError),
    /// A call of `fit` does not match the run of the earlier calls, or of the checkpoint that was loaded.
    #[cfg(feature = "alloc")]
    UnderWay(Difference),
    /// The scratch buffer of a [`Learner`](crate::train::Learner) is too small.
    Scratch {
        /// Number of values this batch needs: [`scratch`](crate::network::scratch).
        needed: usize,
        /// Number of values the buffer has.
        found: usize,
    },
    /// A value became infinite or NaN.
    NotFinite {
        /// Where the value is.
        place: Place,
        /// Number of steps taken before.
        step: u64,
    },
}

impl core::error::Error for TrainError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        // The text has the error itself, so a report of causes goes on behind it.
        match self {
            Self::Target { problem, .. } => problem.source(),
            Self::Answer { problem, .. } => problem.source(),
            Self::Setting(problem) => problem.source(),
            #[cfg(feature = "alloc")]
            Self::Checkpoint(problem) => problem.source(),
            #[cfg(feature = "alloc")]
            Self::UnderWay(problem) => problem.source(),
            _ => None,
        }
    }
}

impl From<SettingError> for TrainError {
    fn from(problem: SettingError) -> Self {
        Self::Setting(problem)
    }
}
