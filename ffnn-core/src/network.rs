//! Predicting with networks, and the trait that `network!` implements for them.

#[doc(hidden)]
pub mod budget;
mod predict;
#[cfg(feature = "alloc")]
mod summary;
#[cfg(feature = "alloc")]
mod transfer;

#[cfg(feature = "alloc")]
pub use summary::summary;
#[cfg(feature = "alloc")]
pub use transfer::{Left, Transfer};

use crate::kernels::Level;
use crate::parameters::deferred::Traces;
pub use crate::parameters::tape::{Tape, Traced};
use crate::{Deferred, Flat, Head, Loss, Parameters, Scalar, Stream, Vector};
pub use predict::{BatchError, LengthError, Predict, sample};
pub(crate) use predict::{InputOf, LogitsOf};

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
pub trait Network: Predict<Network = Self> + Flat<Self::Scalar> {
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
    /// Stack bytes for one prediction: the outputs of all layers in [`forward`](Predict::forward) for one sample, each
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

    /// Overwrites `gradient`, given the gradient with respect to the logits in the tape, except for what layers
    /// [defer](crate::Layer::DEFERS): those parts are left unchanged.
    fn backward(
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
    /// Returns the part of the gradient that [`backward`](Network::backward) deferred.
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
