use alloc::string::String;
use core::fmt::{self, Display};

use super::Difference;
use super::frame::MAGIC;
use crate::Malformed;

/// Reason why a checkpoint was not written or read: the file, what was expected and what was found. Nothing was
/// changed.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckpointError {
    /// Path of the file.
    pub file: String,
    /// Problem with the file.
    pub problem: CheckpointProblem,
}

/// Problem with a checkpoint.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CheckpointProblem {
    /// The file system returned an error.
    #[cfg(feature = "std")]
    File {
        /// Failed operation: `read` or `write`.
        doing: &'static str,
        /// Kind of the error.
        kind: std::io::ErrorKind,
        /// Message of the system.
        message: String,
    },
    /// The file does not start like a checkpoint.
    NotACheckpoint {
        /// The first eight bytes, or fewer.
        found: alloc::vec::Vec<u8>,
    },
    /// The file is shorter than its header says.
    CutShort {
        /// Minimum number of bytes the file should have.
        expected: u64,
        /// Number of bytes it has.
        found: u64,
    },
    /// The file is longer than its header says.
    Trailing {
        /// Number of bytes the file should have.
        expected: u64,
        /// Number of bytes it has.
        found: u64,
    },
    /// The bytes do not match their checksum.
    Checksum {
        /// Checksum in the file.
        expected: u64,
        /// Checksum of the bytes.
        found: u64,
    },
    /// The file is intact, but uses another version of the format.
    Version {
        /// Format version of this library.
        expected: u32,
        /// Format version of the file.
        found: u32,
    },
    /// The file belongs to a different training: `expected` describes this trainer, `found` the checkpoint.
    Differs(Difference),
    /// The file is intact, but its contents are invalid.
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
                write!(f, "the checkpoint is too long: expected {expected} bytes, found {found}")
            }
            Self::Checksum { expected, found } => {
                write!(f, "the checkpoint is damaged: expected the checksum {expected:016x}, found {found:016x}")
            }
            Self::Version { expected, found } => {
                let age = if found > expected { "a newer" } else { "an older" };
                write!(
                    f,
                    "the checkpoint was written by {age} version of this library: expected format {expected}, \
                     found {found}"
                )
            }
            Self::Differs(difference) => {
                write!(f, "the checkpoint belongs to a different training: {difference}")?;
                difference.remedy().map_or(Ok(()), |remedy| write!(f, "; {remedy}, or delete the file to start over"))
            }
            Self::Malformed(problem) => write!(f, "the checkpoint is invalid at {problem}"),
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

impl From<CheckpointError> for crate::TrainError {
    fn from(error: CheckpointError) -> Self {
        Self::Checkpoint(error)
    }
}

#[cfg(feature = "std")]
impl CheckpointProblem {
    /// Attaches the path of the file.
    pub(super) fn at(self, path: &std::path::Path) -> CheckpointError {
        CheckpointError { file: std::format!("{}", path.display()), problem: self }
    }

    /// Whether the file is damaged, so that the previous checkpoint is worth trying.
    pub(super) fn is_damage(&self) -> bool {
        !matches!(self, Self::Version { .. } | Self::Differs(_))
    }

    /// Whether the file is missing.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::File { kind: std::io::ErrorKind::NotFound, .. })
    }
}
