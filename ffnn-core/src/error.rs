//! What can go wrong while training.

use core::fmt::{self, Display};

use crate::loss::TargetError;
use crate::optimizer::SettingError;

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
    /// A setting cannot be used.
    Setting(SettingError),
    /// A validation split leaves nothing to train on or nothing to validate on.
    Split {
        /// How many samples would be left to train on.
        training: usize,
        /// How many samples would be held out.
        validation: usize,
    },
    /// Training left the numbers that a computer has.
    NotFinite {
        /// What was infinite or NaN.
        place: Place,
        /// How many steps were taken before.
        step: u64,
    },
}

/// Where a value that is infinite or NaN was first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In what the layer of this name gave.
    Output(&'static str),
    /// In the loss, though every layer's output was finite.
    Loss,
    /// In the gradient of this tensor of this layer.
    Gradient {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
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
            Self::Input { sample, feature, found } => {
                write!(f, "sample {sample}: expected a finite value for input {feature}, found {found}")
            }
            Self::Target { sample, problem } => write!(f, "sample {sample}: {problem}"),
            Self::Setting(problem) => problem.fmt(f),
            Self::Split { training, validation } => write!(
                f,
                "expected samples on both sides of the validation split, found {training} to train on and {validation} held out"
            ),
            Self::NotFinite { place, step } => {
                write!(f, "step {}: {place} is infinite or NaN; ", step + 1)?;
                write!(
                    f,
                    "try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or inputs scaled to about ±1"
                )
            }
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(layer) => write!(f, "the output of layer `{layer}`"),
            Self::Loss => write!(f, "the loss"),
            Self::Gradient { layer, tensor } => write!(f, "the gradient of `{layer}.{tensor}`"),
        }
    }
}

impl core::error::Error for Error {}

impl From<SettingError> for Error {
    fn from(problem: SettingError) -> Self {
        Self::Setting(problem)
    }
}
