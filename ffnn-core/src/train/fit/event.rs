use crate::train::{Epoch, History, LayerDiagnosis};

/// What an observer of [`fit_observed`](crate::train::Trainer::fit_observed) and [`fit_with`](crate::train::Trainer::fit_with) sees after
/// each epoch.
#[derive(Debug)]
pub struct Event<'a, N> {
    /// The epoch that has just ended.
    pub epoch: &'a Epoch,
    /// The network after it.
    pub network: &'a N,
    /// All epochs of this run, this one last.
    pub history: &'a History,
}

impl<'a, N> Event<'a, N> {
    /// How each layer fared in this epoch; nothing unless the trainer was built with
    /// [`diagnose`](crate::train::Builder::diagnose).
    pub fn layers(&self) -> &'a [LayerDiagnosis] {
        self.history.layers(self.history.epochs.len() - 1)
    }
}

/// One step of [`fit_stepwise`](crate::train::Trainer::fit_stepwise).
#[derive(Debug)]
pub struct StepEvent<'a, N> {
    /// The number of the step, counted from 1 over all runs.
    pub number: u64,
    /// The number of its epoch, counted from 1 over all runs.
    pub epoch: u64,
    /// The mean loss over its samples before the step, without penalties.
    pub loss: f64,
    /// The mean of what penalties added to that loss.
    pub penalty: f64,
    /// The learning rate of the step, the schedule's factor included; none if the optimizer has none.
    pub rate: Option<f64>,
    /// Seconds that the step took, augmentation included; 0 where there is no clock.
    pub seconds: f64,
    /// The network after the step.
    pub network: &'a N,
}

/// What an observer of [`fit_stepwise`](crate::train::Trainer::fit_stepwise) sees.
#[derive(Debug)]
pub enum Observed<'a, N> {
    /// A step was taken.
    Step(StepEvent<'a, N>),
    /// An epoch ended; its last step was seen before.
    Epoch(Event<'a, N>),
}
