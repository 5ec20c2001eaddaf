use alloc::string::{String, ToString};
use core::fmt::{self, Display};
use std::io;
use std::path::Path;

use super::Problem;

/// The reason why a network was not saved or loaded. File and network are unchanged.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The file cannot be read or written.
    Access {
        /// The path.
        file: String,
        /// The system's error.
        error: io::Error,
    },
    /// The content of the file is not, or would not be, the weights of the network.
    Content {
        /// The path.
        file: String,
        /// Which tensor, what was expected and what was found.
        problem: Problem,
    },
}

impl FileError {
    pub(super) fn access(path: &Path, error: io::Error) -> Self {
        Self::Access { file: path.display().to_string(), error }
    }

    pub(super) fn content(path: &Path, problem: Problem) -> Self {
        Self::Content { file: path.display().to_string(), problem }
    }
}

impl Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Access { file, error } => write!(f, "{file}: {error}"),
            Self::Content { file, problem } => write!(f, "{file}: {problem}"),
        }
    }
}

impl core::error::Error for FileError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The text has the error itself, so a report of causes goes on behind it.
            Self::Access { error, .. } => error.source(),
            Self::Content { problem, .. } => problem.source(),
        }
    }
}
