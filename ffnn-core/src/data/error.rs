//! Errors of training and of data sets.

mod answer;
mod stratum;

pub use answer::AnswerError;
pub use stratum::Stratum;

use core::fmt::{self, Display};

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

impl Display for TrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "expected at least one sample, found none"),
            Self::Lengths { inputs, targets } => {
                write!(f, "expected one target per input, found {inputs} inputs and {targets} targets")
            }
            Self::BatchTooLong { room, found } => {
                write!(
                    f,
                    "expected a batch of at most {room} samples, found {found}: build the trainer with `.batch({found})`"
                )
            }
            Self::BatchTooShort { layer, least, found } => write!(
                f,
                "layer `{layer}` trains on batch statistics: expected at least {least} samples, found {found}"
            ),
            Self::LastBatchTooShort { layer, least, found, rows, batch } => {
                write!(
                    f,
                    "batch {0} of {0} ({rows} samples in batches of {batch}): layer `{layer}` trains on batch \
                     statistics: expected at least {least} samples, found {found}: skip short batches with \
                     `.whole_batches()`",
                    rows.div_ceil(*batch)
                )?;
                let smaller = (*least..*batch).rev().find(|&batch| (rows - 1) % batch + 1 >= *least);
                smaller.map_or(Ok(()), |batch| write!(f, ", or use `.batch({batch})`"))
            }
            Self::WholeBatch { layer } => write!(
                f,
                "layer `{layer}` needs the whole batch, but `.threads(…)` and `.pieces(…)` split it: remove them, or use a \
                 layer that handles each sample on its own, such as `LayerNorm`"
            ),
            Self::Input { sample, feature, found } => {
                write!(f, "sample {sample}: expected a finite value for input {feature}, found {found}")
            }
            Self::Target { sample, problem } => write!(f, "sample {sample}: {problem}"),
            Self::Answer { sample, problem } => write!(f, "sample {sample}: {problem}"),
            Self::Weightless { samples } => write!(
                f,
                "expected samples with a total weight above 0, found {samples} of weight 0: pass samples to which the loss \
                 gives a weight"
            ),
            Self::Setting(problem) => problem.fmt(f),
            Self::Split { training, validation, stratified } => write!(
                f,
                "expected samples on both sides of the {}split, found {training} to train on and {validation} held out",
                if *stratified { "stratified " } else { "" }
            ),
            Self::Stratum { stratum, samples, held_out, most } => write!(
                f,
                "a stratified split holds out {held_out} samples: expected at least one sample of each class in training, \
                 but {stratum} has only {samples} sample{}: hold out at most {most}, or do not stratify \
                 (`Validation::Random`, `random_split`)",
                if *samples == 1 { "" } else { "s" }
            ),
            Self::FoldStratum { stratum, samples, folds } => write!(
                f,
                "{folds} stratified folds: expected at least {folds} samples of each class, one per fold, found {samples} \
                 of {stratum}: use fewer folds, or `k_fold`, which does not stratify"
            ),
            Self::Folds { folds, samples } => {
                write!(f, "expected 2 to {samples} folds with at least one sample each, found {folds}")
            }
            Self::Deviation { feature } => write!(
                f,
                "input {feature}: expected a standard deviation that an `f64` can represent, found one too close to 0: \
                 multiply the values of this input by a constant, or drop the input"
            ),
            Self::Row { row, samples } => {
                write!(f, "expected a row from 0 to {} of {samples} samples, found {row}", samples.saturating_sub(1))
            }
            Self::NoValidation { setting } => write!(
                f,
                "{setting} needs validation data: build the trainer with `.validation(0.2)`, or with \
                 `.validation(Validation::Given)` and pass the data to `fit_with`"
            ),
            Self::NoRate => write!(f, "expected an optimizer with a learning rate, found one without"),
            Self::Metric { name, problem } => write!(f, "the metric `{name}` {problem}"),
            Self::NoGradient => write!(
                f,
                "expected a gradient to apply, found none: `compute` failed, or a full `step` has already used the \
                 gradient: call `compute` first"
            ),
            Self::Augmented { sample, feature, found } => {
                write!(
                    f,
                    "training sample {sample}: expected a finite value for input {feature} after augmentation, found {found}"
                )
            }
            #[cfg(feature = "alloc")]
            Self::Checkpoint(error) => error.fmt(f),
            Self::Scratch { needed, found } => {
                write!(f, "expected a scratch buffer of at least {needed} values, found {found}")
            }
            #[cfg(feature = "alloc")]
            Self::UnderWay(difference) => {
                write!(f, "this call of `fit` does not match the run of the earlier calls: {difference}; ")?;
                let remedy = difference.remedy();
                remedy.map_or(Ok(()), |remedy| write!(f, "{remedy}, or "))?;
                write!(f, "start a new run with `trainer.new_run()`")
            }
            Self::NotFinite { place, step } => {
                let is = if matches!(place, Place::Step { .. }) { "may be" } else { "is" };
                write!(f, "step {}: {place} {is} infinite or NaN; ", step + 1)?;
                write!(
                    f,
                    "try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or inputs scaled to about ±1"
                )
            }
        }
    }
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

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::train::{CheckpointProblem, Part};

    #[test]
    fn every_message_says_what_was_expected_and_what_was_found() {
        let target = |problem| TrainError::Target { sample: 3, problem };
        let not_finite = |place| TrainError::NotFinite { place, step: 4 };
        let advice = "is infinite or NaN; try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or \
                      inputs scaled to about ±1";
        let setting = SettingError { name: "the learning rate", expected: "a finite number, at least 0", found: -0.5 };
        for (error, message) in [
            (TrainError::Empty, "expected at least one sample, found none"),
            (
                TrainError::Lengths { inputs: 5, targets: 4 },
                "expected one target per input, found 5 inputs and 4 targets",
            ),
            (
                TrainError::BatchTooLong { room: 32, found: 50 },
                "expected a batch of at most 32 samples, found 50: build the trainer with `.batch(50)`",
            ),
            (
                TrainError::BatchTooShort { layer: "batch_norm", least: 2, found: 1 },
                "layer `batch_norm` trains on batch statistics: expected at least 2 samples, found 1",
            ),
            (
                TrainError::LastBatchTooShort { layer: "batch_norm", least: 2, found: 1, rows: 33, batch: 32 },
                "batch 2 of 2 (33 samples in batches of 32): layer `batch_norm` trains on batch statistics: expected at \
                 least 2 samples, found 1: skip short batches with `.whole_batches()`, or use `.batch(31)`",
            ),
            (
                TrainError::WholeBatch { layer: "batch_norm" },
                "layer `batch_norm` needs the whole batch, but `.threads(…)` and `.pieces(…)` split it: remove them, or \
                 use a layer that handles each sample on its own, such as `LayerNorm`",
            ),
            (
                TrainError::Input { sample: 3, feature: 1, found: f64::NAN },
                "sample 3: expected a finite value for input 1, found NaN",
            ),
            (target(TargetError::Class { classes: 10, found: 10 }), "sample 3: expected a class from 0 to 9, found 10"),
            (
                target(TargetError::Probability { output: 2, found: 1.5 }),
                "sample 3: expected a value from 0 to 1 for output 2, found 1.5",
            ),
            (
                target(TargetError::NotFinite { output: 0, found: f64::INFINITY }),
                "sample 3: expected a finite value for output 0, found inf",
            ),
            (
                TrainError::Weightless { samples: 7 },
                "expected samples with a total weight above 0, found 7 of weight 0: pass samples to which the loss gives \
                 a weight",
            ),
            (setting.into(), "the learning rate is -0.5: expected a finite number, at least 0"),
            (
                TrainError::Split { training: 0, validation: 1, stratified: false },
                "expected samples on both sides of the split, found 0 to train on and 1 held out",
            ),
            (
                TrainError::Stratum {
                    stratum: Stratum::Label { output: 2, set: true },
                    samples: 3,
                    held_out: 9,
                    most: 8,
                },
                "a stratified split holds out 9 samples: expected at least one sample of each class in training, but \
                 class `output 2 set` has only 3 samples: hold out at most 8, or do not stratify (`Validation::Random`, \
                 `random_split`)",
            ),
            (
                TrainError::FoldStratum { stratum: Stratum::Class(4), samples: 3, folds: 5 },
                "5 stratified folds: expected at least 5 samples of each class, one per fold, found 3 of class 4: use \
                 fewer folds, or `k_fold`, which does not stratify",
            ),
            (
                TrainError::Folds { folds: 11, samples: 10 },
                "expected 2 to 10 folds with at least one sample each, found 11",
            ),
            (TrainError::Row { row: 10, samples: 10 }, "expected a row from 0 to 9 of 10 samples, found 10"),
            (
                TrainError::NoValidation { setting: "early stopping" },
                "early stopping needs validation data: build the trainer with `.validation(0.2)`, or with \
                 `.validation(Validation::Given)` and pass the data to `fit_with`",
            ),
            (
                TrainError::Scratch { needed: 100, found: 20 },
                "expected a scratch buffer of at least 100 values, found 20",
            ),
            (
                TrainError::NoGradient,
                "expected a gradient to apply, found none: `compute` failed, or a full `step` has already used the \
                 gradient: call `compute` first",
            ),
            (TrainError::NoRate, "expected an optimizer with a learning rate, found one without"),
            (
                CheckpointError {
                    file: "run.checkpoint".to_string(),
                    problem: CheckpointProblem::CutShort { expected: 100, found: 20 },
                }
                .into(),
                "run.checkpoint: the checkpoint is cut short: expected 100 bytes, found only 20",
            ),
            (
                TrainError::UnderWay(Difference {
                    part: Part::Epochs,
                    expected: "at least 10".to_string(),
                    found: "3".to_string(),
                }),
                "this call of `fit` does not match the run of the earlier calls: the epochs of `fit`: expected at least \
                 10, found 3; `fit` counts all epochs of a run: ask for more, or start a new run with \
                 `trainer.new_run()`",
            ),
            (
                TrainError::Augmented { sample: 3, feature: 1, found: f64::NAN },
                "training sample 3: expected a finite value for input 1 after augmentation, found NaN",
            ),
            (not_finite(Place::Output("hidden")), &alloc::format!("step 5: the output of layer `hidden` {advice}")),
            (not_finite(Place::Loss), &alloc::format!("step 5: the loss {advice}")),
            (
                not_finite(Place::Gradient { layer: "hidden", tensor: "bias" }),
                &alloc::format!("step 5: the gradient of `hidden.bias` {advice}"),
            ),
        ] {
            assert_eq!(error.to_string(), message);
        }
    }
}
