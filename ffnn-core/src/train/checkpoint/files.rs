//! Checkpoints as files: written atomically, with the previous one kept, and found by `fit`.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::vec::Vec;

use super::contents::Contents;
use super::{CheckpointError, CheckpointProblem, Difference, Part, frame};
use crate::files::{atomic_file, regular_file};
use crate::train::Trainer;
use crate::train::fit::course::Course;
use crate::{Loss, Network, Optimizer, TrainError};

/// Origin of a resumed training.
#[derive(Clone, Debug, PartialEq)]
pub struct Resumed {
    /// File that was read.
    pub file: PathBuf,
    /// Number of steps taken before.
    pub steps: u64,
    /// Number of epochs completed before.
    pub epochs: u64,
    /// Reason why the newest checkpoint could not be read, if this is the previous one.
    pub instead_of: Option<CheckpointError>,
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Writes everything needed to resume training exactly to a file, atomically: if the program or the machine stops,
    /// either the old or the new file remains. The old file is kept, with `.previous` added to its name, unless it is
    /// damaged.
    ///
    /// ```no_run
    /// # use ffnn::{Network, data::Dataset, train::{Target, Trainer}, Head};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(data: &Samples<N>) -> Result<(), Box<dyn std::error::Error>>
    /// # where <N::Head as Head>::Loss: ffnn::Loss<N::Head> {
    /// let mut trainer = Trainer::<N>::builder().seed(7).build()?;
    /// trainer.fit(data, 5)?;
    /// trainer.save("run.checkpoint")?;
    ///
    /// // Later, in another program: five more epochs, with the same result as ten at once.
    /// let mut trainer = Trainer::<N>::builder().seed(7).build()?.resume("run.checkpoint")?;
    /// trainer.fit(data, 10)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The file holds the network, the optimizer's state, all counters and the state of the last run of
    /// [`fit`](Self::fit), in the format described at [`save_bytes`](Self::save_bytes). A gradient that is computed but
    /// not applied is not saved.
    ///
    /// Symbolic links and permissions are preserved; [`files`](crate::files) explains how files are replaced and which
    /// cannot be.
    ///
    /// # Errors
    ///
    /// [`CheckpointProblem::File`] if the file cannot be written or is not a regular file; existing files are then
    /// unchanged.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), CheckpointError> {
        write(path.as_ref(), &self.encode(self.past.course.as_ref()))
    }

    /// Restores the trainer to the state saved by [`save`](Self::save), or by a [`fit`](Self::fit) with
    /// [checkpoints](crate::train::Builder::checkpoint): the next step is the one that would have followed, bit for bit
    /// on the same kind of processor. The next call of `fit` continues the run and needs the same data.
    ///
    /// Reads the previous checkpoint if the newest is damaged or missing; [`resumed`](Self::resumed) reports it.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`] if no checkpoint can be read, or if it belongs to a different training: another
    /// architecture, optimizer, loss, number type, seed, batch size and so on. The trainer does not change then.
    pub fn load(&mut self, path: impl AsRef<Path>) -> Result<&Resumed, CheckpointError> {
        let (contents, resumed) = self.find(path.as_ref())?;
        self.install(contents);
        Ok(self.past.resumed.insert(resumed))
    }

    /// Calls [`load`](Self::load) at the end of a chain: `Trainer::builder() … .build()?.resume("run.checkpoint")?`.
    ///
    /// # Errors
    ///
    /// The errors of [`load`](Self::load).
    pub fn resume(mut self, path: impl AsRef<Path>) -> Result<Self, CheckpointError> {
        self.load(path)?;
        Ok(self)
    }

    /// Returns where training was resumed, by [`load`](Self::load) or by [`fit`](Self::fit), if it was.
    pub fn resumed(&self) -> Option<&Resumed> {
        self.past.resumed.as_ref()
    }

    /// Looks for the run of the call `asked` of `fit` in the checkpoint file, and resumes it.
    pub(in crate::train) fn look_for(&mut self, asked: &Course) -> Result<(), TrainError> {
        let Some(checkpoint) = &self.plan.checkpoint else { return Ok(()) };
        // Users start over by deleting the file, and no crash removes it, so a previous checkpoint alone is ignored.
        if matches!(checkpoint.path.try_exists(), Ok(false)) {
            return Ok(());
        }
        let (contents, resumed) = match self.find(&checkpoint.path) {
            Err(error) if error.problem.is_absence() => return Ok(()),
            found => found?,
        };
        let error = |difference: Difference| CheckpointProblem::from(difference).at(&resumed.file);
        let own = contents.course.as_ref().filter(|course| course.call == asked.call && course.run.start == self.steps);
        if let Some(course) = own {
            let epochs = contents.epochs - course.done.min(contents.epochs);
            let same_rates = |run| self.pace.agrees(course.run, course.steps_taken(), epochs, run, contents.memory);
            course.check(asked, contents.steps, same_rates).map_err(error)?;
            self.install(contents);
            self.past.resumed = Some(resumed);
            return Ok(());
        }
        // A run this trainer has already been through may be overwritten; any other must not be.
        if contents.calls > self.past.calls {
            Difference::unless_equal(Part::Call, asked.call, contents.calls).map_err(error)?;
            let start = contents.course.as_ref().map_or(contents.steps, |course| course.run.start);
            Difference::unless_equal(Part::Start, self.steps, start).map_err(error)?;
        }
        if contents.steps > self.steps {
            Difference::unless_equal(Part::Steps, self.steps, contents.steps).map_err(error)?;
        }
        Ok(())
    }

    /// Writes a checkpoint of a run of `fit`, if checkpoints are enabled.
    pub(in crate::train) fn save_course(&self, course: &Course) -> Result<(), TrainError> {
        let Some(checkpoint) = &self.plan.checkpoint else { return Ok(()) };
        Ok(write(&checkpoint.path, &self.encode(Some(course)))?)
    }

    /// Reads the newest intact checkpoint.
    fn find(&self, path: &Path) -> Result<(Contents<N, O>, Resumed), CheckpointError> {
        let from = |path: &Path| read(path).and_then(|bytes| self.decode(&bytes)).map_err(|problem| problem.at(path));
        let (previous, instead_of) = (previous(path), None);
        let resumed = |contents: &Contents<N, O>, file: &Path, instead_of| {
            let (steps, epochs) = (contents.steps, contents.epochs);
            Resumed { file: file.to_path_buf(), steps, epochs, instead_of }
        };
        match from(path) {
            Ok(contents) => {
                let resumed = resumed(&contents, path, instead_of);
                Ok((contents, resumed))
            }
            Err(newest) if newest.problem.is_damage() => match from(&previous) {
                Ok(contents) => {
                    let resumed = resumed(&contents, &previous, Some(newest));
                    Ok((contents, resumed))
                }
                // Without a newest file, the problem of the previous one is the one to report.
                Err(other) if newest.problem.is_absence() && !other.problem.is_absence() => Err(other),
                Err(_) => Err(newest),
            },
            Err(newest) => Err(newest),
        }
    }
}

/// Returns the path of the previous checkpoint.
fn previous(path: &Path) -> PathBuf {
    atomic_file::beside(path, ".previous")
}

fn refused(doing: &'static str) -> impl Fn(io::Error) -> CheckpointProblem {
    move |problem| CheckpointProblem::File { doing, kind: problem.kind(), message: std::format!("{problem}") }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CheckpointError> {
    // A damaged file must not replace the last good one.
    let whole = read(path).is_ok_and(|bytes| frame::contents(&bytes).is_ok());
    let previous = previous(path);
    let written = atomic_file::replace(path, bytes, whole.then_some(&*previous));
    written.map_err(|problem| refused("write")(problem).at(path))
}

/// Reads a file that starts like a checkpoint and has the length given in its header.
fn read(path: &Path) -> Result<Vec<u8>, CheckpointProblem> {
    let mut file = regular_file::open(path).map_err(refused("read"))?;
    let found = file.limit();
    let mut bytes = Vec::new();
    file.by_ref().take(frame::HEADER as u64).read_to_end(&mut bytes).map_err(refused("read"))?;
    let expected = frame::length(&bytes)?;
    if found < expected {
        return Err(CheckpointProblem::CutShort { expected, found });
    }
    if found > expected {
        return Err(CheckpointProblem::Trailing { expected, found });
    }
    regular_file::read_rest(&mut file, &mut bytes).map_err(refused("read"))?;
    Ok(bytes)
}
