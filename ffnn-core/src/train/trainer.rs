use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Debug};

use crate::error::Place;
use crate::kernels::{self, Level, Pass, dispatch};
use crate::network::Tape;
use crate::optimizers::Adam;
use crate::{Error, Flat, Head, Loss, Network, Optimizer, Parameters, Scalar, Stream, data, regularize};

/// What the loss `L` compares the network `N` with.
pub type Target<N, L> = <L as Loss<<N as Network>::Head>>::Target<<N as Network>::Logits>;

/// A network in training: its parameters, their gradient, the optimizer's moments and room for one batch, all on the
/// heap and allocated once.
///
/// ```text
/// step = compute (the gradient of a batch) → process (as you wish) → apply (the optimizer moves the parameters)
/// ```
pub struct Trainer<N: Network, L = <<N as Network>::Head as Head>::Loss, O: Optimizer = Adam> {
    pub(super) network: Box<N>,
    pub(super) loss: L,
    pub(super) batch: usize,
    pub(super) seed: Stream,
    pub(super) validation: f64,
    pub(super) quiet: bool,
    pub(super) epochs: u64,
    gradient: Box<N::Parameters>,
    /// The state of the network after the pass that is under way.
    moved: Box<N::State>,
    optimizer: O,
    state: O::State<N::Parameters>,
    scratch: Vec<N::Scalar>,
    steps: u64,
    penalty: f64,
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    pub(super) fn new(
        network: Box<N>,
        optimizer: O,
        loss: L,
        batch: usize,
        seed: u64,
        validation: f64,
        quiet: bool,
    ) -> Self {
        let mut moved = N::State::zeros_boxed();
        moved.as_mut_slice().copy_from_slice(network.state().as_slice());
        Self {
            network,
            loss,
            batch,
            seed: Stream::root(seed),
            validation,
            quiet,
            epochs: 0,
            gradient: N::Parameters::zeros_boxed(),
            moved,
            state: optimizer.state(),
            optimizer,
            scratch: vec![N::Scalar::ZERO; N::scratch(batch)],
            steps: 0,
            penalty: 0.0,
        }
    }

    /// The network as it is now.
    pub fn network(&self) -> &N {
        &self.network
    }

    /// The network, to change by hand.
    pub fn network_mut(&mut self) -> &mut N {
        &mut self.network
    }

    /// The trained network; the rest is freed.
    pub fn into_network(self) -> Box<N> {
        self.network
    }

    /// The gradient as [`compute`](Self::compute) and [`process`](Self::process) left it.
    pub fn gradient(&self) -> &N::Parameters {
        &self.gradient
    }

    /// The penalties of the layers' `l1` and `l2` at the last [`compute`](Self::compute), which its loss leaves out and
    /// its gradient holds.
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// The optimizer, to change its rate.
    pub fn optimizer_mut(&mut self) -> &mut O {
        &mut self.optimizer
    }

    /// Steps taken so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// One step on one batch of any length up to the batch size: [`compute`](Self::compute), then
    /// [`apply`](Self::apply). Returns the mean loss before the step. Allocates nothing.
    ///
    /// # Errors
    ///
    /// As `compute` and `apply`; the network and the optimizer are then as they were.
    pub fn step(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, Error> {
        let loss = self.compute(inputs, targets)?;
        self.apply()?;
        Ok(loss)
    }

    /// Puts the gradient of the mean loss over the batch and of the layers' penalties into
    /// [`gradient`](Self::gradient) and returns that loss, without the [penalties](Self::penalty). The network stays as it
    /// was.
    ///
    /// # Errors
    ///
    /// A batch that is empty, too long, or too short for a layer, lengths that differ, an input that is not finite, a target that cannot be an
    /// answer; [`Error::NotFinite`], naming the layer, if a value on the way is infinite or NaN.
    pub fn compute(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, Error> {
        if inputs.len() > self.batch {
            return Err(Error::BatchTooLong { room: self.batch, found: inputs.len() });
        }
        data::check(&self.loss, inputs, targets)?;
        let layers = N::Parameters::LAYERS.iter();
        if let Some(layer) = { layers }.find(|layer| layer.smallest_batch > inputs.len()) {
            return Err(Error::BatchTooShort { layer: layer.name, least: layer.smallest_batch, found: inputs.len() });
        }
        self.compute_checked(inputs, targets)
    }

    /// [`compute`](Self::compute) for a batch that has been checked.
    pub(super) fn compute_checked(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, Error> {
        let mut tape = N::tape(&mut self.scratch, inputs.len());
        self.moved.as_mut_slice().copy_from_slice(self.network.state().as_slice());
        let loss = dispatch(Compute {
            network: &*self.network,
            state: &mut *self.moved,
            loss: &self.loss,
            inputs,
            targets,
            tape: &mut tape,
            gradient: &mut *self.gradient,
            stream: self.seed.named("step").at(self.steps),
        });
        if !loss.is_finite() {
            return Err(Error::NotFinite { place: first_not_finite::<N>(&tape), step: self.steps });
        }
        self.penalty = regularize::penalize(self.network.parameters(), &mut *self.gradient);
        Ok(loss)
    }

    /// Hands the gradient and the parameters to `change`, to clip, log or replace the gradient.
    pub fn process(&mut self, change: impl FnOnce(&mut N::Parameters, &N)) {
        change(&mut self.gradient, &self.network);
    }

    /// Lets the optimizer move the parameters by the gradient, which it may overwrite, shrinks the weights of layers
    /// with a `max_norm`, and moves on what layers keep of the batch that was computed last. Allocates nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NotFinite`], naming the tensor, if a part of the gradient is infinite or NaN, and [`Error::Setting`] for
    /// a setting changed to what cannot be used; nothing is moved then.
    pub fn apply(&mut self) -> Result<(), Error> {
        self.optimizer.check()?;
        if !dispatch(AllFinite(self.gradient.as_slice())) {
            let gradient = self.gradient.as_slice();
            let broken =
                N::Parameters::leaves().find(|(_, _, range)| !kernels::naive::all_finite(&gradient[range.clone()]));
            let place =
                broken.map_or(Place::Loss, |(layer, leaf, _)| Place::Gradient { layer: layer.name, tensor: leaf.name });
            return Err(Error::NotFinite { place, step: self.steps });
        }
        let (parameters, state) = self.network.parts_mut();
        state.as_mut_slice().copy_from_slice(self.moved.as_slice());
        self.optimizer.apply(&mut self.state, parameters, &mut *self.gradient);
        regularize::limit(parameters);
        self.steps += 1;
        Ok(())
    }
}

impl<N: Network, L: Debug, O: Optimizer + Debug> Debug for Trainer<N, L, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut trainer = f.debug_struct("Trainer");
        trainer
            .field("parameters", &N::Parameters::COUNT)
            .field("loss", &self.loss)
            .field("optimizer", &self.optimizer);
        trainer.field("batch", &self.batch).field("steps", &self.steps).finish_non_exhaustive()
    }
}

/// The first layer whose output is not finite.
fn first_not_finite<N: Network>(tape: &N::Tape<'_>) -> Place {
    let (mut layers, mut place) = (N::Parameters::LAYERS.iter(), Place::Loss);
    tape.visit(&mut |output| {
        let layer = layers.next();
        if place == Place::Loss && !kernels::naive::all_finite(output) {
            place = layer.map_or(Place::Loss, |layer| Place::Output(layer.name));
        }
    });
    place
}

struct AllFinite<'a, T>(&'a [T]);

impl<T: Scalar> Pass for AllFinite<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        kernels::all_finite(level, self.0)
    }
}

/// Forward, loss and backward over one batch; gives the mean loss.
struct Compute<'a, 't, N: Network, L: Loss<N::Head>> {
    network: &'a N,
    state: &'a mut N::State,
    loss: &'a L,
    inputs: &'a [N::Input],
    targets: &'a [Target<N, L>],
    tape: &'a mut N::Tape<'t>,
    gradient: &'a mut N::Parameters,
    stream: Stream,
}

impl<N: Network, L: Loss<N::Head>> Pass for Compute<'_, '_, N, L> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> f64 {
        let Self { network, state, loss, inputs, targets, tape, gradient, stream } = self;
        network.forward_train(level, state, inputs, tape, stream);
        let total: N::Scalar = targets.iter().map(|target| loss.weight::<N::Logits>(target)).sum();
        // Weights of zero teach nothing, and are no reason to divide by zero.
        let total = if total > N::Scalar::ZERO { total } else { N::Scalar::ONE };
        let mut sum = 0.0;
        let (logits, logits_gradient) = tape.logits();
        for ((logits, target), gradient) in logits.iter().zip(targets).zip(logits_gradient) {
            let weight = loss.weight::<N::Logits>(target);
            sum += (weight * loss.gradient(logits, target, weight / total, gradient)).to_f64();
        }
        network.backward(level, inputs, tape, gradient);
        sum / total.to_f64()
    }
}
