use crate::train::{Epoch, History, LayerDiagnosis};

/// Epoch event for an observer of [`fit_observed`](crate::train::Trainer::fit_observed) or
/// [`fit_with`](crate::train::Trainer::fit_with).
#[derive(Debug)]
pub struct Event<'a, N> {
    /// The epoch that has just ended.
    pub epoch: &'a Epoch,
    /// The network after this epoch.
    pub network: &'a N,
    /// All epochs of this run, ending with this one.
    pub history: &'a History,
}

impl<'a, N> Event<'a, N> {
    /// Returns the diagnostics of each layer in this epoch; empty unless the trainer was built with
    /// [`diagnose`](crate::train::Builder::diagnose).
    pub fn layers(&self) -> &'a [LayerDiagnosis] {
        self.history.layers(self.history.epochs.len() - 1)
    }
}

/// Step event for an observer of [`fit_stepwise`](crate::train::Trainer::fit_stepwise).
#[derive(Debug)]
pub struct StepEvent<'a, N> {
    /// Number of the step, counted from 1 over all runs.
    pub number: u64,
    /// Number of the epoch, counted from 1 over all runs.
    pub epoch: u64,
    /// Mean loss over the step's samples before the step, without penalties.
    pub loss: f64,
    /// Mean penalty added to the loss.
    pub penalty: f64,
    /// Learning rate of the step, including the schedule's factor; `None` if the optimizer has no learning rate.
    pub rate: Option<f64>,
    /// Duration in seconds, including augmentation; 0 if there is no clock.
    pub seconds: f64,
    /// The network after the step.
    pub network: &'a N,
}

/// Event for an observer of [`fit_stepwise`](crate::train::Trainer::fit_stepwise).
#[derive(Debug)]
pub enum Observed<'a, N> {
    /// A step was taken.
    Step(StepEvent<'a, N>),
    /// An epoch ended; its last step was reported before.
    Epoch(Event<'a, N>),
}
