//! Whole training runs: epochs of batches, validation, early stopping, history.

pub(in crate::train) mod batches;
pub(in crate::train) mod best;
pub(in crate::train) mod course;
pub(in crate::train) mod diagnosis;
pub(in crate::train) mod early_stopping;
pub(in crate::train) mod event;
pub(in crate::train) mod find_rate;
pub(in crate::train) mod history;
pub(in crate::train) mod metric;
pub(in crate::train) mod next;
pub(in crate::train) mod pace;
pub(in crate::train) mod past;
pub(in crate::train) mod plan;
pub(in crate::train) mod progress;
pub(in crate::train) mod run;
pub(in crate::train) mod stopwatch;
pub(in crate::train) mod validation;

use super::{Event, History, Measured, Next, Observed, Target, Trainer};
use crate::data::{self, Dataset};
use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::Run;
use crate::train::fit::course::Course;
use crate::train::fit::run::Underway;
use crate::{Loss, Network, Optimizer, TrainError};

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Trains on shuffled batches until the run has `epochs` epochs (at least one). Shows a progress line if the
    /// feature `progress` is enabled and standard error is a terminal.
    ///
    /// Holds out the samples that [`validation`](super::Builder::validation) selects, the same ones in every call. The
    /// resulting network is the one after the epoch with the lowest validation loss, unless the trainer was built with
    /// [`keep_last`](super::Builder::keep_last).
    ///
    /// # Calling it again
    ///
    /// All calls belong to one run, and `epochs` counts the epochs of the whole run: `fit(data, 30)` after `fit(data,
    /// 20)` trains ten more, starting from the last network, with the same bits as 30 at once. If early stopping or an
    /// observer has ended the run, a call for more epochs returns the history without training. Pass the same data
    /// every time; only the number of samples is checked.
    ///
    /// Repeating the same call is an error, because nothing is left to train; but in another program that found the
    /// finished run in a [checkpoint](super::Builder::checkpoint), it returns the history. [`new_run`](Self::new_run)
    /// starts a separate run from the current network, possibly with other data:
    ///
    /// ```
    /// # use ffnn::{TrainError, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(data: &Samples<N>, others: &Samples<N>) -> Result<(), TrainError> {
    /// let mut trainer = Trainer::<N>::builder().build()?;
    /// let history = trainer.fit(data, 20)?;
    /// let history = trainer.fit(data, 30)?; // ten more
    /// assert_eq!(history.epochs.len(), 30);
    /// let history = trainer.new_run().fit(others, 5)?; // five more, with a history of their own
    /// assert_eq!(history.epochs.len(), 5);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A run cannot be extended if its schedule spans the whole run ([`Length::Whole`](crate::Length::Whole)), because
    /// the steps so far used the learning rates of the shorter run: give the schedule a fixed length instead.
    ///
    /// With a [`checkpoint`](super::Builder::checkpoint), the run is saved from before the first step on, and a
    /// restarted program resumes the run it finds there.
    ///
    /// # Errors
    ///
    /// Data that cannot be trained on, detected before the first step; [`TrainError::NotFinite`] when training diverges,
    /// with the network as it was before that step; [`TrainError::Checkpoint`] for a checkpoint that is damaged, belongs to
    /// a different training or run, or cannot be written; [`TrainError::UnderWay`] if this call cannot continue the run. No
    /// step is lost by an error: the same call resumes where training stopped.
    pub fn fit(&mut self, data: &Dataset<N::Input, Target<N, L>>, epochs: usize) -> Result<History, TrainError> {
        let progress = crate::train::fit::progress::Progress::new::<L, N::Head>(epochs, self.plan.quiet);
        self.fit_observed(data, epochs, |event| progress.show(event))
    }

    /// Runs [`fit`](Self::fit) without the progress line and passes each epoch to `observe`. The observer returns what
    /// to do [`Next`]: a `Next`, a [`ControlFlow`](core::ops::ControlFlow), or `()` to continue.
    ///
    /// ```
    /// # use ffnn::{TrainError, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// use ffnn::train::{End, Next};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(data: &Samples<N>, interrupted: impl Fn() -> bool) -> Result<(), TrainError> {
    /// let mut trainer = Trainer::<N>::builder().checkpoint("run.checkpoint").build()?;
    /// let history = trainer.fit_observed(data, 100, |event| {
    ///     println!("epoch {}: loss {}", event.epoch.number, event.epoch.step_loss);
    ///     if interrupted() { Next::Pause } else { Next::Continue }
    /// })?;
    /// if history.end == End::Paused {
    ///     println!("start the program again to go on");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit).
    pub fn fit_observed<R: Into<Next>>(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        mut observe: impl FnMut(&Event<'_, N>) -> R,
    ) -> Result<History, TrainError> {
        self.fit_split(data, epochs, false, &mut |observed| epochs_only(observed, &mut observe))
    }

    /// Runs [`fit_observed`](Self::fit_observed) on `training`, with separate validation data.
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit); [`TrainError::NoValidation`] if a setting needs validation data and there is none.
    pub fn fit_with<R: Into<Next>>(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        mut observe: impl FnMut(&Event<'_, N>) -> R,
    ) -> Result<History, TrainError> {
        self.fit_given(training, validation, epochs, false, &mut |observed| epochs_only(observed, &mut observe))
    }

    /// Runs [`fit_observed`](Self::fit_observed) with an observer that also sees every step.
    ///
    /// [`Next::Pause`] and [`Next::End`] take effect after the step, or, after the last step of an epoch, once the
    /// epoch has been evaluated.
    ///
    /// ```
    /// # use ffnn::{TrainError, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// use ffnn::train::Observed;
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(trainer: &mut Trainer<N>, data: &Samples<N>) -> Result<(), TrainError> {
    /// let mut losses = Vec::new();
    /// trainer.fit_stepwise(data, 20, |observed| {
    ///     if let Observed::Step(step) = observed {
    ///         losses.push((step.number, step.rate, step.loss));
    ///     }
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit).
    pub fn fit_stepwise<R: Into<Next>>(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        mut observe: impl FnMut(&Observed<'_, N>) -> R,
    ) -> Result<History, TrainError> {
        self.fit_split(data, epochs, true, &mut |observed| observe(observed).into())
    }

    /// Runs [`fit_stepwise`](Self::fit_stepwise) on `training`, with separate validation data.
    ///
    /// # Errors
    ///
    /// The errors of [`fit_with`](Self::fit_with).
    pub fn fit_stepwise_with<R: Into<Next>>(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        mut observe: impl FnMut(&Observed<'_, N>) -> R,
    ) -> Result<History, TrainError> {
        self.fit_given(training, validation, epochs, true, &mut |observed| observe(observed).into())
    }

    /// Splits off the validation data, if any, and trains.
    fn fit_split(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        steps: bool,
        observe: &mut Observer<'_, N>,
    ) -> Result<History, TrainError> {
        if self.plan.validation.is_none() {
            return self.fit_given(data, None, epochs, steps, observe);
        }
        // Checked before the split, so that errors name the caller's row numbers.
        data::check(&self.loss, data.inputs(), data.targets())?;
        let random = &mut self.seed.named("split").random();
        let (training, validation) = self.plan.validation.split::<N, L>(&self.loss, data.targets(), random)?;
        let rows = |rows: &[usize]| {
            let (inputs, targets) = rows.iter().map(|&row| (data.inputs()[row], data.targets()[row])).unzip();
            Dataset::new(inputs, targets)
        };
        self.fit_given(&rows(&training)?, Some(&rows(&validation)?), epochs, steps, observe)
    }

    /// Returns a history without epochs.
    pub(super) fn history(&self) -> History {
        let metrics = self.metrics.iter().map(|metric| Measured::new(metric.name)).collect();
        History { metrics, ..History::new(L::METRIC) }
    }

    fn fit_given(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        steps: bool,
        observe: &mut Observer<'_, N>,
    ) -> Result<History, TrainError> {
        for data in [Some(training), validation].into_iter().flatten() {
            data::check(&self.loss, data.inputs(), data.targets())?;
            data::check_weight(&self.loss, data.targets())?;
        }
        SettingError::unless(epochs > 0, "the number of epochs", "at least 1", 0.0)?;
        self.check_batches(training.len())?;
        if validation.is_none() {
            self.plan.check_watched()?;
        }
        let trained = self.plan.trained(training.len(), self.batch);
        let steps_per_epoch = trained.div_ceil(self.joined()) as u64;
        let run = Run::of(self.steps, epochs as u64, steps_per_epoch);
        let rows = [training.len(), validation.map_or(0, Dataset::len)].map(|rows| rows as u64);
        let call = self.past.course.as_ref().map_or(self.past.calls + 1, |course| course.call);
        let asked = Course::new(call, epochs as u64, run, rows, self.history());
        let (course, begun) = self.begin(asked)?;
        if course.finished {
            let history = course.history.clone();
            (self.past.course, self.past.found) = (Some(course), false);
            return Ok(history);
        }
        Underway::new(self, course, begun).run(training, validation, steps, observe)
    }
}

/// Callback for epochs and, if requested, steps.
pub(super) type Observer<'o, N> = dyn FnMut(&Observed<'_, N>) -> Next + 'o;

fn epochs_only<N, R: Into<Next>>(observed: &Observed<'_, N>, observe: &mut impl FnMut(&Event<'_, N>) -> R) -> Next {
    match observed {
        Observed::Step(_) => Next::Continue,
        Observed::Epoch(event) => observe(event).into(),
    }
}
