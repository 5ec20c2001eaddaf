use alloc::string::String;
use core::fmt::{self, Display};

use super::Difference;
use super::frame::MAGIC;
use crate::Malformed;

/// Why a checkpoint was not written or not read: which file, and what was expected and found. Nothing was changed.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckpointError {
    /// The path.
    pub file: String,
    /// What is wrong.
    pub problem: CheckpointProblem,
}

/// What is wrong with a checkpoint.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CheckpointProblem {
    /// The file system refuses.
    #[cfg(feature = "std")]
    File {
        /// What was being done: `read` or `write`.
        doing: &'static str,
        /// What kind of refusal it is.
        kind: std::io::ErrorKind,
        /// What the system says.
        message: String,
    },
    /// The file does not start as a checkpoint does.
    NotACheckpoint {
        /// The first eight bytes, or fewer.
        found: alloc::vec::Vec<u8>,
    },
    /// The file is shorter than it says.
    CutShort {
        /// How many bytes it should have, at least.
        expected: u64,
        /// How many it has.
        found: u64,
    },
    /// The file is longer than it says.
    Trailing {
        /// How many bytes it should have.
        expected: u64,
        /// How many it has.
        found: u64,
    },
    /// The bytes are not those that were written.
    Checksum {
        /// The checksum in the file.
        expected: u64,
        /// The checksum of its bytes.
        found: u64,
    },
    /// The file is whole, and of another version of the format.
    Version {
        /// The version that this library knows.
        expected: u32,
        /// The version of the file.
        found: u32,
    },
    /// The file is of another training: expected is what this trainer is, found is what the checkpoint is of.
    Differs(Difference),
    /// The file is whole and makes no sense.
    Malformed(Malformed),
}

impl Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.problem)
    }
}

impl Display for CheckpointProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "std")]
            Self::File { doing, message, .. } => write!(f, "cannot {doing} the checkpoint: {message}"),
            Self::NotACheckpoint { found } => write!(
                f,
                "expected a checkpoint, which starts with `{}`, found `{}`",
                MAGIC.escape_ascii(),
                found.escape_ascii()
            ),
            Self::CutShort { expected, found } => {
                write!(f, "the checkpoint is cut short: expected {expected} bytes, found only {found}")
            }
            Self::Trailing { expected, found } => {
                write!(f, "the checkpoint goes on after its end: expected {expected} bytes, found {found}")
            }
            Self::Checksum { expected, found } => {
                write!(f, "the checkpoint is damaged: expected the checksum {expected:016x}, found {found:016x}")
            }
            Self::Version { expected, found } => {
                let age = if found > expected { "a newer" } else { "an older" };
                write!(
                    f,
                    "the checkpoint is of {age} version of this library: expected format {expected}, found {found}"
                )
            }
            Self::Differs(difference) => {
                write!(f, "the checkpoint is of another training: {difference}")?;
                difference.remedy().map_or(Ok(()), |remedy| write!(f, "; {remedy}, or delete the file to begin anew"))
            }
            Self::Malformed(problem) => write!(f, "the checkpoint makes no sense at {problem}"),
        }
    }
}

impl core::error::Error for CheckpointError {}

impl core::error::Error for CheckpointProblem {}

impl From<Malformed> for CheckpointProblem {
    fn from(problem: Malformed) -> Self {
        Self::Malformed(problem)
    }
}

impl From<Difference> for CheckpointProblem {
    fn from(difference: Difference) -> Self {
        Self::Differs(difference)
    }
}

impl From<CheckpointError> for crate::Error {
    fn from(error: CheckpointError) -> Self {
        Self::Checkpoint(error)
    }
}

#[cfg(feature = "std")]
impl CheckpointProblem {
    /// In this file.
    pub(super) fn at(self, path: &std::path::Path) -> CheckpointError {
        CheckpointError { file: std::format!("{}", path.display()), problem: self }
    }

    /// Whether the file is not what was once written to it, so that the one before it is worth a look.
    pub(super) fn is_damage(&self) -> bool {
        !matches!(self, Self::Version { .. } | Self::Differs(_))
    }

    /// Whether there is no file.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::File { kind: std::io::ErrorKind::NotFound, .. })
    }
}
