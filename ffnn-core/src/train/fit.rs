//! Many steps: epochs of batches, validation, stopping, history.

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
use crate::{Error, Loss, Network, Optimizer};

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Trains until the run has `epochs` epochs, at least one, of shuffled batches, and shows a line of progress, if the feature `progress`
    /// is on and standard error is a terminal.
    ///
    /// Holds out the part of the data that [`validation`](super::Builder::validation) names: the same samples at every
    /// call. The network is then the one after the epoch with the lowest validation loss, unless the trainer was built
    /// with [`keep_last`](super::Builder::keep_last).
    ///
    /// # Calling it again
    ///
    /// All calls belong to one run, and `epochs` counts the epochs of the run: 30 after 20 trains ten more, from the last
    /// network, with the bits of 30 at once. Where early stopping or an observer ended the run, 30 at once had ended there
    /// too: the history is returned, and nothing is trained. The data must be the same: only their number is compared.
    ///
    /// The same call again has nothing left to train, and is an error; in another program, which found it in a
    /// [checkpoint](super::Builder::checkpoint), it returns the history. [`new_run`](Self::new_run) begins a run of its
    /// own, from the network as it is, with other data if so wished:
    ///
    /// ```
    /// # use ffnn_core::{Error, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(data: &Samples<N>, others: &Samples<N>) -> Result<(), Error> {
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
    /// A schedule whose length is the whole run ([`Length::Whole`](crate::Length::Whole)) has already taken its steps at
    /// the rates of the shorter run, so such a run is not lengthened: give the schedule a length of its own.
    ///
    /// With a [`checkpoint`](super::Builder::checkpoint) the run is written there, before the first step too, and a program
    /// that is started again goes on with the run that it finds.
    ///
    /// # Errors
    ///
    /// Data that cannot be trained on, before the first step; [`Error::NotFinite`] at the step where training breaks
    /// down, the network being as it was before that step. [`Error::Checkpoint`] for a checkpoint that is damaged, of
    /// another training or run, or cannot be written. [`Error::UnderWay`] if the run cannot go on with this call. No step
    /// is lost by an error: the same call goes on where training stopped.
    pub fn fit(&mut self, data: &Dataset<N::Input, Target<N, L>>, epochs: usize) -> Result<History, Error> {
        let progress = crate::train::fit::progress::Progress::new::<L, N::Head>(epochs, self.plan.quiet);
        self.fit_observed(data, epochs, |event| progress.show(event))
    }

    /// [`fit`](Self::fit) without the line of progress; hands each epoch to `observe`, which says what comes [`Next`]: a
    /// `Next`, a [`ControlFlow`](core::ops::ControlFlow), or nothing to go on.
    ///
    /// ```
    /// # use ffnn_core::{Error, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// use ffnn_core::train::{End, Next};
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(data: &Samples<N>, interrupted: impl Fn() -> bool) -> Result<(), Error> {
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
    /// As [`fit`](Self::fit).
    pub fn fit_observed<R: Into<Next>>(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        mut observe: impl FnMut(&Event<'_, N>) -> R,
    ) -> Result<History, Error> {
        self.fit_split(data, epochs, false, &mut |observed| epochs_only(observed, &mut observe))
    }

    /// [`fit_observed`](Self::fit_observed) on `training`, with the samples to validate on beside it.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); [`Error::NoValidation`] if something watches validation data and there are none.
    pub fn fit_with<R: Into<Next>>(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        mut observe: impl FnMut(&Event<'_, N>) -> R,
    ) -> Result<History, Error> {
        self.fit_given(training, validation, epochs, false, &mut |observed| epochs_only(observed, &mut observe))
    }

    /// [`fit_observed`](Self::fit_observed) with an observer that sees every step too.
    ///
    /// [`Next::Pause`] and [`Next::End`] take effect after the step; after the last step of an epoch, when the epoch has
    /// been evaluated.
    ///
    /// ```
    /// # use ffnn_core::{Error, Head, Network, data::Dataset, train::{Target, Trainer}};
    /// use ffnn_core::train::Observed;
    /// # type Samples<N> = Dataset<<N as Network>::Input, Target<N, <<N as Network>::Head as Head>::Loss>>;
    /// # fn example<N: Network>(trainer: &mut Trainer<N>, data: &Samples<N>) -> Result<(), Error> {
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
    /// As [`fit`](Self::fit).
    pub fn fit_stepwise<R: Into<Next>>(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        mut observe: impl FnMut(&Observed<'_, N>) -> R,
    ) -> Result<History, Error> {
        self.fit_split(data, epochs, true, &mut |observed| observe(observed).into())
    }

    /// [`fit_stepwise`](Self::fit_stepwise) on `training`, with the samples to validate on beside it.
    ///
    /// # Errors
    ///
    /// As [`fit_with`](Self::fit_with).
    pub fn fit_stepwise_with<R: Into<Next>>(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        mut observe: impl FnMut(&Observed<'_, N>) -> R,
    ) -> Result<History, Error> {
        self.fit_given(training, validation, epochs, true, &mut |observed| observe(observed).into())
    }

    /// Holds out validation data as the trainer was built to.
    fn fit_split(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        steps: bool,
        observe: &mut Observer<'_, N>,
    ) -> Result<History, Error> {
        if self.plan.validation.is_none() {
            return self.fit_given(data, None, epochs, steps, observe);
        }
        // Before the split, whose rows have other numbers.
        data::check(&self.loss, data.inputs(), data.targets())?;
        let random = &mut self.seed.named("split").random();
        let (training, validation) = self.plan.validation.split::<N, L>(&self.loss, data.targets(), random)?;
        let rows = |rows: &[usize]| {
            let (inputs, targets) = rows.iter().map(|&row| (data.inputs()[row], data.targets()[row])).unzip();
            Dataset::new(inputs, targets)
        };
        self.fit_given(&rows(&training)?, Some(&rows(&validation)?), epochs, steps, observe)
    }

    /// Without an epoch yet.
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
    ) -> Result<History, Error> {
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

/// Hears of steps, if it was asked for, and of epochs.
pub(super) type Observer<'o, N> = dyn FnMut(&Observed<'_, N>) -> Next + 'o;

fn epochs_only<N, R: Into<Next>>(observed: &Observed<'_, N>, observe: &mut impl FnMut(&Event<'_, N>) -> R) -> Next {
    match observed {
        Observed::Step(_) => Next::Continue,
        Observed::Epoch(event) => observe(event).into(),
    }
}
