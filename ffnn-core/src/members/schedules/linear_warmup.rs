use crate::SettingError;
use crate::kinds::schedule::{Length, Memory, Position, Schedule, check_factor};

/// Linear warm-up: rises in a straight line, then follows another schedule.
///
/// ```text
/// factor(t) = (first + (1 - first) · t / T) · then(0)      t < T
///           = then(t - T)                                  afterwards
/// ```
///
/// Equals PyTorch's `LinearLR` followed by another schedule with `SequentialLR`, and Keras' `warmup_steps`. If `first`
/// is 0, the first step changes nothing, nor do the other steps of the first epoch if T is in epochs.
///
/// If `then` counts in the same unit as T, it starts T later. If it lasts for the [whole](Length::Whole) call of `fit`,
/// it takes what remains after the warm-up. Steps are not converted to epochs, nor epochs to steps.
#[doc(alias = "LinearLR")]
#[doc(alias = "warmup")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearWarmup<S> {
    /// The factor at the start, at least 0.
    pub first: f64,
    /// T: the length of the warm-up, in steps or epochs.
    pub length: Length,
    /// The schedule after the warm-up; [`Constant`](crate::schedules::Constant) keeps the learning rate.
    pub then: S,
}

impl<S> LinearWarmup<S> {
    /// Rises from `first` times the learning rate to all of it, then follows `then`.
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

/// The position as seen by a schedule that starts after `length`; until then it is the start.
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
        // The rest of the run starts at the end of the warm-up, counted in the steps that `then` sees.
        let moved = now.step - then.step;
        run.start = run.start.max(steps) - moved.min(run.start.max(steps));
        run.end = run.end.max(steps) - moved.min(run.end.max(steps));
    }
    then
}
