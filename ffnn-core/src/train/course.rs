use super::best::Best;
use super::checkpoint::{Difference, Part};
use super::{End, History};
use crate::schedule::{Run, Watch};

/// One call of `fit`, as far as it has come.
pub(super) struct Course {
    /// Which call on this trainer, from 1.
    pub(super) call: u64,
    /// How many epochs it was called for.
    pub(super) epochs: u64,
    pub(super) run: Run,
    /// Samples to train on and held out.
    pub(super) rows: [u64; 2],
    /// Whether it has returned; then it is only remembered.
    pub(super) finished: bool,
    /// Epochs that have ended.
    pub(super) done: u64,
    pub(super) partial: Partial,
    pub(super) best: Best,
    /// What early stopping has seen.
    pub(super) watch: Watch,
    pub(super) history: History,
}

/// What has become of an epoch that has not ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Partial {
    /// Steps taken in it.
    pub(super) steps: u64,
    /// The sum of the losses of its samples.
    pub(super) loss: f64,
    /// The sum of their penalties.
    pub(super) penalty: f64,
    /// Seconds that it took in programs before this one.
    pub(super) seconds: f64,
}

impl Partial {
    /// Before its first step.
    pub(super) const START: Self = Self { steps: 0, loss: 0.0, penalty: 0.0, seconds: 0.0 };
}

impl Course {
    pub(super) fn new(call: u64, epochs: u64, run: Run, rows: [u64; 2], history: History) -> Self {
        let (best, watch) = (Best::NONE, Watch::START);
        Self { call, epochs, run, rows, finished: false, done: 0, partial: Partial::START, best, watch, history }
    }

    /// Allocates all that the epochs to come will fill, of as many layers that are diagnosed; of the first ten thousand,
    /// because whoever asks for more means until it stops early.
    pub(super) fn reserve(&mut self, layers: usize) {
        const MOST: u64 = 10_000;
        let left = self.epochs.saturating_sub(self.done).min(MOST) as usize;
        self.history.epochs.reserve_exact(left);
        self.history.diagnoses.reserve_exact(left * layers);
    }

    /// Whether no more epochs are trained.
    pub(super) fn is_over(&self) -> bool {
        self.done >= self.epochs || self.history.end != End::Complete
    }

    /// How many steps the trainer has taken at this point.
    pub(super) fn steps(&self) -> u64 {
        let whole = self.run.steps_per_epoch.saturating_mul(self.done);
        self.run.start.saturating_add(whole).saturating_add(self.partial.steps)
    }

    /// Fails unless the call of `fit` that is `asked` for can go on as this one, of a trainer that took `steps` steps.
    pub(super) fn check(&self, asked: &Self, steps: u64) -> Result<(), Difference> {
        Difference::unless_equal(Part::Epochs, asked.epochs, self.epochs)?;
        Difference::unless_equal(Part::Training, asked.rows[0], self.rows[0])?;
        Difference::unless_equal(Part::HeldOut, asked.rows[1], self.rows[1])?;
        Difference::unless_equal(Part::Steps, steps, self.steps())?;
        Ok(())
    }
}
