use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::Target;
use super::course::{Course, Partial};
use super::stopwatch::Stopwatch;
use super::{Diagnosis, End, Epoch, Event, History, Trainer, evaluate_at};
use crate::data::{self, Dataset};
use crate::optimizer::SettingError;
use crate::schedule::Run;
use crate::{Error, Loss, Network, Optimizer, Parameters, Scalar, Stream};

/// Samples with their targets, as a network and a loss take them.
type Samples<N, L> = Dataset<<N as Network>::Input, Target<N, L>>;

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Trains for `epochs` epochs, at least one, of shuffled batches and shows a line of progress, if the feature `progress` is on
    /// and standard error is a terminal.
    ///
    /// Holds out the part of the data that [`validation`](super::Builder::validation) names: the same samples at every
    /// call. The network is then the one after the epoch with the lowest validation loss, unless the trainer was built
    /// with [`keep_last`](super::Builder::keep_last). May be called again to go on, from that network.
    ///
    /// With a [`checkpoint`](super::Builder::checkpoint) it writes its state there, before the first step too. If the
    /// file holds this very call, of a program that was stopped, it goes on from there, and the history is that of all
    /// epochs; a call that had ended returns at once. The data must be the same: only their number is compared.
    ///
    /// # Errors
    ///
    /// Data that cannot be trained on, before the first step; [`Error::NotFinite`] at the step where training breaks
    /// down, the network being as it was before that step. [`Error::Checkpoint`] for a checkpoint that is damaged, of
    /// another training or call, or cannot be written; then no step is lost, and the same call goes on where it stopped.
    /// [`Error::UnderWay`] if the call before it did not end and this one is for other epochs or data.
    pub fn fit(&mut self, data: &Dataset<N::Input, Target<N, L>>, epochs: usize) -> Result<History, Error> {
        let progress = super::progress::Progress::new::<L, N::Head>(epochs, self.plan.quiet);
        self.fit_observed(data, epochs, |event| {
            progress.show(event);
            ControlFlow::Continue(())
        })
    }

    /// [`fit`](Self::fit) without the line of progress; hands each epoch to `observe`, which says whether to go on.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn fit_observed(
        &mut self,
        data: &Dataset<N::Input, Target<N, L>>,
        epochs: usize,
        observe: impl FnMut(&Event<'_, N>) -> ControlFlow<()>,
    ) -> Result<History, Error> {
        if self.plan.validation.is_none() {
            return self.fit_with(data, None, epochs, observe);
        }
        // Before the split, whose rows have other numbers.
        data::check(&self.loss, data.inputs(), data.targets())?;
        let random = &mut self.seed.named("split").random();
        let (training, validation) = self.plan.validation.split::<N, L>(&self.loss, data.targets(), random)?;
        let rows = |rows: &[usize]| {
            let (inputs, targets) = rows.iter().map(|&row| (data.inputs()[row], data.targets()[row])).unzip();
            Dataset::new(inputs, targets)
        };
        self.fit_with(&rows(&training)?, Some(&rows(&validation)?), epochs, observe)
    }

    /// Trains for at most `epochs` epochs of shuffled batches, evaluates on `validation` after each, and hands each
    /// epoch to `observe`, which says whether to go on. Shows nothing.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); [`Error::NoValidation`] if something watches validation data and there are none.
    pub fn fit_with(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        observe: impl FnMut(&Event<'_, N>) -> ControlFlow<()>,
    ) -> Result<History, Error> {
        for data in [Some(training), validation].into_iter().flatten() {
            data::check(&self.loss, data.inputs(), data.targets())?;
        }
        SettingError::unless(epochs > 0, "the number of epochs", "at least 1", 0.0)?;
        self.check_batches(training.len())?;
        if validation.is_none() {
            self.plan.check_watched()?;
        }
        let trained = self.plan.trained(training.len(), self.batch);
        let steps_per_epoch = trained.div_ceil(self.joined()) as u64;
        let end = self.steps() + steps_per_epoch.saturating_mul(epochs as u64);
        let run = Run { start: self.steps(), end, steps_per_epoch };
        let rows = [training.len(), validation.map_or(0, Dataset::len)].map(|rows| rows as u64);
        let asked = Course::new(self.past.calls + 1, epochs as u64, run, rows, History::new(L::METRIC));
        let mut course = self.begin(asked)?;
        if course.finished {
            let history = course.history.clone();
            self.past.course = Some(course);
            return Ok(history);
        }
        self.pace.run = Some(course.run);
        let ended = self.run(training, validation, &mut course, observe);
        self.pace.run = None;
        if let Some(accumulation) = &mut self.accumulation {
            accumulation.forget();
        }
        let history = ended.as_ref().map(|()| course.history.clone()).ok();
        // What cannot be written now may be later, and then no step is lost.
        self.past.course = matches!(ended, Ok(()) | Err(Error::Checkpoint(_))).then_some(course);
        ended.map(|()| history.unwrap_or(History::new(L::METRIC)))
    }

    /// Fails if a batch of an epoch of so many rows is too short for a layer.
    pub(super) fn check_batches(&self, rows: usize) -> Result<(), Error> {
        let (trained, batch) = (self.plan.trained(rows, self.batch), self.batch.min(rows));
        Self::check_length(batch)?;
        let found = trained - (trained - 1) / batch * batch;
        Self::check_length(found).map_err(|error| match error {
            Error::BatchTooShort { layer, least, found } => {
                Error::LastBatchTooShort { layer, least, found, rows, batch: self.batch }
            }
            other => other,
        })
    }

    /// Samples of one step: those of all batches that are accumulated.
    fn joined(&self) -> usize {
        self.batch.saturating_mul(self.plan.accumulate)
    }

    fn run(
        &mut self,
        training: &Samples<N, L>,
        validation: Option<&Samples<N, L>>,
        course: &mut Course,
        mut observe: impl FnMut(&Event<'_, N>) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let mut room = Room::new(training.len(), self.batch);
        self.make_room(self.batch.min(training.len()));
        course.reserve(if self.plan.diagnose { N::Parameters::LAYERS.len() } else { 0 });
        while !course.is_over() {
            let stopwatch = Stopwatch::start(course.partial.seconds);
            if course.partial.steps == 0 {
                self.diagnosis.iter_mut().for_each(Diagnosis::start);
            }
            let (step_loss, penalty) = self.epoch(training, &mut room, course, &stopwatch)?;
            let history = &mut course.history;
            let gradient_norm = self.diagnosis.as_ref().map(|diagnosis| diagnosis.report(&mut history.diagnoses));
            let evaluate = |data: &Dataset<_, _>| {
                evaluate_at(self.instructions, &*self.network, &self.loss, data.inputs(), data.targets())
            };
            let (seen, held_out) = (evaluate(training), validation.map(evaluate));
            self.end_epoch(held_out.map(|held_out| held_out.loss));
            let epoch = Epoch {
                number: self.epochs,
                rate: self.pace.rate,
                step_loss,
                penalty,
                gradient_norm,
                training: seen,
                validation: held_out,
                seconds: stopwatch.seconds(),
            };
            history.epochs.push(epoch);
            (course.done, course.partial) = (course.done + 1, Partial::START);
            if let Some(held_out) = held_out {
                if course.best.see(epoch.number, held_out.loss) {
                    history.best = course.best.epoch;
                    if !self.plan.keep_last {
                        self.spare.keep(&self.network);
                    }
                }
                let stopping = self.plan.early_stopping;
                if stopping.is_some_and(|stopping| stopping.ends(&mut course.watch, course.done, held_out.loss)) {
                    history.end = End::EarlyStopping;
                }
            }
            let event = Event { epoch: &epoch, network: &*self.network, history };
            if observe(&event).is_break() {
                history.end = End::Observer;
            }
            if !course.is_over() {
                self.after_epoch(course)?;
            }
        }
        let history = &mut course.history;
        if history.best.is_some() && !self.plan.keep_last && !history.restored {
            history.restored = true;
            if history.best == Some(self.epochs) {
                self.spare.forget();
            } else {
                self.spare.restore(&mut self.network);
            }
        }
        course.finished = true;
        // Until it is written the call has not ended, and may be made again.
        self.after_fit(course).inspect_err(|_| course.finished = false)
    }

    /// One epoch of steps, or what is left of it; gives the mean loss over them and the mean penalty.
    fn epoch(
        &mut self,
        training: &Samples<N, L>,
        room: &mut Room<N, L>,
        course: &mut Course,
        stopwatch: &Stopwatch,
    ) -> Result<(f64, f64), Error> {
        let mut order = core::mem::take(&mut room.order);
        shuffle(&mut order, training.len(), self.seed.named("shuffle").at(self.epochs));
        let trained = self.plan.trained(training.len(), self.batch);
        for rows in order[..trained].chunks(self.joined()).skip(course.partial.steps as usize) {
            let (one, partial) = (rows.len() <= self.batch, &mut course.partial);
            for rows in rows.chunks(self.batch) {
                self.gather(training, rows, room)?;
                let (inputs, targets) = (&room.inputs, &room.targets);
                let loss = if one { self.step_checked(inputs, targets) } else { self.compute_checked(inputs, targets) };
                partial.loss += loss? * rows.len() as f64;
                partial.penalty += self.penalty() * rows.len() as f64;
                if !one {
                    self.accumulate(targets);
                }
            }
            if let Some(accumulation) = self.accumulation.as_mut().filter(|_| !one) {
                accumulation.finish(&mut self.gradient);
                self.apply()?;
            }
            partial.steps += 1;
            if partial.steps < course.run.steps_per_epoch {
                partial.seconds = stopwatch.seconds();
                self.after_step(course)?;
            }
        }
        room.order = order;
        let samples = trained as f64;
        Ok((course.partial.loss / samples, course.partial.penalty / samples))
    }

    /// Takes the gradient of a batch in.
    fn accumulate(&mut self, targets: &[Target<N, L>]) {
        let weight = targets.iter().map(|target| self.loss.weight::<N::Logits>(target).to_f64()).sum();
        if let Some(accumulation) = &mut self.accumulation {
            accumulation.add(self.instructions, &mut self.gradient, weight);
        }
    }

    /// Copies these rows, changed at random if the trainer augments.
    pub(super) fn gather(&self, data: &Samples<N, L>, rows: &[usize], room: &mut Room<N, L>) -> Result<(), Error> {
        room.inputs.clear();
        room.inputs.extend(rows.iter().map(|&row| data.inputs()[row]));
        room.targets.clear();
        room.targets.extend(rows.iter().map(|&row| data.targets()[row]));
        let Some(augment) = &self.augment else { return Ok(()) };
        augment.batch(&mut room.inputs, rows, self.epochs, self.seed.named("augment"));
        for (&sample, input) in rows.iter().zip(&room.inputs) {
            let mut values = input.as_ref().iter().enumerate();
            if let Some((feature, found)) = values.find(|(_, value)| !value.is_finite()) {
                return Err(Error::Augmented { sample, feature, found: found.to_f64() });
            }
        }
        Ok(())
    }
}

/// All rows in the order that follows from `stream` alone, whatever the order before.
pub(super) fn shuffle(order: &mut Vec<usize>, rows: usize, stream: Stream) {
    order.clear();
    order.extend(0..rows);
    stream.random().shuffle(order);
}

/// Room for the order of an epoch and for one batch.
pub(super) struct Room<N: Network, L: Loss<N::Head>> {
    pub(super) order: Vec<usize>,
    pub(super) inputs: Vec<N::Input>,
    pub(super) targets: Vec<Target<N, L>>,
}

impl<N: Network, L: Loss<N::Head>> Room<N, L> {
    pub(super) fn new(rows: usize, batch: usize) -> Self {
        let batch = batch.min(rows);
        Self { order: Vec::with_capacity(rows), inputs: Vec::with_capacity(batch), targets: Vec::with_capacity(batch) }
    }
}
