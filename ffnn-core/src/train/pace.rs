use alloc::boxed::Box;
use core::mem;

use crate::error::Place;
use crate::optimizer::SettingError;
use crate::schedule::{Memory, Position, Run, Schedule};
use crate::{Error, Optimizer};

/// The schedule with all that its position is made of but the counters of steps and epochs.
pub(super) struct Pace {
    schedule: Option<Box<dyn Schedule>>,
    pub(super) memory: Memory,
    pub(super) run: Option<Run>,
    /// The rate of the last step.
    pub(super) rate: Option<f64>,
}

impl Pace {
    pub(super) fn new(schedule: Option<Box<dyn Schedule>>) -> Self {
        Self { schedule, memory: Memory::START, run: None, rate: None }
    }

    /// The factor of the step after `step` steps and `epoch` epochs.
    pub(super) fn factor(&self, step: u64, epoch: u64) -> Result<f64, Error> {
        let Some(schedule) = &self.schedule else { return Ok(1.0) };
        let factor = schedule.factor(&Position { step, epoch, run: self.run, memory: self.memory });
        let expected = "a finite number, at least 0; `Length::Whole` has an end only in `fit`";
        SettingError::unless(factor >= 0.0 && factor.is_finite(), "the factor of the schedule", expected, factor)?;
        Ok(factor)
    }

    /// Lets `work` take a step with the optimizer at `factor` times its rate, which it keeps afterwards.
    pub(super) fn at<O: Optimizer, R>(
        &mut self,
        factor: f64,
        optimizer: &mut O,
        work: impl FnOnce(&O) -> Result<R, Place>,
    ) -> Result<R, Place> {
        let own = optimizer.rate_mut().map(|rate| mem::replace(rate, *rate * factor));
        let done = work(optimizer);
        if let (Some(rate), Some(own)) = (optimizer.rate_mut(), own) {
            let scaled = mem::replace(rate, own);
            if done.is_ok() {
                self.rate = Some(scaled);
            }
        }
        done
    }

    /// Tells the schedule the validation loss of an epoch.
    pub(super) fn watch(&mut self, loss: f64) {
        if let Some(schedule) = &self.schedule {
            schedule.watch(&mut self.memory, loss);
        }
    }
}
