use alloc::boxed::Box;
use core::mem;

use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::{Memory, Position, Run, Schedule};
use crate::parameters::Place;
use crate::{Optimizer, TrainError};

/// The learning rate schedule with its state, except for the counters of steps and epochs.
#[derive(Clone)]
pub(in crate::train) struct Pace {
    schedule: Option<Box<dyn Schedule>>,
    pub(in crate::train) memory: Memory,
    pub(in crate::train) run: Option<Run>,
    /// Learning rate of the last step.
    pub(in crate::train) rate: Option<f64>,
}

impl Pace {
    pub(in crate::train) fn new(schedule: Option<Box<dyn Schedule>>) -> Self {
        Self { schedule, memory: Memory::START, run: None, rate: None }
    }

    /// Returns the schedule's factor for the step after `step` steps and `epoch` epochs.
    pub(in crate::train) fn factor(&self, step: u64, epoch: u64) -> Result<f64, TrainError> {
        let Some(schedule) = &self.schedule else { return Ok(1.0) };
        let factor = schedule.factor(&Position { step, epoch, run: self.run, memory: self.memory });
        let expected = "a finite number, at least 0; `Length::Whole` works only in `fit`, so use another length";
        SettingError::unless(factor >= 0.0 && factor.is_finite(), "the schedule's factor", expected, factor)?;
        Ok(factor)
    }

    /// Whether the first `steps` steps of a run that began after `epochs` epochs had the learning rates of the run
    /// `other`.
    pub(in crate::train) fn agrees(&self, run: Run, steps: u64, epochs: u64, other: Run, memory: Memory) -> bool {
        let Some(schedule) = &self.schedule else { return true };
        let factor = |taken: u64, run: Run| {
            let (step, epoch) = (run.start + taken, epochs + taken / run.steps_per_epoch.max(1));
            schedule.factor(&Position { step, epoch, run: Some(run), memory }).to_bits()
        };
        run == other || (0..steps).all(|taken| factor(taken, run) == factor(taken, other))
    }

    /// Runs `work` with the optimizer's learning rate scaled by `factor`, and restores it afterwards.
    pub(in crate::train) fn at<O: Optimizer, R>(
        &mut self,
        factor: f64,
        optimizer: &mut O,
        work: impl FnOnce(&O) -> Result<R, Place>,
    ) -> Result<R, Place> {
        let scaled = Scaled::new(optimizer, factor);
        let done = work(&*scaled.optimizer)?;
        if let Some(rate) = scaled.rate() {
            self.rate = Some(rate);
        }
        Ok(done)
    }

    /// Passes the validation loss of an epoch to the schedule. If the schedule panics, its state does not change.
    pub(in crate::train) fn watch(&mut self, loss: f64) {
        if let Some(schedule) = &self.schedule {
            let mut memory = self.memory;
            schedule.watch(&mut memory, loss);
            self.memory = memory;
        }
    }
}

/// An optimizer with a scaled learning rate; dropping it restores the original one, even after a panic.
struct Scaled<'a, O: Optimizer> {
    optimizer: &'a mut O,
    /// The original and the scaled learning rate.
    rates: Option<(f64, f64)>,
}

impl<'a, O: Optimizer> Scaled<'a, O> {
    fn new(optimizer: &'a mut O, factor: f64) -> Self {
        let rates = optimizer.rate_mut().map(|rate| {
            let scaled = *rate * factor;
            (mem::replace(rate, scaled), scaled)
        });
        Self { optimizer, rates }
    }

    fn rate(&self) -> Option<f64> {
        self.rates.map(|(_, scaled)| scaled)
    }
}

impl<O: Optimizer> Drop for Scaled<'_, O> {
    fn drop(&mut self) {
        if let (Some(rate), Some((own, _))) = (self.optimizer.rate_mut(), self.rates) {
            *rate = own;
        }
    }
}
