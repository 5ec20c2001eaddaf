use crate::kinds::schedule::{Run, Watch};
use crate::train::checkpoint::{Difference, Part};
use crate::train::fit::best::Best;
use crate::train::fit::run::Begun;
use crate::train::{End, History};

/// A run of `fit`, as far as it has come: one call or several.
#[derive(Clone)]
pub(in crate::train) struct Course {
    /// Which run of this trainer, from 1.
    pub(in crate::train) call: u64,
    /// How many epochs the last call asked for.
    pub(in crate::train) epochs: u64,
    pub(in crate::train) run: Run,
    /// Samples to train on and held out.
    pub(in crate::train) rows: [u64; 2],
    /// Whether it has ended; then it is only remembered.
    pub(in crate::train) finished: bool,
    /// Epochs that have ended.
    pub(in crate::train) done: u64,
    pub(in crate::train) partial: Partial,
    pub(in crate::train) best: Best,
    /// What early stopping has seen.
    pub(in crate::train) watch: Watch,
    pub(in crate::train) history: History,
}

/// What has become of an epoch that has not ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::train) struct Partial {
    /// Steps taken in it.
    pub(in crate::train) steps: u64,
    /// The sum of the losses of its samples, each times its weight.
    pub(in crate::train) loss: f64,
    /// The sum of their weights.
    pub(in crate::train) weight: f64,
    /// The sum of their penalties.
    pub(in crate::train) penalty: f64,
    /// Seconds that it took in programs before this one.
    pub(in crate::train) seconds: f64,
}

impl Partial {
    /// Before its first step.
    pub(in crate::train) const START: Self = Self { steps: 0, loss: 0.0, weight: 0.0, penalty: 0.0, seconds: 0.0 };
}

impl Course {
    pub(in crate::train) fn new(call: u64, epochs: u64, run: Run, rows: [u64; 2], history: History) -> Self {
        let (best, watch) = (Best::NONE, Watch::START);
        Self { call, epochs, run, rows, finished: false, done: 0, partial: Partial::START, best, watch, history }
    }

    /// Allocates all that the epochs to come will fill, of as many layers that are diagnosed; of the first ten thousand,
    /// because whoever asks for more means until it stops early.
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

    /// Whether no more epochs are trained.
    pub(in crate::train) fn is_over(&self) -> bool {
        self.done >= self.epochs || self.is_ended()
    }

    /// Whether it ended before its epochs were over, for good.
    pub(in crate::train) fn is_ended(&self) -> bool {
        self.history.end != End::Complete
    }

    /// How many steps the trainer has taken at this point.
    pub(in crate::train) fn steps(&self) -> u64 {
        self.run.start.saturating_add(self.steps_taken())
    }

    /// How many steps of the run were taken.
    pub(in crate::train) fn steps_taken(&self) -> u64 {
        self.run.steps_per_epoch.saturating_mul(self.done).saturating_add(self.partial.steps)
    }

    /// Fails unless the call of `fit` that is `asked` for can go on with this run, of a trainer that took `steps` steps.
    ///
    /// The epochs may be others, as long as no more have ended and the steps until now were taken at the rates of a run of
    /// that length, which `same_rates` says.
    pub(in crate::train) fn check(
        &self,
        asked: &Self,
        steps: u64,
        same_rates: impl FnOnce(Run) -> bool,
    ) -> Result<(), Difference> {
        Difference::unless_equal(Part::Training, asked.rows[0], self.rows[0])?;
        Difference::unless_equal(Part::HeldOut, asked.rows[1], self.rows[1])?;
        Difference::unless_equal(Part::Steps, steps, self.steps())?;
        // What a file says of it is not believed.
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

    /// Why the same call is not made twice.
    pub(in crate::train) fn nothing_left(&self) -> Difference {
        if !self.is_ended() {
            return Difference::epochs(format_args!("more than {}", self.epochs), self.epochs);
        }
        let found = alloc::format!("one that ended after {} epochs", self.done);
        Difference { part: Part::Ended, expected: "one under way".into(), found }
    }

    /// Takes over how many epochs are `asked` for, and gives what they are to the run.
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
