use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Debug};

use super::Diagnosis;
#[cfg(feature = "std")]
use super::parallel::{Job, Threads, first_place};
use crate::kernels::InstructionSet;
use crate::members::optimizers::Adam;
use crate::network::Passed;
use crate::network::Target;
use crate::parameters::Place;
use crate::parameters::once::{Checked, CompiledOnce};
use crate::train::fit::best::Spare;
use crate::train::fit::metric::Metric;
use crate::train::fit::pace::Pace;
use crate::train::fit::past::Past;
use crate::train::fit::plan::Plan;
use crate::train::step::accumulation::Accumulation;
use crate::train::step::augment::Augment;
use crate::train::step::pass::{self, Apply, Compute, Computed, WholeStep, penalize, total};
use crate::train::step::reckless::{Before, is_reckless};
use crate::{
    Aligned, Deferred, Flat, Head, Loss, Network, Optimizer, Parameters, Scalar, Stream, TrainError, data, regularize,
};

/// Trains a network: owns its parameters, their gradient, the optimizer's moments and the memory for one batch, all on
/// the heap and allocated once.
///
/// ```text
/// step = compute (the gradient of a batch) → process (as you wish) → apply (the optimizer moves the parameters)
/// ```
pub struct Trainer<N: Network, L: Loss<N::Head> = <<N as Network>::Head as Head>::Loss, O: Optimizer = Adam> {
    pub(super) network: Box<N>,
    pub(super) loss: L,
    pub(super) batch: usize,
    pub(super) seed: Stream,
    pub(super) instructions: InstructionSet,
    pub(super) plan: Plan,
    pub(super) augment: Option<Augment<N::Input>>,
    pub(super) metrics: Vec<Metric<N, Target<N, L>>>,
    pub(super) pace: Pace,
    pub(super) spare: Spare<N>,
    pub(super) accumulation: Option<Accumulation<N::Parameters>>,
    /// Whether any layer has a penalty; computed once, because it takes a walk over all tensors.
    pub(super) penalized: bool,
    pub(super) diagnosis: Option<Diagnosis<N::Scalar>>,
    pub(super) past: Past,
    #[cfg(feature = "std")]
    pub(super) threads: Option<Box<dyn Threads<N, L>>>,
    pub(super) epochs: u64,
    pub(super) gradient: Box<Aligned<N::Parameters>>,
    /// The network's state after the forward pass in progress.
    pub(super) moved: Box<N::State>,
    pub(super) computed: Computed,
    pub(super) optimizer: O,
    pub(super) state: Box<O::State<N::Parameters>>,
    pub(super) scratch: Vec<N::Scalar>,
    /// Number of samples the scratch buffer holds.
    pub(super) room: usize,
    pub(super) steps: u64,
    pub(super) penalty: f64,
}

/// The largest batch size whose memory is allocated up front. Memory for larger ones grows with the batches that
/// arrive, because a huge batch size may simply mean "all of the data".
pub(super) const AT_ONCE: usize = 256;

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    pub(super) fn new(network: Box<N>, optimizer: O, loss: L, batch: usize, seed: u64, plan: Plan) -> Self {
        // Threads are started later and have scratch buffers of their own.
        let room = if plan.is_cut() || batch > AT_ONCE { 0 } else { batch };
        let mut moved = N::State::zeros_boxed();
        moved.as_mut_slice().copy_from_slice(network.state().as_slice());
        Self {
            network,
            loss,
            batch,
            seed: Stream::root(seed),
            instructions: plan.instructions.unwrap_or_else(InstructionSet::best),
            pace: Pace::new(plan.schedule.clone()),
            spare: Spare::EMPTY,
            accumulation: (plan.accumulate > 1).then(Accumulation::new),
            penalized: regularize::penalizes::<N::Parameters>(),
            diagnosis: plan.diagnose.then(|| Diagnosis::new(N::Parameters::LAYERS)),
            #[cfg(feature = "std")]
            threads: None,
            plan,
            augment: None,
            metrics: Vec::new(),
            past: Past::new(seed, &optimizer),
            epochs: 0,
            gradient: Aligned::zeros_boxed(),
            moved,
            computed: Computed::Handed,
            state: optimizer.state(),
            optimizer,
            scratch: vec![N::Scalar::ZERO; crate::network::scratch::<N>(room)],
            room,
            steps: 0,
            penalty: 0.0,
        }
    }

    /// Returns the network in its current state.
    pub fn network(&self) -> &N {
        &self.network
    }

    /// Returns the network for modification.
    pub fn network_mut(&mut self) -> &mut N {
        self.past.changed = true;
        &mut self.network
    }

    /// Returns the trained network and frees everything else.
    pub fn into_network(self) -> Box<N> {
        self.network
    }

    /// Returns the network after the last step, if `fit` has replaced it by the best one of an earlier epoch.
    pub fn last_network(&self) -> Option<&N> {
        self.spare.last()
    }

    /// Returns the gradient left by [`compute`](Self::compute) and [`process`](Self::process); meaningless after a
    /// [`step`](Self::step).
    pub fn gradient(&self) -> &N::Parameters {
        &self.gradient
    }

    /// Returns the `l1` and `l2` penalties of the layers at the last [`compute`](Self::compute). The loss excludes
    /// them, the gradient includes them.
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// Returns the instruction set that training runs on.
    pub fn instructions(&self) -> InstructionSet {
        self.instructions
    }

    /// Returns the optimizer, for example to change its learning rate.
    pub fn optimizer_mut(&mut self) -> &mut O {
        &mut self.optimizer
    }

    /// Returns the number of steps taken so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Returns the learning rate of the last step, including the schedule's factor; `None` before the first step or if
    /// the optimizer has no learning rate.
    pub fn rate(&self) -> Option<f64> {
        self.pace.rate
    }

    /// Counts an epoch whose steps were taken by hand and passes its validation loss to the schedule; `fit` does so
    /// itself.
    pub fn end_epoch(&mut self, validation_loss: Option<f64>) {
        validation_loss.into_iter().for_each(|loss| self.pace.watch(loss));
        self.epochs += 1;
    }

    /// Takes one step on one batch of any length up to the batch size: [`compute`](Self::compute), then
    /// [`apply`](Self::apply). Returns the mean loss before the step.
    ///
    /// Allocates only for a batch of more than 256 samples that is longer than every batch before it, and for a copy of
    /// the parameters if the learning rate or the gradient is so large that the step may overflow them.
    ///
    /// # Errors
    ///
    /// The errors of `compute` and `apply`; the network and the optimizer are then unchanged.
    pub fn step(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, TrainError> {
        self.check(inputs, targets)?;
        self.step_checked(inputs, targets)
    }

    /// Takes a [`step`](Self::step) on a batch that has been checked.
    pub(super) fn step_checked(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, TrainError> {
        self.optimizer.check()?;
        let factor = self.pace.factor(self.steps, self.epochs)?;
        if !self.looks_at_gradient() && !self.is_reckless(factor) {
            match self.whole_step(factor, inputs, targets) {
                // Repeated below in separate parts, which check the result.
                Err(Place::Step { .. }) => {}
                done => return done.map_err(|place| TrainError::NotFinite { place, step: self.steps }),
            }
        }
        let loss = self.compute_checked(inputs, targets)?;
        self.apply()?;
        self.computed = Computed::Nothing;
        Ok(loss)
    }

    /// Takes a step as a single pass, without exposing the gradient.
    fn whole_step(&mut self, factor: f64, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, Place> {
        self.make_room(inputs.len());
        let (stream, instructions) = (self.stream(), self.instructions);
        self.computed = Computed::Nothing;
        let Self { network, moved, loss, scratch, gradient, optimizer, state, pace, .. } = self;
        let loss = pace.at(factor, optimizer, |optimizer| {
            let step = WholeStep {
                network: &mut **network,
                moved,
                loss,
                inputs,
                targets,
                scratch,
                gradient,
                stream,
                optimizer,
                state,
            };
            step.at(instructions)
        })?;
        (self.penalty, self.steps) = (0.0, self.steps + 1);
        Ok(loss)
    }

    /// Whether a step at this fraction of the optimizer's learning rate must be checked for overflow.
    fn is_reckless(&mut self, factor: f64) -> bool {
        is_reckless(self.optimizer.rate_mut().map(|rate| *rate * factor))
    }

    /// Whether anything besides the optimizer needs the whole gradient of a step.
    fn looks_at_gradient(&self) -> bool {
        #[cfg(feature = "std")]
        if self.threads.is_some() {
            return true;
        }
        self.penalized || self.accumulation.is_some() || self.diagnosis.is_some()
    }

    /// Computes the gradient of the mean loss over the batch plus the layers' penalties, stores it in
    /// [`gradient`](Self::gradient) and returns the mean loss without [penalties](Self::penalty). The network does not
    /// change.
    ///
    /// # Errors
    ///
    /// An empty batch, one that is too long, or one that is too short for a layer; inputs and targets of different
    /// lengths; an input that is not finite; an invalid target. [`TrainError::NotFinite`], which names the layer, if an
    /// intermediate value is infinite or NaN.
    pub fn compute(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, TrainError> {
        self.check(inputs, targets)?;
        self.compute_checked(inputs, targets)
    }

    /// Allocates scratch memory for batches of `samples` samples unless there is enough.
    pub(super) fn make_room(&mut self, samples: usize) {
        if samples > self.room && !self.plan.is_cut() {
            // The old buffer is useless for a longer batch; freeing it first lowers the peak memory.
            self.scratch = Vec::new();
            self.scratch = vec![N::Scalar::ZERO; crate::network::scratch::<N>(samples)];
            self.room = samples;
        }
    }

    /// Fails for a batch that cannot be trained on.
    fn check(&self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<(), TrainError> {
        if inputs.len() > self.batch {
            return Err(TrainError::BatchTooLong { room: self.batch, found: inputs.len() });
        }
        data::check(&self.loss, inputs, targets)?;
        Self::check_length(inputs.len())
    }

    /// Fails if a batch of this length is too short for a layer.
    pub(super) fn check_length(found: usize) -> Result<(), TrainError> {
        pass::check_length(N::Parameters::LAYERS, found)
    }

    /// Runs [`compute`](Self::compute) on a batch that has been checked.
    pub(super) fn compute_checked(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, TrainError> {
        self.compute_part(inputs, targets, total::<N, L>(&self.loss, targets))
    }

    /// Runs [`compute`](Self::compute) on a checked batch, possibly one of several that are accumulated: losses are
    /// divided by `total`, the weight of all of them, and only the first adds the penalties.
    pub(super) fn compute_part(
        &mut self,
        inputs: &[N::Input],
        targets: &[Target<N, L>],
        total: N::Scalar,
    ) -> Result<f64, TrainError> {
        self.computed = Computed::Nothing;
        let stream = self.stream();
        #[cfg(feature = "std")]
        if let Some(threads) = &mut self.threads {
            let job = Job { total, stream, instructions: self.instructions };
            let loss = threads.compute(&mut self.network, job, inputs, targets, &mut self.gradient);
            if !loss.is_finite() {
                return Err(TrainError::NotFinite { place: first_place(&**threads), step: self.steps });
            }
            if let Some(diagnosis) = &mut self.diagnosis {
                threads.each_traces(&mut |traces| diagnosis.see(traces));
            }
            self.penalize();
            self.computed = Computed::Gradient;
            return Ok(loss);
        }
        self.make_room(inputs.len());
        let mut tape = N::tape(&mut self.scratch, inputs.len());
        // An accumulated batch continues with the state left by the batch before it in the same step.
        if self.accumulation.as_ref().is_none_or(|accumulation| accumulation.batches() == 0) {
            self.moved.as_mut_slice().copy_from_slice(self.network.state().as_slice());
        }
        let compute = Compute {
            network: &*self.network,
            state: &mut *self.moved,
            loss: &self.loss,
            inputs,
            targets,
            total,
            tape: &mut tape,
            gradient: &mut *self.gradient,
            stream,
        };
        let step = self.steps;
        let loss = compute.at(self.instructions).map_err(|place| TrainError::NotFinite { place, step })?;
        pass::write::<N>(self.instructions, &tape, inputs, &mut self.gradient);
        if let Some(diagnosis) = &mut self.diagnosis {
            diagnosis.see(&Passed::<N, _> { tape: &tape, inputs });
        }
        drop(tape);
        self.penalize();
        self.computed = Computed::Gradient;
        Ok(loss)
    }

    /// Adds the penalties to the gradient, once per step.
    fn penalize(&mut self) {
        if self.accumulation.as_ref().is_none_or(|accumulation| accumulation.batches() == 0) {
            self.penalty = penalize(self.instructions, self.network.parameters(), &mut self.gradient);
        }
    }

    /// Returns the random stream of the next batch; each accumulated batch of a step gets a different one.
    fn stream(&self) -> Stream {
        let step = self.seed.named("step").at(self.steps);
        match self.accumulation.as_ref().map_or(0, Accumulation::batches) {
            0 => step,
            batch => step.named("batch").at(batch),
        }
    }

    /// Passes the gradient and the parameters to `change`, for example to clip, log or replace the gradient.
    pub fn process(&mut self, change: impl FnOnce(&mut N::Parameters, &N)) {
        change(&mut self.gradient, &self.network);
    }

    /// Lets the optimizer update the parameters with the gradient, which it may overwrite. The learning rate is
    /// multiplied by the schedule's factor; weights of layers with a `max_norm` are scaled down to it; layer state,
    /// such as running statistics, is updated from the last computed batch.
    ///
    /// Allocates only a copy of the parameters, if the learning rate exceeds 1e6 or a gradient exceeds 1e-10 of the
    /// largest representable number.
    ///
    /// # Errors
    ///
    /// [`TrainError::NotFinite`], which names the tensor, if a gradient is infinite or NaN or if the step would make a
    /// parameter so; [`TrainError::Setting`] if a setting was changed to an invalid value; [`TrainError::NoGradient`] after a
    /// failed [`compute`](Self::compute) and after a [`step`](Self::step). On an error nothing changes.
    pub fn apply(&mut self) -> Result<(), TrainError> {
        self.computed.check()?;
        self.optimizer.check()?;
        let factor = self.pace.factor(self.steps, self.epochs)?;
        let step = self.steps;
        let (moves, reckless) = (self.computed == Computed::Gradient, self.is_reckless(factor));
        let mut handed = false;
        let Self { network, moved, gradient, optimizer, state, pace, diagnosis, instructions, .. } = self;
        let moving = pace.at(factor, optimizer, |optimizer| {
            let limit = optimizer.largest_gradient::<N::Scalar>();
            let Checked { deferred, calm } = CompiledOnce::check(
                *instructions,
                N::Parameters::LAYERS,
                gradient.as_mut_slice(),
                Deferred::NONE,
                limit,
            )?;
            let (parameters, kept) = network.parts_mut();
            let before = (reckless || !calm).then(|| (Before::of(&*parameters, &**state), diagnosis.clone()));
            if let Some(diagnosis) = diagnosis {
                diagnosis.before(*instructions, gradient.as_slice(), parameters.as_slice());
            }
            let (at, gradient) = (&mut *parameters, &mut ***gradient);
            handed = true;
            Apply { optimizer, state, parameters: at, gradient, deferred }.at(*instructions);
            if let Some((before, diagnosed)) = before {
                let checked = before.check(*instructions, parameters, &mut **state);
                checked.inspect_err(|_| *diagnosis = diagnosed)?;
            }
            if moves {
                kept.as_mut_slice().copy_from_slice(moved.as_slice());
            }
            if let Some(diagnosis) = diagnosis {
                diagnosis.after(*instructions, parameters.as_slice());
            }
            Ok(())
        });
        if let Err(place) = moving {
            if handed {
                // The optimizer may have overwritten the gradient.
                self.computed = Computed::Nothing;
            }
            return Err(TrainError::NotFinite { place, step });
        }
        self.computed = Computed::Handed;
        self.steps += 1;
        Ok(())
    }
}

impl<N: Network, L: Loss<N::Head> + Debug, O: Optimizer + Debug> Debug for Trainer<N, L, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut trainer = f.debug_struct("Trainer");
        trainer
            .field("parameters", &N::Parameters::COUNT)
            .field("loss", &self.loss)
            .field("optimizer", &self.optimizer);
        trainer.field("batch", &self.batch).field("steps", &self.steps).finish_non_exhaustive()
    }
}
