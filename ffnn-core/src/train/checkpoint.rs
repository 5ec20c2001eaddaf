//! Checkpoints: a training that stops goes on as if it had not.

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
use crate::{Error, Loss, Network, Optimizer};

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// A checkpoint as bytes, for places that have no files: all that training needs to go on as if nothing had happened.
    ///
    /// ```
    /// use ffnn_core::train::{CheckpointProblem, Trainer};
    /// # use ffnn_core::{Loss, Network, Optimizer};
    ///
    /// # fn example<N: Network, L: Loss<N::Head>, O: Optimizer>(mut trainer: Trainer<N, L, O>) -> Result<(), CheckpointProblem> {
    /// let bytes = trainer.save_bytes();
    /// // … steps that turn out to be wrong …
    /// trainer.load_bytes(&bytes)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # The file
    ///
    /// All numbers are little-endian. `count` is a `u64`; `text` is the count of its bytes and UTF-8; `values` is the
    /// count of the numbers and each of them, 4 bytes for `f32` and 8 for `f64`; `bool` is a byte, 0 or 1; `V?` is a `bool`
    /// and, after 1, a `V`.
    ///
    /// | bytes | what |
    /// |---|---|
    /// | 8 | `ffnn run` |
    /// | 4 | the version, 2 |
    /// | 8 | the length of the whole file |
    /// | … | the contents |
    /// | 8 | the checksum: FNV-1a, 64 bits, of all bytes before it |
    ///
    /// These four stay as they are in every version. The contents of version 2:
    ///
    /// | type | what |
    /// |---|---|
    /// | count, text each | the layers: name, type, widths, tensors and their shapes |
    /// | 17 texts | fingerprint, number type, loss, optimizer, schedule, batch size, batches in a step, whether short batches are left out, the pieces of a batch, instructions, seed, validation, early stopping, whether the last network is kept, whether inputs are augmented, whether layers are diagnosed, the names of the metrics |
    /// | u64, u64, f64 | steps, epochs, the penalty of the last step |
    /// | f64? | the optimizer's rate, which may have been changed |
    /// | f64, u64, u64, u64, f64? | memory of the schedule: lowest loss, epochs since then, reductions, epochs of rest; rate of the last step |
    /// | values | the network: parameters, then state |
    /// | count, bytes | the optimizer's state, as its [`Persist`](crate::Persist) writes it |
    /// | u8, values | 0: no other network; 1: the best so far; 2: the last, after the best was restored |
    /// | u64, (f64, f64, f64, u64) a layer, bool an output | only if layers are diagnosed: the sums of the epoch under way |
    /// | u64 | how many runs of `fit` were begun |
    /// | bool | whether a run of `fit` follows, the last one |
    /// | u64, u64 | its number, the epochs asked for |
    /// | u64, u64, u64 | its first step, the step before which it ends, steps in an epoch |
    /// | u64, u64 | samples to train on, samples held out |
    /// | bool, u64 | whether it has ended, epochs ended |
    /// | u64, f64, f64, f64 | of the epoch under way: steps, sum of losses, sum of penalties, seconds |
    /// | u64?, f64 | the best epoch, and by what: its validation loss, or what early stopping watches |
    /// | f64, u64 | what early stopping improves on, epochs since then |
    /// | u64?, bool, u8 | of the history: best epoch, whether it was restored, why it ended (0 not at all or complete, 1 early stopping, 2 observer) |
    /// | count, count | epochs in the history, rows of layers |
    /// | u64, f64?, f64, f64, f64?, f64, f64, f64, (f64, f64)? | each epoch: number, rate, loss of its steps, penalty, norm of the gradient, training loss and metric, seconds, validation loss and metric |
    /// | (count, values of f64) twice | each metric of the trainer's own: on the training data, on the validation data |
    /// | f64, f64, f64 | each row: norm of the gradient, update ratio, dead part |
    ///
    /// Every byte counts: a file with one byte changed is refused.
    pub fn save_bytes(&self) -> Vec<u8> {
        self.encode(self.past.course.as_ref())
    }

    /// Goes on where [`save_bytes`](Self::save_bytes) left off.
    ///
    /// # Errors
    ///
    /// [`CheckpointProblem`] if the bytes are not a checkpoint of this training. The trainer is then as it was.
    pub fn load_bytes(&mut self, bytes: &[u8]) -> Result<(), CheckpointProblem> {
        let contents = self.decode(bytes)?;
        self.install(contents);
        Ok(())
    }

    /// Lets the next call of [`fit`](Self::fit) begin a new run with the network as it is: with epochs, early stopping, a
    /// schedule over the [whole](crate::Length::Whole) run and a history of its own. A run under way is given up.
    ///
    /// The optimizer keeps what it remembers, and steps and epochs are counted on.
    ///
    /// ```
    /// # use ffnn_core::{Error, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(trainer: &mut Trainer<N>, data: &Samples<N>) -> Result<(), Error> {
    /// trainer.fit(data, 20)?;
    /// trainer.new_run().fit(data, 10)?; // ten more
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_run(&mut self) -> &mut Self {
        self.past.course = None;
        self
    }

    /// [`new_run`](Self::new_run) under its former name.
    #[deprecated(note = "write `new_run`")]
    pub fn abandon_fit(&mut self) {
        self.new_run();
    }

    /// The run that the call of `fit` that is `asked` for goes on with: the one of the calls before, one that a checkpoint
    /// holds, or a new one. Whether it is the first is [`Begun::New`].
    pub(super) fn begin(&mut self, asked: Course) -> Result<(Course, Begun), Error> {
        #[cfg(feature = "std")]
        if self.past.course.as_ref().is_none_or(|course| course.finished) {
            self.look_for(&asked)?;
        }
        if let Some(course) = &self.past.course {
            let epochs = self.epochs - course.done.min(self.epochs);
            let same_rates = |run| self.pace.agrees(course.run, course.steps_taken(), epochs, run, self.pace.memory);
            course.check(&asked, self.steps, same_rates).map_err(Error::UnderWay)?;
            if course.finished && course.epochs == asked.epochs && !self.past.found {
                return Err(Error::UnderWay(course.nothing_left()));
            }
            let more = asked.epochs > course.done && !course.is_ended();
            if more && course.history.restored && self.spare.last().is_some() && self.past.changed {
                let [expected, found] = ["as `fit` left it", "changed by `network_mut`"].map(Into::into);
                return Err(Error::UnderWay(Difference { part: Part::Network, expected, found }));
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
        // Refused before the first step, and not after hours, if the file cannot be written.
        let saved = self.save_run(&asked);
        self.spare = spare;
        match saved {
            Ok(()) => self.spare.forget(),
            Err(_) => self.past.calls -= 1,
        }
        saved.map(|()| (asked, Begun::New))
    }

    /// Writes a checkpoint if one is due after the epochs of `course`.
    pub(super) fn after_epoch(&self, course: &Course) -> Result<(), Error> {
        #[cfg(feature = "std")]
        if self.plan.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.after_epochs(course.done)) {
            self.save_course(course)?;
        }
        let _ = course;
        Ok(())
    }

    /// Writes a checkpoint if one is due after the step that was taken last, within an epoch.
    pub(super) fn after_step(&self, course: &Course) -> Result<(), Error> {
        #[cfg(feature = "std")]
        if self.plan.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.after_steps(self.steps)) {
            self.save_course(course)?;
        }
        let _ = course;
        Ok(())
    }

    /// Writes a checkpoint of the run: the first, the last, or one before a pause.
    pub(super) fn save_run(&self, course: &Course) -> Result<(), Error> {
        #[cfg(feature = "std")]
        self.save_course(course)?;
        let _ = course;
        Ok(())
    }
}
