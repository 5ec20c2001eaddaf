//! Predicting with networks, and the trait that `network!` implements for them.

#[doc(hidden)]
pub mod budget;
mod predicting;
mod slice;
#[cfg(feature = "alloc")]
mod summary;
#[cfg(feature = "alloc")]
mod transfer;

#[cfg(feature = "alloc")]
pub use summary::summary;
#[cfg(feature = "alloc")]
pub use transfer::{Left, Transfer};

use core::fmt::{self, Display};

use crate::kernels::{Dispatch, InstructionSet, Level};
use crate::parameters::deferred::Traces;
pub use crate::parameters::tape::{Tape, Traced};
use crate::{Deferred, Flat, Head, Loss, Parameters, Scalar, Stream, Vector};
pub(crate) use predicting::{Model, logits_batch_by, logits_by, predict_batch_by, predict_by};
use predicting::{Trainable, each_logits_by};
pub use slice::{LengthError, predict_slice, sample};

/// The target type of the loss `L` for the network `N`.
pub type Target<N, L> = <L as Loss<<N as Network>::Head>>::Target<<N as Network>::Logits>;

/// The prediction type of the network `N`.
pub type Prediction<N> = <<N as Network>::Head as Head>::Prediction<<N as Network>::Logits>;

/// A feedforward network declared by `network!`: its parameters, its running statistics, and straight-line passes with
/// one call per layer.
///
/// Its flat view contains the parameters, then the state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "not declared by `network!`",
    note = "declare a network with `network! {{ struct Digits: 64 -> 10 {{ … }} }}`"
)]
pub trait Network: Flat<Self::Scalar> {
    /// The number type, `f32` or `f64`.
    type Scalar: Scalar;
    /// The learned parameters; also the type of the gradient and of every optimizer moment.
    type Parameters: Parameters<Scalar = Self::Scalar>;
    /// The running statistics that layers collect in training, such as running means. No optimizer updates them.
    type State: Flat<Self::Scalar>;
    /// One sample: `[T; IN]`.
    type Input: Vector<Scalar = Self::Scalar>;
    /// The output of the last layer: `[T; OUT]`.
    type Logits: Vector<Scalar = Self::Scalar>;
    /// The head, which defines what the logits mean.
    type Head: Head;
    /// The head with its options.
    const HEAD: Self::Head;
    /// The record of a training pass over a batch, for the backward pass.
    type Tape<'a>: Tape<Self::Logits>;

    /// Bytes of parameters and state: the size of the network in a file and as a static.
    const WEIGHT_BYTES: usize = Self::COUNT * size_of::<Self::Scalar>();
    /// Stack bytes for one prediction: the outputs of all layers in [`forward`](Network::forward) for one sample, each
    /// padded to cache lines. What the compiler spills or needs itself is not counted.
    const PREDICTION_BYTES: usize = budget::prediction::<Self>();
    /// Bytes of scratch memory for a training step on one sample: the layers' outputs, the gradients with respect to
    /// them, and the memory of layers. The network, its gradient and the state of the optimizer are not included;
    /// [`Learner::bytes`](crate::train::Learner::bytes) returns the total.
    const TRAINING_BYTES: usize = scratch::<Self>(1) * size_of::<Self::Scalar>();

    /// Creates a tape for `samples` samples in `scratch`, which holds at least [`scratch::<Self>(samples)`](scratch)
    /// values.
    fn tape(scratch: &mut [Self::Scalar], samples: usize) -> Self::Tape<'_>;

    /// Returns the parameters.
    fn parameters(&self) -> &Self::Parameters;

    /// Returns the parameters and the state for writing.
    fn parts_mut(&mut self) -> (&mut Self::Parameters, &mut Self::State);

    /// Returns the state.
    fn state(&self) -> &Self::State;

    /// Draws the parameters and sets the state, both zero before, from `stream`.
    fn initialize(&mut self, stream: Stream);

    /// Computes the logits of `B` samples for predicting.
    fn forward<const B: usize>(&self, level: impl Level, input: &[Self::Input; B]) -> [Self::Logits; B];

    /// Computes the logits of `LANES` samples for predicting, with the samples side by side from layer to layer, so
    /// that vectors are full however narrow the layers are. `LANES` is a multiple of 16.
    #[inline(always)]
    fn forward_lanes<const LANES: usize>(
        &self,
        level: impl Level,
        input: &[Self::Input; LANES],
    ) -> [Self::Logits; LANES] {
        self.forward(level, input)
    }

    /// Computes the logits of a batch for training and leaves them in the tape, which has one row per input. Updates
    /// `state`, which starts as a copy of the network's own, so that a failed pass changes nothing.
    fn forward_train(
        &self,
        level: impl Level,
        state: &mut Self::State,
        input: &[Self::Input],
        tape: &mut Self::Tape<'_>,
        stream: Stream,
    );

    /// Overwrites `gradient`, given the gradient with respect to the logits in the tape.
    #[inline(always)]
    fn backward(
        &self,
        level: impl Level,
        input: &[Self::Input],
        tape: &mut Self::Tape<'_>,
        gradient: &mut Self::Parameters,
    ) {
        self.propagate(level, input, tape, gradient);
        let passed = Passed::<Self, _> { tape: &*tape, inputs: input };
        passed.deferred().write(level, gradient.as_mut_slice());
    }

    /// Runs [`backward`](Network::backward) without the gradients that layers [defer](crate::Layer::DEFERS): those
    /// parts of `gradient` are left unchanged.
    fn propagate(
        &self,
        level: impl Level,
        input: &[Self::Input],
        tape: &mut Self::Tape<'_>,
        gradient: &mut Self::Parameters,
    );

    /// Copies the parameters and the state of each layer that `other` has too: a layer with the same name, and tensors
    /// with the same names, roles and shapes. Other layers stay unchanged.
    ///
    /// Loading a [checkpoint](crate::train::Trainer::load) or a weight file never matches only some of the layers. Use
    /// this call to reuse some layers of another network.
    ///
    /// ```
    /// # use ffnn::Network;
    /// # fn example<Old: Network<Scalar = f32>, New: Network<Scalar = f32>>(old: &Old) {
    /// let mut network = New::boxed(7);
    /// println!("{}", network.copy_matching(old)); // lists what was copied and what was not
    /// # }
    /// ```
    #[cfg(feature = "alloc")]
    fn copy_matching<M: Network<Scalar = Self::Scalar>>(&mut self, other: &M) -> Transfer {
        transfer::copy_matching(self, other)
    }

    /// Returns a network on the heap, with parameters drawn from the stream `init` of this seed.
    #[cfg(feature = "alloc")]
    fn boxed(seed: u64) -> alloc::boxed::Box<Self> {
        let mut network = Self::zeros_boxed();
        network.initialize(Stream::root(seed).named("init"));
        network
    }
}

/// A finished pass.
pub(crate) struct Passed<'a, N: Network, X: Tape<N::Logits>> {
    /// Tape of the pass.
    pub(crate) tape: &'a X,
    /// Inputs of the pass.
    pub(crate) inputs: &'a [N::Input],
}

impl<N: Network, X: Tape<N::Logits>> Traces<N::Scalar> for Passed<'_, N, X> {
    fn layer(&self, index: usize) -> Option<Traced<'_, N::Scalar>> {
        self.tape.layer(Vector::flattened(self.inputs), index)
    }
}

impl<'a, N: Network, X: Tape<N::Logits>> Passed<'a, N, X> {
    /// Returns the part of the gradient that [`propagate`](Network::propagate) deferred.
    #[inline(always)]
    pub(crate) fn deferred(&'a self) -> Deferred<'a, N::Scalar> {
        Deferred::of(N::Parameters::LAYERS, self)
    }
}

/// Returns the number of scratch values that a tape for `samples` samples takes, for example as the length of an array.
/// `usize::MAX` if the number does not fit in a `usize`.
pub const fn scratch<N: Network>(samples: usize) -> usize {
    crate::parameters::scratch::total(<N::Parameters as Parameters>::LAYERS, samples)
}

/// Computes the logits of one sample. Allocates nothing.
#[inline]
pub fn logits<N: Network>(network: &N, input: &N::Input) -> N::Logits {
    logits_at(InstructionSet::best(), network, input)
}

/// Computes [`logits`] at a given level or with given instructions, like [`predict_at`].
#[inline(always)]
pub fn logits_at<N: Network>(at: impl Dispatch, network: &N, input: &N::Input) -> N::Logits {
    logits_by(at, Trainable(network), input)
}

/// Predicts one sample. Allocates nothing.
#[inline]
pub fn predict<N: Network>(network: &N, input: &N::Input) -> Prediction<N> {
    predict_at(InstructionSet::best(), network, input)
}

/// Runs [`predict`] with a given [`InstructionSet`] or, inside your own [`Pass`](crate::kernels::Pass), at its [`Level`],
/// where it becomes part of your own loop.
#[inline(always)]
pub fn predict_at<N: Network>(at: impl Dispatch, network: &N, input: &N::Input) -> Prediction<N> {
    predict_by(at, Trainable(network), input)
}

/// Predicts each sample of a batch of any length and writes the predictions. Allocates nothing.
///
/// Several samples share each weight that is loaded, so a sample takes a fraction of the time of [`predict`]; results
/// differ from those of `predict` in the last bits.
///
/// # Errors
///
/// Returns an error if `inputs` and `predictions` differ in length; nothing is written then.
pub fn predict_batch<N: Network>(
    network: &N,
    inputs: &[N::Input],
    predictions: &mut [Prediction<N>],
) -> Result<(), BatchError> {
    predict_batch_at(InstructionSet::best(), network, inputs, predictions)
}

/// Runs [`predict_batch`] at a given level or with given instructions, like [`predict_at`].
///
/// # Errors
///
/// Returns an error if `inputs` and `predictions` differ in length; nothing is written then.
#[inline(always)]
pub fn predict_batch_at<N: Network>(
    at: impl Dispatch,
    network: &N,
    inputs: &[N::Input],
    predictions: &mut [Prediction<N>],
) -> Result<(), BatchError> {
    predict_batch_by(at, Trainable(network), inputs, predictions)
}

/// Writes the logits of each sample of a batch, like [`predict_batch`].
///
/// # Errors
///
/// Returns an error if `inputs` and `logits` differ in length; nothing is written then.
pub fn logits_batch<N: Network>(network: &N, inputs: &[N::Input], logits: &mut [N::Logits]) -> Result<(), BatchError> {
    logits_batch_at(InstructionSet::best(), network, inputs, logits)
}

/// Runs [`logits_batch`] at a given level or with given instructions, like [`predict_at`].
///
/// # Errors
///
/// Returns an error if `inputs` and `logits` differ in length; nothing is written then.
#[inline(always)]
pub fn logits_batch_at<N: Network>(
    at: impl Dispatch,
    network: &N,
    inputs: &[N::Input],
    logits: &mut [N::Logits],
) -> Result<(), BatchError> {
    logits_batch_by(at, Trainable(network), inputs, logits)
}

/// Calls `visit` with the index and the logits of each sample. Allocates nothing.
pub fn each_logits<N: Network>(network: &N, inputs: &[N::Input], visit: impl FnMut(usize, &N::Logits)) {
    each_logits_at(InstructionSet::best(), network, inputs, visit);
}

/// Runs [`each_logits`] at a given level or with given instructions, like [`predict_at`].
#[inline(always)]
pub fn each_logits_at<N: Network>(
    at: impl Dispatch,
    network: &N,
    inputs: &[N::Input],
    visit: impl FnMut(usize, &N::Logits),
) {
    each_logits_by(at, Trainable(network), inputs, visit);
}

/// The error for a batch whose inputs and outputs differ in length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchError {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of predictions or rows of logits that there is room for.
    pub places: usize,
}

impl BatchError {
    fn check(inputs: usize, places: usize) -> Result<(), Self> {
        if inputs == places { Ok(()) } else { Err(Self { inputs, places }) }
    }
}

impl Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, places } = self;
        write!(f, "expected room for one prediction per input, found {inputs} inputs and room for {places}")
    }
}

impl core::error::Error for BatchError {}
