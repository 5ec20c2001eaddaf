use crate::SettingError;
use crate::kinds::schedule::{Length, Memory, Position, Schedule, check_factor};

/// Rises in a straight line before another schedule starts.
///
/// ```text
/// factor(t) = (first + (1 - first) · t / T) · then(0)      t < T
///           = then(t - T)                                  afterwards
/// ```
///
/// PyTorch's `LinearLR` followed by another with `SequentialLR`, and Keras' `warmup_steps`. With `first` at 0 the first
/// step moves nothing, or all steps of the first epoch, if T is in epochs.
///
/// `then` is moved by T where it counts in the unit of T. If it lasts for the [whole](Length::Whole) call of `fit`, it
/// takes what the warm-up leaves of it. Between steps and epochs it is not converted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearWarmup<S> {
    /// The factor at the start, at least 0.
    pub first: f64,
    /// T: how long the rise takes, in steps or epochs.
    pub length: Length,
    /// What follows; [`Constant`](crate::schedules::Constant) for nothing.
    pub then: S,
}

impl<S> LinearWarmup<S> {
    /// From this part of the rate to all of it, then on as `then` says.
    pub const fn new(first: f64, length: Length, then: S) -> Self {
        Self { first, length, then }
    }
}

impl<S: Schedule + Clone> Schedule for LinearWarmup<S> {
    fn check(&self) -> Result<(), SettingError> {
        check_factor("the first factor", self.first)?;
        self.length.check("the length of the warm-up")?;
        SettingError::unless(
            self.length != Length::Whole,
            "the length of the warm-up",
            "a number of steps or epochs",
            f64::INFINITY,
        )?;
        self.then.check()
    }

    fn factor(&self, now: &Position) -> f64 {
        let part = self.length.part(now);
        let rise = if part < 1.0 { self.first + (1.0 - self.first) * part } else { 1.0 };
        rise * self.then.factor(&after(self.length, now))
    }

    fn watch(&self, memory: &mut Memory, loss: f64) {
        self.then.watch(memory, loss);
    }

    fn watches(&self) -> bool {
        self.then.watches()
    }
}

/// The position as seen by what starts after `length`: its start until then.
fn after(length: Length, now: &Position) -> Position {
    let mut then = *now;
    let steps = match length {
        Length::Steps(steps) => {
            then.step = now.step.saturating_sub(steps);
            steps
        }
        Length::Epochs(epochs) => {
            then.epoch = now.epoch.saturating_sub(epochs);
            epochs.saturating_mul(now.run.map_or(0, |run| run.steps_per_epoch))
        }
        Length::Whole => 0,
    };
    if let Some(run) = &mut then.run {
        // What is left of the run starts where the warm-up ends, in the count of steps that `then` sees.
        let moved = now.step - then.step;
        run.start = run.start.max(steps) - moved.min(run.start.max(steps));
        run.end = run.end.max(steps) - moved.min(run.end.max(steps));
    }
    then
}
