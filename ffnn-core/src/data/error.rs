//! What can go wrong while training.

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

/// Why a step or a fit did not happen. The network and the optimizer are as they were before it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// There is not one sample.
    Empty,
    /// There are more inputs than targets, or fewer.
    Lengths {
        /// How many inputs there are.
        inputs: usize,
        /// How many targets there are.
        targets: usize,
    },
    /// A batch is longer than the trainer was built for.
    BatchTooLong {
        /// How many samples the trainer has room for.
        room: usize,
        /// How many there are.
        found: usize,
    },
    /// A batch is shorter than a layer can train on.
    BatchTooShort {
        /// The layer's name.
        layer: &'static str,
        /// How many samples it needs.
        least: usize,
        /// How many there are.
        found: usize,
    },
    /// The last batch of an epoch of [`fit`](crate::train) is shorter than a layer can train on.
    LastBatchTooShort {
        /// The layer's name.
        layer: &'static str,
        /// How many samples it needs.
        least: usize,
        /// How many the batch has.
        found: usize,
        /// How many samples there are to train on.
        rows: usize,
        /// The batch size.
        batch: usize,
    },
    /// A layer looks at a whole batch, and the trainer would cut it into pieces.
    WholeBatch {
        /// The layer's name.
        layer: &'static str,
    },
    /// An input is infinite or NaN.
    Input {
        /// The sample's index.
        sample: usize,
        /// The index of the value.
        feature: usize,
        /// The value found.
        found: f64,
    },
    /// A target cannot be an answer.
    Target {
        /// The sample's index.
        sample: usize,
        /// What is wrong with it.
        problem: TargetError,
    },
    /// A network's answer cannot be counted by a metric.
    Answer {
        /// The sample's index.
        sample: usize,
        /// What is wrong with the answer.
        problem: AnswerError,
    },
    /// All samples together weigh nothing, so that there is no mean of their losses.
    Weightless {
        /// How many samples there are.
        samples: usize,
    },
    /// A setting cannot be used.
    Setting(SettingError),
    /// A split leaves nothing to train on or nothing to validate on.
    Split {
        /// How many samples would be left to train on.
        training: usize,
        /// How many samples would be held out.
        validation: usize,
        /// Whether each class was to have its share on both sides.
        stratified: bool,
    },
    /// A stratified split would hold out all samples of a class.
    Stratum {
        /// The class.
        stratum: Stratum,
        /// How many samples it has.
        samples: usize,
        /// How many samples of all classes are to be held out.
        held_out: usize,
        /// How many samples can be held out with one of each class left to train on.
        most: usize,
    },
    /// A class has fewer samples than a stratified cross-validation has folds.
    FoldStratum {
        /// The class.
        stratum: Stratum,
        /// How many samples it has.
        samples: usize,
        /// The number of folds.
        folds: usize,
    },
    /// A cross-validation has fewer than two folds, or more than samples.
    Folds {
        /// The number of folds.
        folds: usize,
        /// How many samples there are.
        samples: usize,
    },
    /// An input varies, but so little that its standard deviation is 0 as an `f64`.
    Deviation {
        /// The index of the input.
        feature: usize,
    },
    /// A row is beyond the last of a data set.
    Row {
        /// The row asked for, from 0.
        row: usize,
        /// How many samples there are.
        samples: usize,
    },
    /// Something watches validation data, and there are none.
    NoValidation {
        /// What watches.
        setting: &'static str,
    },
    /// A schedule or a search for a learning rate is given an optimizer that has no learning rate.
    NoRate,
    /// A metric cannot be measured or watched.
    Metric {
        /// Its name.
        name: &'static str,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },
    /// There is no gradient to apply: the pass that was to compute it failed, or a whole step left nothing of it.
    NoGradient,
    /// An augmentation made an input infinite or NaN.
    Augmented {
        /// The sample's index in the training data.
        sample: usize,
        /// The index of the value.
        feature: usize,
        /// The value found.
        found: f64,
    },
    /// A checkpoint cannot be written, or the one that is there is of another training. A run of `fit` that had begun goes
    /// on where it is when `fit` is called again.
    #[cfg(feature = "alloc")]
    Checkpoint(CheckpointError),
    /// A call of `fit` cannot go on with the run of the calls before it, or of the checkpoint that was loaded.
    #[cfg(feature = "alloc")]
    UnderWay(Difference),
    /// A [`Learner`](crate::train::Learner) has too little scratch memory.
    Scratch {
        /// How many values it needs for this batch: [`scratch`](crate::network::scratch).
        needed: usize,
        /// How many it has.
        found: usize,
    },
    /// Training left the numbers that a computer has.
    NotFinite {
        /// What was infinite or NaN.
        place: Place,
        /// How many steps were taken before.
        step: u64,
    },
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "expected at least one sample, found none"),
            Self::Lengths { inputs, targets } => {
                write!(f, "expected one target an input, found {inputs} inputs and {targets} targets")
            }
            Self::BatchTooLong { room, found } => {
                write!(
                    f,
                    "expected a batch of at most {room} samples, found {found}: build the trainer with `.batch({found})`"
                )
            }
            Self::BatchTooShort { layer, least, found } => write!(
                f,
                "layer `{layer}` trains on the statistics of a batch: expected at least {least} samples, found {found}"
            ),
            Self::LastBatchTooShort { layer, least, found, rows, batch } => {
                write!(
                    f,
                    "batch {0} of {0}, the last of {rows} samples in batches of {batch}: layer `{layer}` trains on the \
                     statistics of a batch and expected at least {least} samples, found {found}: leave such a batch out \
                     with `.whole_batches()`",
                    rows.div_ceil(*batch)
                )?;
                let smaller = (*least..*batch).rev().find(|&batch| (rows - 1) % batch + 1 >= *least);
                smaller.map_or(Ok(()), |batch| write!(f, ", or take `.batch({batch})`"))
            }
            Self::WholeBatch { layer } => write!(
                f,
                "layer `{layer}` looks at a whole batch, which `.threads(…)` and `.pieces(…)` cut: leave them out, or take a \
                 layer that looks at each sample by itself, as `LayerNorm` does"
            ),
            Self::Input { sample, feature, found } => {
                write!(f, "sample {sample}: expected a finite value for input {feature}, found {found}")
            }
            Self::Target { sample, problem } => write!(f, "sample {sample}: {problem}"),
            Self::Answer { sample, problem } => write!(f, "sample {sample}: {problem}"),
            Self::Weightless { samples } => write!(
                f,
                "expected samples that weigh more than nothing in total, found {samples} of weight 0: hand over samples that \
                 the loss gives a weight"
            ),
            Self::Setting(problem) => problem.fmt(f),
            Self::Split { training, validation, stratified } => write!(
                f,
                "expected samples on both sides of the {}split, found {training} to train on and {validation} held out",
                if *stratified { "stratified " } else { "" }
            ),
            Self::Stratum { stratum, samples, held_out, most } => write!(
                f,
                "a stratified split holds out {held_out} samples: {stratum} has {samples} sample{}, and at least one of \
                 each class must stay in training: hold out at most {most}, or do not stratify (`Validation::Random`, \
                 `random_split`)",
                if *samples == 1 { "" } else { "s" }
            ),
            Self::FoldStratum { stratum, samples, folds } => write!(
                f,
                "{folds} stratified folds: expected at least {folds} samples of each class, one per fold, found {samples} \
                 of {stratum}: take fewer folds, or `k_fold`, which does not stratify"
            ),
            Self::Folds { folds, samples } => {
                write!(f, "expected from 2 to {samples} folds, one sample in each at least, found {folds}")
            }
            Self::Deviation { feature } => write!(
                f,
                "input {feature}: expected a standard deviation that an `f64` can hold, found one that is too close to 0: \
                 multiply the values of this input by a constant, or leave it out"
            ),
            Self::Row { row, samples } => {
                write!(f, "row {row}: expected a row from 0 to {}, of {samples} samples", samples.saturating_sub(1))
            }
            Self::NoValidation { setting } => write!(
                f,
                "{setting} needs validation data: build the trainer with `.validation(0.2)`, or with \
                 `.validation(Validation::Given)` and hand them to `fit_with`"
            ),
            Self::NoRate => write!(f, "expected an optimizer with a learning rate, found none to change"),
            Self::Metric { name, problem } => write!(f, "the metric `{name}` {problem}"),
            Self::NoGradient => write!(
                f,
                "expected a gradient to apply, found what a failed `compute` or a whole `step` left behind: call `compute` \
                 first"
            ),
            Self::Augmented { sample, feature, found } => {
                write!(f, "training sample {sample}: the augmentation made input {feature} {found}")
            }
            #[cfg(feature = "alloc")]
            Self::Checkpoint(error) => error.fmt(f),
            Self::Scratch { needed, found } => {
                write!(f, "expected scratch memory for {needed} values or more, found room for {found}")
            }
            #[cfg(feature = "alloc")]
            Self::UnderWay(difference) => {
                write!(f, "this call of `fit` does not fit the run of the calls before it: {difference}; ")?;
                let remedy = difference.remedy();
                remedy.map_or(Ok(()), |remedy| write!(f, "{remedy}, or "))?;
                write!(f, "begin a run of its own with `trainer.new_run()`")
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

impl core::error::Error for Error {}

impl From<SettingError> for Error {
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
        let target = |problem| Error::Target { sample: 3, problem };
        let not_finite = |place| Error::NotFinite { place, step: 4 };
        let advice = "is infinite or NaN; try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or \
                      inputs scaled to about ±1";
        let setting = SettingError { name: "the learning rate", expected: "a finite number, at least 0", found: -0.5 };
        for (error, message) in [
            (Error::Empty, "expected at least one sample, found none"),
            (Error::Lengths { inputs: 5, targets: 4 }, "expected one target an input, found 5 inputs and 4 targets"),
            (
                Error::BatchTooLong { room: 32, found: 50 },
                "expected a batch of at most 32 samples, found 50: build the trainer with `.batch(50)`",
            ),
            (
                Error::BatchTooShort { layer: "batch_norm", least: 2, found: 1 },
                "layer `batch_norm` trains on the statistics of a batch: expected at least 2 samples, found 1",
            ),
            (
                Error::LastBatchTooShort { layer: "batch_norm", least: 2, found: 1, rows: 33, batch: 32 },
                "batch 2 of 2, the last of 33 samples in batches of 32: layer `batch_norm` trains on the statistics of a \
                 batch and expected at least 2 samples, found 1: leave such a batch out with `.whole_batches()`, or take \
                 `.batch(31)`",
            ),
            (
                Error::WholeBatch { layer: "batch_norm" },
                "layer `batch_norm` looks at a whole batch, which `.threads(…)` and `.pieces(…)` cut: leave them out, or \
                 take a layer that looks at each sample by itself, as `LayerNorm` does",
            ),
            (
                Error::Input { sample: 3, feature: 1, found: f64::NAN },
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
                Error::Weightless { samples: 7 },
                "expected samples that weigh more than nothing in total, found 7 of weight 0: hand over samples that the \
                 loss gives a weight",
            ),
            (setting.into(), "the learning rate is -0.5: expected a finite number, at least 0"),
            (
                Error::Split { training: 0, validation: 1, stratified: false },
                "expected samples on both sides of the split, found 0 to train on and 1 held out",
            ),
            (
                Error::Stratum { stratum: Stratum::Label { output: 2, set: true }, samples: 3, held_out: 9, most: 8 },
                "a stratified split holds out 9 samples: output 2 being set has 3 samples, and at least one of each class \
                 must stay in training: hold out at most 8, or do not stratify (`Validation::Random`, `random_split`)",
            ),
            (
                Error::FoldStratum { stratum: Stratum::Class(4), samples: 3, folds: 5 },
                "5 stratified folds: expected at least 5 samples of each class, one per fold, found 3 of class 4: take \
                 fewer folds, or `k_fold`, which does not stratify",
            ),
            (
                Error::Folds { folds: 11, samples: 10 },
                "expected from 2 to 10 folds, one sample in each at least, found 11",
            ),
            (Error::Row { row: 10, samples: 10 }, "row 10: expected a row from 0 to 9, of 10 samples"),
            (
                Error::NoValidation { setting: "early stopping" },
                "early stopping needs validation data: build the trainer with `.validation(0.2)`, or with \
                 `.validation(Validation::Given)` and hand them to `fit_with`",
            ),
            (
                Error::Scratch { needed: 100, found: 20 },
                "expected scratch memory for 100 values or more, found room for 20",
            ),
            (
                Error::NoGradient,
                "expected a gradient to apply, found what a failed `compute` or a whole `step` left behind: call \
                 `compute` first",
            ),
            (Error::NoRate, "expected an optimizer with a learning rate, found none to change"),
            (
                CheckpointError {
                    file: "run.checkpoint".to_string(),
                    problem: CheckpointProblem::CutShort { expected: 100, found: 20 },
                }
                .into(),
                "run.checkpoint: the checkpoint is cut short: expected 100 bytes, found only 20",
            ),
            (
                Error::UnderWay(Difference {
                    part: Part::Epochs,
                    expected: "at least 10".to_string(),
                    found: "3".to_string(),
                }),
                "this call of `fit` does not fit the run of the calls before it: the epochs of `fit`: expected at least 10, \
                 found 3; `fit` counts all epochs of a run: ask for more, or begin a run of its own with \
                 `trainer.new_run()`",
            ),
            (
                Error::Augmented { sample: 3, feature: 1, found: f64::NAN },
                "training sample 3: the augmentation made input 1 NaN",
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
