//! Checkpoints, from which an interrupted training resumes as if it had not been interrupted.

mod contents;
mod course;
mod difference;
mod error;
#[cfg(feature = "std")]
mod files;
mod frame;
#[cfg(feature = "std")]
mod setting;
#[cfg(test)]
mod tests;
mod values;

use alloc::vec::Vec;
use core::mem;

pub use difference::{Difference, Part};
pub use error::{CheckpointError, CheckpointProblem};
#[cfg(feature = "std")]
pub use files::Resumed;
#[cfg(feature = "std")]
pub use setting::Checkpoint;

use super::Trainer;
use crate::train::fit::best::Spare;
use crate::train::fit::course::Course;
use crate::train::fit::run::Begun;
use crate::{Loss, Network, Optimizer, TrainError};

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Returns a checkpoint as bytes, for targets without files: everything needed to resume training exactly.
    ///
    /// ```
    /// use ffnn::train::{CheckpointProblem, Trainer};
    /// # use ffnn::{Loss, Network, Optimizer};
    ///
    /// # fn example<N: Network, L: Loss<N::Head>, O: Optimizer>(mut trainer: Trainer<N, L, O>) -> Result<(), CheckpointProblem> {
    /// let bytes = trainer.save_bytes();
    /// // … steps to be undone …
    /// trainer.load_bytes(&bytes)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # File format
    ///
    /// All numbers are little-endian. `count` is a `u64`; `text` is a byte count followed by UTF-8; `values` is a count
    /// followed by the numbers, 4 bytes each for `f32` and 8 for `f64`; `bool` is a byte, 0 or 1; `V?` is a `bool`
    /// followed, if it is 1, by a `V`.
    ///
    /// | bytes | what |
    /// |---|---|
    /// | 8 | `ffnn run` |
    /// | 4 | the version, 2 |
    /// | 8 | the length of the whole file |
    /// | … | the contents |
    /// | 8 | the checksum: FNV-1a, 64 bits, of all bytes before it |
    ///
    /// Everything around the contents stays the same in every version. The contents of version 2:
    ///
    /// | type | what |
    /// |---|---|
    /// | count, text per layer | the layers: name, type, widths, tensors and their shapes |
    /// | 17 texts | fingerprint, number type, loss, optimizer, schedule, batch size, batches per step, whether incomplete batches are dropped, the number of pieces per batch, instruction set, seed, validation, early stopping, whether the last network is kept, whether inputs are augmented, whether layers are diagnosed, the names of the metrics |
    /// | u64, u64, f64 | steps, epochs, the penalty of the last step |
    /// | f64? | the current learning rate of the optimizer |
    /// | f64, u64, u64, u64, f64? | state of the schedule: lowest loss, epochs since then, reductions, cooldown epochs; learning rate of the last step |
    /// | values | the network: parameters, then state |
    /// | count, bytes | the optimizer's state, as written by its [`Persist`](crate::Persist) |
    /// | u8, values | 0: no other network; 1: the best so far; 2: the last, after the best was restored |
    /// | u64, (f64, f64, f64, u64) per layer, bool per output | only if layers are diagnosed: the sums of the unfinished epoch |
    /// | u64 | number of runs of `fit` started |
    /// | bool | whether the last run of `fit` follows |
    /// | u64, u64 | number of the run, requested epochs |
    /// | u64, u64, u64 | first step of the run, the step before which it ends, steps per epoch |
    /// | u64, u64 | numbers of training samples and of validation samples |
    /// | bool, u64 | whether the run has ended, completed epochs |
    /// | u64, f64, f64, f64, f64 | of the unfinished epoch: steps, weighted sum of losses, sum of weights, sum of penalties, seconds |
    /// | u64?, f64 | the best epoch and its validation loss, or its value of what early stopping monitors |
    /// | f64, u64 | best value seen by early stopping, epochs since then |
    /// | u64?, bool, u8 | of the history: best epoch, whether it was restored, why the run ended (0 unfinished or complete, 1 early stopping, 2 observer) |
    /// | count, count | epochs in the history, rows of layer diagnostics |
    /// | u64, f64?, f64, f64, f64?, f64, f64, f64, (f64, f64)? | each epoch: number, learning rate, loss of its steps, penalty, gradient norm, training loss and metric, seconds, validation loss and metric |
    /// | (count, values of f64) twice | each custom metric: on the training data, on the validation data |
    /// | f64, f64, f64 | each row: gradient norm, update ratio, dead fraction |
    ///
    /// Every byte is protected: a file with one changed byte is rejected.
    pub fn save_bytes(&self) -> Vec<u8> {
        self.encode(self.past.course.as_ref())
    }

    /// Restores the trainer to the state saved by [`save_bytes`](Self::save_bytes).
    ///
    /// # Errors
    ///
    /// [`CheckpointProblem`] if the bytes are not a checkpoint of this training. The trainer does not change then.
    pub fn load_bytes(&mut self, bytes: &[u8]) -> Result<(), CheckpointProblem> {
        let contents = self.decode(bytes)?;
        self.install(contents);
        Ok(())
    }

    /// Makes the next call of [`fit`](Self::fit) start a new run from the current network, with its own epochs, early
    /// stopping, history and schedule over the [whole](crate::Length::Whole) run. An unfinished run is abandoned.
    ///
    /// The optimizer keeps its state, and steps and epochs keep counting.
    ///
    /// ```
    /// # use ffnn::{TrainError, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(trainer: &mut Trainer<N>, data: &Samples<N>) -> Result<(), TrainError> {
    /// trainer.fit(data, 20)?;
    /// trainer.new_run().fit(data, 10)?; // ten more
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_run(&mut self) -> &mut Self {
        self.past.course = None;
        self
    }

    /// Former name of [`new_run`](Self::new_run).
    #[deprecated(note = "use `new_run`")]
    pub fn abandon_fit(&mut self) {
        self.new_run();
    }

    /// Returns the run that the call `asked` of `fit` continues: that of earlier calls, one found in a checkpoint, or a
    /// new one. [`Begun::New`] marks a new run.
    pub(super) fn begin(&mut self, asked: Course) -> Result<(Course, Begun), TrainError> {
        #[cfg(feature = "std")]
        if self.past.course.as_ref().is_none_or(|course| course.finished) {
            self.look_for(&asked)?;
        }
        if let Some(course) = &self.past.course {
            let epochs = self.epochs - course.done.min(self.epochs);
            let same_rates = |run| self.pace.agrees(course.run, course.steps_taken(), epochs, run, self.pace.memory);
            course.check(&asked, self.steps, same_rates).map_err(TrainError::UnderWay)?;
            if course.finished && course.epochs == asked.epochs && !self.past.found {
                return Err(TrainError::UnderWay(course.nothing_left()));
            }
            let more = asked.epochs > course.done && !course.is_ended();
            if more && course.history.restored && self.spare.last().is_some() && self.past.changed {
                let [expected, found] = ["as `fit` left it", "changed by `network_mut`"].map(Into::into);
                return Err(TrainError::UnderWay(Difference { part: Part::Network, expected, found }));
            }
        }
        if let Some(mut course) = self.past.course.take() {
            let begun = course.ask(&asked);
            if !course.is_over() {
                self.restore_last(&mut course.history);
            }
            return Ok((course, begun));
        }
        let spare = mem::replace(&mut self.spare, Spare::EMPTY);
        self.past.calls += 1;
        // If the file cannot be written, this fails before the first step instead of after hours.
        let saved = self.save_run(&asked);
        self.spare = spare;
        match saved {
            Ok(()) => self.spare.forget(),
            Err(_) => self.past.calls -= 1,
        }
        saved.map(|()| (asked, Begun::New))
    }

    /// Writes a checkpoint if one is due after the completed epochs of `course`.
    pub(super) fn after_epoch(&self, course: &Course) -> Result<(), TrainError> {
        #[cfg(feature = "std")]
        if self.plan.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.after_epochs(course.done)) {
            self.save_course(course)?;
        }
        let _ = course;
        Ok(())
    }

    /// Writes a checkpoint if one is due after the last step, within an epoch.
    pub(super) fn after_step(&self, course: &Course) -> Result<(), TrainError> {
        #[cfg(feature = "std")]
        if self.plan.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.after_steps(self.steps)) {
            self.save_course(course)?;
        }
        let _ = course;
        Ok(())
    }

    /// Writes a checkpoint of the run: the first, the last, or one before a pause.
    pub(super) fn save_run(&self, course: &Course) -> Result<(), TrainError> {
        #[cfg(feature = "std")]
        self.save_course(course)?;
        let _ = course;
        Ok(())
    }
}
