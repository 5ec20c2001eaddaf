use core::fmt::{self, Debug};
use core::mem::MaybeUninit;

use crate::kernels::InstructionSet;
use crate::members::optimizers::Adam;
use crate::network::Target;
use crate::network::scratch;
use crate::numbers::plain::written_fields;
use crate::parameters::once::{Checked, CompiledOnce};
use crate::train::step::pass::{self, Apply, Compute, Computed, WholeStep};
use crate::train::step::reckless::{refuse, steep};
use crate::{
    Aligned, Deferred, Flat, Head, Loss, Network, Optimizer, Options, Parameters, Stream, TrainError, data, regularize,
};

/// Trains a network in place, in memory that the caller provides: the steps of a [`Trainer`](super::Trainer) without a
/// heap, for microcontrollers and for networks that keep learning while in use.
///
/// ```
/// # use ffnn::{TrainError, Loss, Network, heads::Linear, losses::MeanSquaredError, optimizers::Momentum};
/// use std::mem::MaybeUninit;
///
/// use ffnn::Stream;
/// use ffnn::train::Learner;
///
/// # fn example<Line>() -> Result<(), TrainError>
/// # where Line: Network<Scalar = f32, Input = [f32; 1], Logits = [f32; 1], Head = Linear>,
/// # {
/// // On a microcontroller these three are statics, such as `StaticCell`s.
/// let (mut network, mut workspace, mut scratch) = (MaybeUninit::uninit(), MaybeUninit::uninit(), [0.0; 256]);
///
/// let network = Line::zeros_in(&mut network);
/// network.initialize(Stream::root(1).named("init"));
/// let mut learner = Learner::new(network, Momentum::new(0.01), &mut workspace, &mut scratch)?;
/// for x in [0.1, 0.7, 0.4] {
///     let loss = learner.step(&[[x]], &[[2.0 * x]])?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct Learner<'a, N: Network, O: Optimizer = Adam, L = <<N as Network>::Head as Head>::Loss> {
    network: &'a mut N,
    workspace: &'a mut Workspace<N, O>,
    scratch: &'a mut [N::Scalar],
    optimizer: O,
    loss: L,
    seed: Stream,
    instructions: InstructionSet,
    steps: u64,
    penalty: f64,
    computed: Computed,
}

/// Memory that a [`Learner`] keeps between calls: the gradient, the optimizer's state, and the network's state after
/// the forward pass in progress. The caller provides the memory, the learner initializes it.
#[repr(C)]
pub struct Workspace<N: Network, O: Optimizer> {
    gradient: Aligned<N::Parameters>,
    moved: N::State,
    state: O::State<N::Parameters>,
}

impl<N: Network, O: Optimizer> Workspace<N, O> {
    /// Initializes a workspace for the first step.
    fn start_in<'a>(place: &'a mut MaybeUninit<Self>, optimizer: &O) -> &'a mut Self {
        written_fields!(
            place,
            Self {
                gradient: |gradient| Flat::<N::Scalar>::zeros_in(gradient),
                moved: |moved| Flat::<N::Scalar>::zeros_in(moved),
                state: |state| optimizer.state_in::<N::Parameters>(state),
            }
        )
    }
}

impl<N: Network, O: Optimizer> Debug for Workspace<N, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace").finish_non_exhaustive()
    }
}

impl<'a, N: Network, O: Optimizer> Learner<'a, N, O> {
    /// Returns the bytes of all memory a learner is given for batches of `samples` samples: the network, the
    /// [`Workspace`] (gradient, optimizer state and a copy of the network's state) and the scratch buffer. Not included
    /// are the learner itself, which is a few pointers and the optimizer's settings, and the stack.
    ///
    /// A `const fn`, so a program that would not fit can fail to compile:
    ///
    /// ```
    /// # use ffnn::{Network, train::Learner, optimizers::Adam};
    /// # struct Line<N>(N);
    /// # impl<N: Network<Scalar = f32>> Line<N> {
    /// const FITS: () = assert!(Learner::<N, Adam>::bytes(1) <= 8 * 1024);
    /// # }
    /// ```
    pub const fn bytes(samples: usize) -> usize {
        let fixed = size_of::<N>() + size_of::<Workspace<N, O>>();
        fixed.saturating_add(scratch::<N>(samples).saturating_mul(size_of::<N::Scalar>()))
    }

    /// Creates a learner that continues with `network`, the head's default loss and seed 0.
    ///
    /// For batches of `samples` samples, `scratch` must hold at least [`scratch::<N>(samples)`](scratch) values, a
    /// constant that can be an array length.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] for an invalid setting of the optimizer, [`TrainError::Scratch`] if the scratch buffer is too
    /// small for one sample.
    pub fn new(
        network: &'a mut N,
        optimizer: O,
        workspace: &'a mut MaybeUninit<Workspace<N, O>>,
        scratch: &'a mut [N::Scalar],
    ) -> Result<Self, TrainError> {
        optimizer.check()?;
        check_scratch::<N>(1, scratch)?;
        Ok(Self {
            network,
            workspace: Workspace::start_in(workspace, &optimizer),
            scratch,
            optimizer,
            loss: Options::DEFAULT,
            seed: Stream::root(0),
            instructions: InstructionSet::best(),
            steps: 0,
            penalty: 0.0,
            computed: Computed::Handed,
        })
    }

    /// Sets the loss to minimize, instead of the head's default.
    pub fn loss<M: Loss<N::Head>>(self, loss: M) -> Learner<'a, N, O, M> {
        let Self { network, workspace, scratch, optimizer, seed, instructions, steps, penalty, computed, .. } = self;
        Learner { network, workspace, scratch, optimizer, loss, seed, instructions, steps, penalty, computed }
    }
}

impl<N: Network, O: Optimizer, L: Loss<N::Head>> Learner<'_, N, O, L> {
    /// Sets the seed for layers that draw random numbers, such as dropout.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Stream::root(seed), ..self }
    }

    /// Sets the instruction set, instead of the best one of this processor.
    pub fn instructions(self, instructions: InstructionSet) -> Self {
        Self { instructions, ..self }
    }

    /// Returns the network in its current state, for example to predict.
    pub fn network(&self) -> &N {
        self.network
    }

    /// Returns the network for modification.
    pub fn network_mut(&mut self) -> &mut N {
        self.network
    }

    /// Returns the gradient left by [`compute`](Self::compute) and [`process`](Self::process); meaningless after a
    /// [`step`](Self::step).
    pub fn gradient(&self) -> &N::Parameters {
        &self.workspace.gradient
    }

    /// Returns the `l1` and `l2` penalties of the layers at the last [`compute`](Self::compute). The loss excludes
    /// them, the gradient includes them.
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// Returns the optimizer, for example to change its learning rate.
    pub fn optimizer_mut(&mut self) -> &mut O {
        &mut self.optimizer
    }

    /// Returns the number of steps taken so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Takes one step on one batch, often of one sample: [`compute`](Self::compute), then [`apply`](Self::apply).
    /// Returns the mean loss before the step.
    ///
    /// # Errors
    ///
    /// The errors of `compute` and `apply`; the network and the optimizer are then unchanged.
    pub fn step(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, TrainError> {
        if regularize::penalizes::<N::Parameters>() {
            let loss = self.compute(inputs, targets)?;
            self.apply()?;
            self.computed = Computed::Nothing;
            return Ok(loss);
        }
        self.check(inputs, targets)?;
        self.optimizer.check()?;
        refuse(&mut self.optimizer)?;
        self.computed = Computed::Nothing;
        let (stream, step) = (self.stream(), self.steps);
        let Self { network, workspace, scratch, optimizer, loss, .. } = self;
        let Workspace { gradient, moved, state } = &mut **workspace;
        let network = &mut **network;
        let whole = WholeStep { network, moved, loss, inputs, targets, scratch, gradient, stream, optimizer, state };
        let loss = whole.at(self.instructions).map_err(|place| TrainError::NotFinite { place, step })?;
        (self.penalty, self.steps) = (0.0, step + 1);
        Ok(loss)
    }

    /// Computes the gradient of the mean loss over the batch plus the layers' penalties, stores it in
    /// [`gradient`](Self::gradient) and returns the mean loss without [penalties](Self::penalty). The network does not
    /// change.
    ///
    /// # Errors
    ///
    /// [`TrainError::Scratch`] for a batch that needs more scratch memory. An empty batch or one that is too short for a
    /// layer; inputs and targets of different lengths; an input that is not finite; an invalid target.
    /// [`TrainError::NotFinite`], which names the layer, if an intermediate value is infinite or NaN.
    pub fn compute(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<f64, TrainError> {
        self.check(inputs, targets)?;
        self.computed = Computed::Nothing;
        let (stream, step) = (self.stream(), self.steps);
        let Workspace { gradient, moved, .. } = &mut *self.workspace;
        moved.as_mut_slice().copy_from_slice(self.network.state().as_slice());
        let mut tape = N::tape(self.scratch, inputs.len());
        let compute = Compute {
            network: &*self.network,
            state: moved,
            loss: &self.loss,
            inputs,
            targets,
            total: pass::total::<N, L>(&self.loss, targets),
            tape: &mut tape,
            gradient: &mut **gradient,
            stream,
        };
        let loss = compute.at(self.instructions).map_err(|place| TrainError::NotFinite { place, step })?;
        pass::write::<N>(self.instructions, &tape, inputs, gradient);
        self.penalty = pass::penalize(self.instructions, self.network.parameters(), &mut **gradient);
        self.computed = Computed::Gradient;
        Ok(loss)
    }

    /// Fails for a batch that cannot be trained on.
    fn check(&self, inputs: &[N::Input], targets: &[Target<N, L>]) -> Result<(), TrainError> {
        check_scratch::<N>(inputs.len(), self.scratch)?;
        self.loss.check_settings::<N::Logits>()?;
        data::check(&self.loss, inputs, targets)?;
        pass::check_length(N::Parameters::LAYERS, inputs.len())
    }

    /// Returns the random stream of the next step.
    fn stream(&self) -> Stream {
        self.seed.named("step").at(self.steps)
    }

    /// Passes the gradient and the network to `change`, for example to clip, log or replace the gradient.
    pub fn process(&mut self, change: impl FnOnce(&mut N::Parameters, &N)) {
        change(&mut self.workspace.gradient, self.network);
    }

    /// Lets the optimizer update the parameters with the gradient, which it may overwrite. Weights of layers with a
    /// `max_norm` are scaled down to it; layer state, such as running statistics, is updated from the last computed
    /// batch.
    ///
    /// # Errors
    ///
    /// [`TrainError::NotFinite`], which names the tensor, if a gradient is infinite or NaN, or so large (beyond 3e28 in
    /// `f32`) that the step might make a parameter so, which could not be undone without a copy; [`TrainError::Setting`] if
    /// a setting was changed to an invalid value; [`TrainError::NoGradient`] after a failed [`compute`](Self::compute) and
    /// after a [`step`](Self::step). On an error nothing changes.
    pub fn apply(&mut self) -> Result<(), TrainError> {
        self.computed.check()?;
        self.optimizer.check()?;
        refuse(&mut self.optimizer)?;
        let step = self.steps;
        let Workspace { gradient, moved, state } = &mut *self.workspace;
        let (layers, limit) = (N::Parameters::LAYERS, self.optimizer.largest_gradient::<N::Scalar>());
        let checked = CompiledOnce::check(self.instructions, layers, gradient.as_mut_slice(), Deferred::NONE, limit);
        let Checked { deferred, calm } = checked.map_err(|place| TrainError::NotFinite { place, step })?;
        if !calm {
            return Err(TrainError::NotFinite { place: steep(layers, gradient.as_slice()), step });
        }
        let (parameters, kept) = self.network.parts_mut();
        if self.computed == Computed::Gradient {
            kept.as_mut_slice().copy_from_slice(moved.as_slice());
        }
        Apply { optimizer: &self.optimizer, state, parameters, gradient, deferred }.at(self.instructions);
        self.computed = Computed::Handed;
        self.steps += 1;
        Ok(())
    }
}

impl<N: Network, O: Optimizer + Debug, L: Debug> Debug for Learner<'_, N, O, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut learner = f.debug_struct("Learner");
        learner.field("loss", &self.loss).field("optimizer", &self.optimizer);
        learner.field("steps", &self.steps).finish_non_exhaustive()
    }
}

/// Fails if `scratch` is too short for a batch of `samples` samples.
fn check_scratch<N: Network>(samples: usize, scratch: &[N::Scalar]) -> Result<(), TrainError> {
    let (needed, found) = (crate::network::scratch::<N>(samples), scratch.len());
    if found < needed { Err(TrainError::Scratch { needed, found }) } else { Ok(()) }
}
