//! What a network is: the passes that `network!` writes, and predicting with them.

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

use crate::kernels::{Dispatch, Instructions, Level};
use crate::parameters::deferred::Traces;
pub use crate::parameters::tape::{Tape, Traced};
use crate::{Deferred, Flat, Head, Loss, Parameters, Scalar, Stream, Vector};
pub(crate) use predicting::{Model, logits_batch_by, logits_by, predict_batch_by, predict_by};
use predicting::{Trainable, each_logits_by};
pub use slice::{LengthError, predict_slice, sample};

/// What the loss `L` compares the network `N` with.
pub type Target<N, L> = <L as Loss<<N as Network>::Head>>::Target<<N as Network>::Logits>;

/// What a prediction of the network `N` is.
pub type Prediction<N> = <<N as Network>::Head as Head>::Prediction<<N as Network>::Logits>;

/// A feedforward network, as `network!` writes it: what is learned, what is kept of the data, and straight-line passes,
/// one call a layer.
///
/// Its flat view holds the parameters and then the state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "not declared by `network!`",
    note = "a network is what `network! {{ struct Digits: 64 -> 10 {{ … }} }}` declares"
)]
pub trait Network: Flat<Self::Scalar> {
    /// The number type, `f32` or `f64`.
    type Scalar: Scalar;
    /// What is learned: the type of the gradient and of every moment of an optimizer too.
    type Parameters: Parameters<Scalar = Self::Scalar>;
    /// What layers keep of the data that they saw in training, such as running means. No optimizer moves it.
    type State: Flat<Self::Scalar>;
    /// One sample: `[T; IN]`.
    type Input: Vector<Scalar = Self::Scalar>;
    /// What the last layer gives: `[T; OUT]`.
    type Logits: Vector<Scalar = Self::Scalar>;
    /// What the logits mean.
    type Head: Head;
    /// The head with its options.
    const HEAD: Self::Head;
    /// Everything that a training pass over a batch leaves behind.
    type Tape<'a>: Tape<Self::Logits>;

    /// Bytes of all that is learned and kept: what a network takes in a file and as a static.
    const WEIGHT_BYTES: usize = Self::COUNT * size_of::<Self::Scalar>();
    /// Bytes of the values that the layers of [`forward`](Network::forward) give for one sample, each layer's from the start
    /// of a cache line on: what one prediction takes on the stack, but for what the compiler needs or saves itself.
    const PREDICTION_BYTES: usize = budget::prediction::<Self>();
    /// Bytes of scratch memory that a training step on one sample takes: what the layers give, the derivative by that and
    /// what they remember for it. The network, its gradient and what the optimizer remembers come on top of that: a
    /// [`Learner`](crate::train::Learner::bytes) says what all of it takes.
    const TRAINING_BYTES: usize = scratch::<Self>(1) * size_of::<Self::Scalar>();

    /// A tape for `samples` samples in `scratch`, which holds at least [`scratch::<Self>(samples)`](scratch) values.
    fn tape(scratch: &mut [Self::Scalar], samples: usize) -> Self::Tape<'_>;

    /// What is learned.
    fn parameters(&self) -> &Self::Parameters;

    /// What is learned and what is kept, to change.
    fn parts_mut(&mut self) -> (&mut Self::Parameters, &mut Self::State);

    /// What is kept.
    fn state(&self) -> &Self::State;

    /// Draws the parameters and sets the state, which are zero, from `stream`.
    fn initialize(&mut self, stream: Stream);

    /// The logits of `B` samples, predicting.
    fn forward<const B: usize>(&self, level: impl Level, input: &[Self::Input; B]) -> [Self::Logits; B];

    /// The logits of `LANES` samples, predicting: the same, but from layer to layer the samples lie side by side, so that
    /// vectors are full however narrow the layers are. `LANES` is a multiple of 16.
    #[inline(always)]
    fn forward_lanes<const LANES: usize>(
        &self,
        level: impl Level,
        input: &[Self::Input; LANES],
    ) -> [Self::Logits; LANES] {
        self.forward(level, input)
    }

    /// The logits of a batch, training; they are left in the tape, which is as long as `input`. Moves on `state`, which
    /// starts as a copy of the network's own, so that a pass that fails has changed nothing.
    fn forward_train(
        &self,
        level: impl Level,
        state: &mut Self::State,
        input: &[Self::Input],
        tape: &mut Self::Tape<'_>,
        stream: Stream,
    );

    /// Overwrites `gradient`, given the derivative by the logits in the tape.
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

    /// [`backward`](Network::backward), but for the derivatives that layers [defer](crate::Layer::DEFERS): those parts of `gradient`
    /// are left as they were.
    fn propagate(
        &self,
        level: impl Level,
        input: &[Self::Input],
        tape: &mut Self::Tape<'_>,
        gradient: &mut Self::Parameters,
    );

    /// Takes over the parameters and the state of each layer that `other` has too: of the same name, with tensors of the
    /// same names, roles and shapes. The other layers stay as they are.
    ///
    /// A [checkpoint](crate::train::Trainer::load) or a file of weights is never matched in part by itself: this call is
    /// how to go on with some of the layers of another network.
    ///
    /// ```
    /// # use ffnn_core::Network;
    /// # fn example<Old: Network<Scalar = f32>, New: Network<Scalar = f32>>(old: &Old) {
    /// let mut network = New::boxed(7);
    /// println!("{}", network.copy_matching(old)); // what was copied, and what was not
    /// # }
    /// ```
    #[cfg(feature = "alloc")]
    fn copy_matching<M: Network<Scalar = Self::Scalar>>(&mut self, other: &M) -> Transfer {
        transfer::copy_matching(self, other)
    }

    /// A network on the heap, its parameters drawn from the stream `init` of this seed.
    #[cfg(feature = "alloc")]
    fn boxed(seed: u64) -> alloc::boxed::Box<Self> {
        let mut network = Self::zeros_boxed();
        network.initialize(Stream::root(seed).named("init"));
        network
    }
}

/// A pass that is over.
pub(crate) struct Passed<'a, N: Network, X: Tape<N::Logits>> {
    /// What it left behind.
    pub(crate) tape: &'a X,
    /// What it started from.
    pub(crate) inputs: &'a [N::Input],
}

impl<N: Network, X: Tape<N::Logits>> Traces<N::Scalar> for Passed<'_, N, X> {
    fn layer(&self, index: usize) -> Option<Traced<'_, N::Scalar>> {
        self.tape.layer(Vector::flattened(self.inputs), index)
    }
}

impl<'a, N: Network, X: Tape<N::Logits>> Passed<'a, N, X> {
    /// What [`propagate`](Network::propagate) left of the gradient.
    #[inline(always)]
    pub(crate) fn deferred(&'a self) -> Deferred<'a, N::Scalar> {
        Deferred::of(N::Parameters::LAYERS, self)
    }
}

/// How many values of scratch memory a tape for `samples` samples takes: the length of an array, if it has to be.
/// `usize::MAX` if that is more than a `usize` counts.
pub const fn scratch<N: Network>(samples: usize) -> usize {
    crate::parameters::scratch::total(<N::Parameters as Parameters>::LAYERS, samples)
}

/// The logits of one sample. Allocates nothing.
#[inline]
pub fn logits<N: Network>(network: &N, input: &N::Input) -> N::Logits {
    logits_at(Instructions::best(), network, input)
}

/// [`logits`] at a level or with instructions of your choice: see [`predict_at`].
#[inline(always)]
pub fn logits_at<N: Network>(at: impl Dispatch, network: &N, input: &N::Input) -> N::Logits {
    logits_by(at, Trainable(network), input)
}

/// What the network says to one sample. Allocates nothing.
#[inline]
pub fn predict<N: Network>(network: &N, input: &N::Input) -> Prediction<N> {
    predict_at(Instructions::best(), network, input)
}

/// [`predict`] with [`Instructions`] of your choice, or, inside of a [`Pass`](crate::kernels::Pass) of your own, at its [`Level`], where it is
/// part of your own loop.
#[inline(always)]
pub fn predict_at<N: Network>(at: impl Dispatch, network: &N, input: &N::Input) -> Prediction<N> {
    predict_by(at, Trainable(network), input)
}

/// Writes what the network says to each sample of a batch of any length. Allocates nothing.
///
/// Many samples at a time share each weight that is loaded, so that one takes a part of the time of [`predict`]; results
/// differ from its in the last bits.
///
/// # Errors
///
/// If there is not one prediction an input; nothing is written then.
pub fn predict_batch<N: Network>(
    network: &N,
    inputs: &[N::Input],
    predictions: &mut [Prediction<N>],
) -> Result<(), BatchError> {
    predict_batch_at(Instructions::best(), network, inputs, predictions)
}

/// [`predict_batch`] at a level or with instructions of your choice: see [`predict_at`].
///
/// # Errors
///
/// As there.
#[inline(always)]
pub fn predict_batch_at<N: Network>(
    at: impl Dispatch,
    network: &N,
    inputs: &[N::Input],
    predictions: &mut [Prediction<N>],
) -> Result<(), BatchError> {
    predict_batch_by(at, Trainable(network), inputs, predictions)
}

/// Writes the logits of each sample of a batch, as [`predict_batch`] does.
///
/// # Errors
///
/// If there is not one row of logits an input; nothing is written then.
pub fn logits_batch<N: Network>(network: &N, inputs: &[N::Input], logits: &mut [N::Logits]) -> Result<(), BatchError> {
    logits_batch_at(Instructions::best(), network, inputs, logits)
}

/// [`logits_batch`] at a level or with instructions of your choice: see [`predict_at`].
///
/// # Errors
///
/// As there.
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
    each_logits_at(Instructions::best(), network, inputs, visit);
}

/// [`each_logits`] at a level or with instructions of your choice: see [`predict_at`].
#[inline(always)]
pub fn each_logits_at<N: Network>(
    at: impl Dispatch,
    network: &N,
    inputs: &[N::Input],
    visit: impl FnMut(usize, &N::Logits),
) {
    each_logits_by(at, Trainable(network), inputs, visit);
}

/// Why a batch was not predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchError {
    /// How many inputs there are.
    pub inputs: usize,
    /// How many places for what is said to them.
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
        write!(f, "expected room for one prediction an input, found {inputs} inputs and room for {places}")
    }
}

impl core::error::Error for BatchError {}
