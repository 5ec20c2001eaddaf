use crate::kinds::schedule::{Run, Watch};
use crate::train::checkpoint::{Difference, Part};
use crate::train::fit::best::Best;
use crate::train::fit::run::Begun;
use crate::train::{End, History};

/// State of a run of `fit`, which may span several calls.
#[derive(Clone)]
pub(in crate::train) struct Course {
    /// Number of the run within this trainer, from 1.
    pub(in crate::train) call: u64,
    /// Number of epochs requested by the last call.
    pub(in crate::train) epochs: u64,
    pub(in crate::train) run: Run,
    /// Numbers of training and validation samples.
    pub(in crate::train) rows: [u64; 2],
    /// Whether the run has ended and is kept only for its history.
    pub(in crate::train) finished: bool,
    /// Number of completed epochs.
    pub(in crate::train) done: u64,
    pub(in crate::train) partial: Partial,
    pub(in crate::train) best: Best,
    /// State of early stopping.
    pub(in crate::train) watch: Watch,
    pub(in crate::train) history: History,
}

/// Sums over the steps of an unfinished epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::train) struct Partial {
    /// Number of steps taken.
    pub(in crate::train) steps: u64,
    /// Weighted sum of the sample losses.
    pub(in crate::train) loss: f64,
    /// Sum of the sample weights.
    pub(in crate::train) weight: f64,
    /// Sum of the penalties.
    pub(in crate::train) penalty: f64,
    /// Seconds spent on it by earlier programs.
    pub(in crate::train) seconds: f64,
}

impl Partial {
    /// Initial state, before the first step.
    pub(in crate::train) const START: Self = Self { steps: 0, loss: 0.0, weight: 0.0, penalty: 0.0, seconds: 0.0 };
}

impl Course {
    pub(in crate::train) fn new(call: u64, epochs: u64, run: Run, rows: [u64; 2], history: History) -> Self {
        let (best, watch) = (Best::NONE, Watch::START);
        Self { call, epochs, run, rows, finished: false, done: 0, partial: Partial::START, best, watch, history }
    }

    /// Reserves history memory for the remaining epochs and for the diagnoses of `layers` layers, up to ten thousand
    /// epochs: a caller that requests more relies on early stopping.
    pub(in crate::train) fn reserve(&mut self, layers: usize) {
        const MOST: u64 = 10_000;
        let left = self.epochs.saturating_sub(self.done).min(MOST) as usize;
        self.history.epochs.reserve_exact(left);
        self.history.diagnoses.reserve_exact(left * layers);
        for measured in &mut self.history.metrics {
            measured.training.reserve_exact(left);
            measured.validation.reserve_exact(left);
        }
    }

    /// Whether no epochs are left to train.
    pub(in crate::train) fn is_over(&self) -> bool {
        self.done >= self.epochs || self.is_ended()
    }

    /// Whether early stopping or an observer has ended the run.
    pub(in crate::train) fn is_ended(&self) -> bool {
        self.history.end != End::Complete
    }

    /// Returns the trainer's step count at this point of the run.
    pub(in crate::train) fn steps(&self) -> u64 {
        self.run.start.saturating_add(self.steps_taken())
    }

    /// Returns the number of steps taken in this run.
    pub(in crate::train) fn steps_taken(&self) -> u64 {
        self.run.steps_per_epoch.saturating_mul(self.done).saturating_add(self.partial.steps)
    }

    /// Fails unless the call `asked` can continue this run on a trainer that has taken `steps` steps.
    ///
    /// The number of epochs may change if it covers the epochs done so far and if a run of that length would have used
    /// the same learning rates up to now, which `same_rates` decides.
    pub(in crate::train) fn check(
        &self,
        asked: &Self,
        steps: u64,
        same_rates: impl FnOnce(Run) -> bool,
    ) -> Result<(), Difference> {
        Difference::unless_equal(Part::Training, asked.rows[0], self.rows[0])?;
        Difference::unless_equal(Part::HeldOut, asked.rows[1], self.rows[1])?;
        Difference::unless_equal(Part::Steps, steps, self.steps())?;
        // Recomputed, because the value may come from a checkpoint file.
        Difference::unless_equal(Part::Steps, asked.run.steps_per_epoch, self.run.steps_per_epoch)?;
        let least = self.done + u64::from(self.partial.steps > 0);
        if asked.epochs < least {
            return Err(Difference::epochs(format_args!("at least {least}"), asked.epochs));
        }
        if !self.is_ended() && !same_rates(Run::of(self.run.start, asked.epochs, self.run.steps_per_epoch)) {
            return Difference::unless_equal(Part::Length, asked.epochs, self.epochs);
        }
        Ok(())
    }

    /// Returns why repeating the same call is an error.
    pub(in crate::train) fn nothing_left(&self) -> Difference {
        if !self.is_ended() {
            return Difference::epochs(format_args!("more than {}", self.epochs), self.epochs);
        }
        let found = alloc::format!("one that ended after {} epochs", self.done);
        Difference { part: Part::Ended, expected: "an unfinished one".into(), found }
    }

    /// Adopts the number of epochs of the call `asked` and returns what that means for the run.
    pub(in crate::train) fn ask(&mut self, asked: &Self) -> Begun {
        let (epochs, end) = (self.epochs, self.run.end);
        (self.epochs, self.run) = (asked.epochs, Run::of(self.run.start, asked.epochs, self.run.steps_per_epoch));
        if self.finished && !self.is_over() {
            self.finished = false;
            return Begun::Lengthened { epochs, end };
        }
        Begun::Resumed
    }
}
