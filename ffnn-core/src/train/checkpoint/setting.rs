use std::path::{Path, PathBuf};
use std::string::String;

use crate::kinds::optimizer::SettingError;

/// Settings for the checkpoints of [`fit`](crate::train::Trainer::fit): the file and the intervals.
///
/// ```
/// use ffnn::train::Checkpoint;
///
/// let often = Checkpoint { every_steps: Some(500), ..Checkpoint::new("run.checkpoint") };
/// assert_eq!(often.every_epochs, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Path of the file. The previous checkpoint is kept beside it, with `.previous` added to its name.
    pub path: PathBuf,
    /// Interval in epochs within a run of `fit`, at least 1. A checkpoint is also written before the first step and
    /// after the last.
    pub every_epochs: u64,
    /// Additional interval in steps, at least 1, counted over all calls; `None` for checkpoints only between epochs.
    pub every_steps: Option<u64>,
}

impl Checkpoint {
    /// Creates settings for a checkpoint after every epoch.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), every_epochs: 1, every_steps: None }
    }

    pub(in crate::train) fn check(&self) -> Result<(), SettingError> {
        SettingError::unless(self.every_epochs > 0, "the number of epochs between checkpoints", "at least 1", 0.0)?;
        SettingError::unless(self.every_steps != Some(0), "the number of steps between checkpoints", "at least 1", 0.0)
    }

    /// Whether a checkpoint is due after `done` epochs of a run.
    pub(in crate::train) fn after_epochs(&self, done: u64) -> bool {
        done.is_multiple_of(self.every_epochs)
    }

    /// Whether a checkpoint is due after `steps` steps, within an epoch.
    pub(in crate::train) fn after_steps(&self, steps: u64) -> bool {
        self.every_steps.is_some_and(|every| steps.is_multiple_of(every))
    }
}

impl From<&str> for Checkpoint {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

impl From<String> for Checkpoint {
    fn from(path: String) -> Self {
        Self::new(path)
    }
}

impl From<&Path> for Checkpoint {
    fn from(path: &Path) -> Self {
        Self::new(path)
    }
}

impl From<&PathBuf> for Checkpoint {
    fn from(path: &PathBuf) -> Self {
        Self::new(path)
    }
}

impl From<PathBuf> for Checkpoint {
    fn from(path: PathBuf) -> Self {
        Self::new(path)
    }
}
