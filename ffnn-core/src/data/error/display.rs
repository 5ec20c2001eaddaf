use core::fmt::{self, Display};

use super::TrainError;
use crate::parameters::Place;

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
