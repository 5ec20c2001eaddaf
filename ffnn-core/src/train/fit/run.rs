//! The epoch loop of a run.

use crate::train::evaluate::means;
use crate::train::fit::Observer;
use crate::train::fit::batches::{BatchMemory, Samples, shuffle};
use crate::train::fit::course::{Course, Partial};
use crate::train::fit::stopwatch::Stopwatch;
use crate::train::step::pass::divisor;
use crate::train::{Diagnosis, End, Epoch, Event, History, Next, Observed, StepEvent, Trainer};
use crate::{Loss, Network, Optimizer, Parameters, Scalar, TrainError};

/// A run while `fit` works on it. When the work ends, even by an error or a panic in the caller's code, the trainer
/// keeps the progress, and the next call resumes from there.
pub(in crate::train) struct Underway<'t, N: Network, L: Loss<N::Head>, O: Optimizer> {
    trainer: &'t mut Trainer<N, L, O>,
    /// Present until dropped.
    course: Option<Course>,
    begun: Begun,
    /// Number of steps taken before.
    steps: u64,
}

/// Effect of a call of `fit` on the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::train) enum Begun {
    /// Starts a new run.
    New,
    /// Resumes the run.
    Resumed,
    /// Extends the run, which had ended with this many epochs.
    Lengthened { epochs: u64, end: u64 },
}

impl<'t, N: Network, L: Loss<N::Head>, O: Optimizer> Underway<'t, N, L, O> {
    pub(in crate::train) fn new(trainer: &'t mut Trainer<N, L, O>, course: Course, begun: Begun) -> Self {
        let steps = trainer.steps;
        trainer.pace.run = Some(course.run);
        Self { trainer, course: Some(course), begun, steps }
    }

    pub(in crate::train) fn run(
        mut self,
        training: &Samples<N, L>,
        validation: Option<&Samples<N, L>>,
        steps: bool,
        observe: &mut Observer<'_, N>,
    ) -> Result<History, TrainError> {
        let Self { trainer, course: Some(course), .. } = &mut self else { return Ok(History::new(L::METRIC)) };
        trainer.run(training, validation, course, steps, observe)
    }
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Drop for Underway<'_, N, L, O> {
    fn drop(&mut self) {
        let Self { trainer, course, begun, steps } = self;
        (trainer.pace.run, trainer.past.changed, trainer.past.found) = (None, false, false);
        if let Some(accumulation) = &mut trainer.accumulation {
            accumulation.forget();
        }
        let Some(mut course) = course.take() else { return };
        // Without any progress, the run is left as if the call had not happened.
        let nothing = !course.finished && trainer.steps == *steps;
        match *begun {
            Begun::New if nothing => {
                trainer.past.calls -= 1;
                return;
            }
            Begun::Lengthened { epochs, end } if nothing && course.done == epochs => {
                (course.epochs, course.run.end) = (epochs, end);
                trainer.restore_best(&mut course.history);
                course.finished = true;
            }
            _ => {}
        }
        trainer.past.course = Some(course);
    }
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    fn run(
        &mut self,
        training: &Samples<N, L>,
        validation: Option<&Samples<N, L>>,
        course: &mut Course,
        steps: bool,
        observe: &mut Observer<'_, N>,
    ) -> Result<History, TrainError> {
        let mut room = BatchMemory::new(training.len(), self.batch);
        self.make_room(self.batch.min(training.len()));
        course.reserve(if self.plan.diagnose { N::Parameters::LAYERS.len() } else { 0 });
        while !course.is_over() {
            let stopwatch = Stopwatch::start(course.partial.seconds);
            if course.partial.steps == 0 {
                self.diagnosis.iter_mut().for_each(Diagnosis::start);
            }
            let hears = if steps { Some(&mut *observe) } else { None };
            let mut next = self.epoch(training, &mut room, course, &stopwatch, hears)?;
            if course.partial.steps == course.run.steps_per_epoch {
                self.evaluate_epoch(training, validation, course, &stopwatch);
                next = next.max(self.hear_epoch(course, observe));
            }
            if next == Next::End {
                course.history.end = End::Observer;
            }
            if course.is_over() {
                break;
            }
            if next == Next::Pause {
                self.save_run(course)?;
                return Ok(History { end: End::Paused, ..course.history.clone() });
            }
            self.after_epoch(course)?;
        }
        self.restore_best(&mut course.history);
        course.finished = true;
        // The run counts as unfinished until it is saved, so that the call can be repeated.
        self.save_run(course).inspect_err(|_| course.finished = false)?;
        Ok(course.history.clone())
    }

    /// Trains the rest of one epoch, or until the observer asks to stop.
    fn epoch(
        &mut self,
        training: &Samples<N, L>,
        room: &mut BatchMemory<N, L>,
        course: &mut Course,
        stopwatch: &Stopwatch,
        mut observe: Option<&mut Observer<'_, N>>,
    ) -> Result<Next, TrainError> {
        let (mut order, mut next) = (core::mem::take(&mut room.order), Next::Continue);
        shuffle(&mut order, training.len(), self.seed.named("shuffle").at(self.epochs));
        let trained = self.plan.trained(training.len(), self.batch);
        for rows in order[..trained].chunks(self.joined()).skip(course.partial.steps as usize) {
            let clock = observe.is_some().then(|| Stopwatch::start(0.0));
            let (loss, weight, penalty) = self.step_rows(training, rows, room)?;
            let partial = &mut course.partial;
            *partial = Partial {
                steps: partial.steps + 1,
                loss: partial.loss + loss * weight,
                weight: partial.weight + weight,
                penalty: partial.penalty + penalty,
                seconds: stopwatch.seconds(),
            };
            if let (Some(observe), Some(clock)) = (&mut observe, clock) {
                next = observe(&Observed::Step(StepEvent {
                    number: self.steps,
                    epoch: self.epochs + 1,
                    loss,
                    penalty: penalty / rows.len() as f64,
                    rate: self.pace.rate,
                    seconds: clock.seconds(),
                    network: &*self.network,
                }));
            }
            if course.partial.steps < course.run.steps_per_epoch {
                if next != Next::Continue {
                    break;
                }
                self.after_step(course)?;
            }
        }
        room.order = order;
        Ok(next)
    }

    /// Takes one step on these rows, in as many batches as needed; returns their mean loss, the sum of their weights
    /// and the sum of their penalties.
    fn step_rows(
        &mut self,
        training: &Samples<N, L>,
        rows: &[usize],
        room: &mut BatchMemory<N, L>,
    ) -> Result<(f64, f64, f64), TrainError> {
        let weights = rows.iter().map(|&row| self.loss.weight::<N::Logits>(&training.targets()[row]).to_f64());
        let (one, mut sums) = (rows.len() <= self.batch, (0.0, weights.sum(), 0.0));
        if let Some(accumulation) = &mut self.accumulation {
            // Discards the gradient left by a failed step.
            accumulation.forget();
        }
        for rows in rows.chunks(self.batch) {
            self.gather(training, rows, room)?;
            let (inputs, targets) = (&room.inputs, &room.targets);
            sums.0 += if one {
                self.step_checked(inputs, targets)?
            } else {
                self.compute_part(inputs, targets, divisor(sums.1))?
            };
            sums.2 += self.penalty() * rows.len() as f64;
            if let Some(accumulation) = self.accumulation.as_mut().filter(|_| !one) {
                accumulation.add(self.instructions, &mut self.gradient);
            }
        }
        if let Some(accumulation) = self.accumulation.as_mut().filter(|_| !one) {
            accumulation.finish(&mut self.gradient);
            self.apply()?;
        }
        Ok(sums)
    }

    /// Evaluates the network after the last step of an epoch and appends the epoch to the history.
    fn evaluate_epoch(
        &mut self,
        training: &Samples<N, L>,
        validation: Option<&Samples<N, L>>,
        course: &mut Course,
        stopwatch: &Stopwatch,
    ) {
        // Caller code runs first: if it panics, the next call repeats all of this.
        let evaluate =
            |data: &Samples<N, L>| means(self.instructions, &*self.network, &self.loss, data.inputs(), data.targets());
        let (seen, held_out) = (evaluate(training), validation.map(evaluate));
        let history = &mut course.history;
        for (metric, measured) in self.metrics.iter().zip(&mut history.metrics) {
            for (data, values) in [(Some(training), &mut measured.training), (validation, &mut measured.validation)] {
                values.truncate(history.epochs.len());
                values.extend(data.map(|data| metric.of(&self.network, data)));
            }
        }
        self.end_epoch(held_out.map(|held_out| held_out.loss));
        let gradient_norm = self.diagnosis.as_ref().map(|diagnosis| diagnosis.report(&mut history.diagnoses));
        let samples = self.plan.trained(training.len(), self.batch) as f64;
        let Partial { loss, weight, .. } = course.partial;
        let epoch = Epoch {
            number: self.epochs,
            rate: self.pace.rate,
            // If all sample weights are zero, there is no mean loss.
            step_loss: if weight > 0.0 { loss / weight } else { 0.0 },
            penalty: course.partial.penalty / samples,
            gradient_norm,
            training: seen,
            validation: held_out,
            seconds: stopwatch.seconds(),
        };
        history.epochs.push(epoch);
        (course.done, course.partial) = (course.done + 1, Partial::START);
        let Some(held_out) = held_out else { return };
        let stopping = self.plan.early_stopping;
        let watched = stopping.map(|stopping| stopping.on).unwrap_or_default();
        let watched = watched.watched(held_out, L::METRIC, &history.metrics);
        if course.best.see(epoch.number, watched) {
            history.best = course.best.epoch;
            if !self.plan.keep_last {
                self.spare.keep(&self.network);
            }
        }
        if stopping.is_some_and(|stopping| stopping.ends(&mut course.watch, course.done, watched)) {
            history.end = End::EarlyStopping;
        }
    }

    /// Passes the last completed epoch to the observer.
    fn hear_epoch(&self, course: &Course, observe: &mut Observer<'_, N>) -> Next {
        let history = &course.history;
        let Some(epoch) = history.last() else { return Next::Continue };
        observe(&Observed::Epoch(Event { epoch, network: &*self.network, history }))
    }

    /// Replaces the last network by the best one, unless the last is to be kept.
    pub(in crate::train) fn restore_best(&mut self, history: &mut History) {
        if history.best.is_none() || self.plan.keep_last || history.restored {
            return;
        }
        history.restored = true;
        if history.best == Some(self.epochs) {
            self.spare.forget();
        } else {
            self.spare.restore(&mut self.network);
        }
    }

    /// Puts the last network back and keeps the best one aside.
    pub(in crate::train) fn restore_last(&mut self, history: &mut History) {
        if core::mem::take(&mut history.restored) {
            self.spare.exchange(&mut self.network);
        }
    }
}
