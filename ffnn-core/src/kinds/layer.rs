//! The trait of layers, and the questions that a network asks of the types in its list.

mod affine;
mod optional;

use crate::kernels::{self, Level};
use crate::parameters::scratch::Scratch;
use crate::parameters::tape::Traced;
use crate::parameters::{Room, count};
use crate::{Aligned, Flat, Initializer, LayerInfo, Leaf, Random, Rules, Scalar};
pub use affine::Affine;
pub(crate) use affine::AffineLeaves;
pub use optional::{Learned, Optional};

/// A type that can be written with braces in a network: a layer, an activation, a head or a loss with its options.
///
/// A type whose options can be invalid also has an inherent `pub const fn checked(self) -> Self`, which panics with a
/// message; `network!` calls it at compile time wherever options are given, so the message becomes a compile error.
///
/// A network reads the constants with defaults from the types in its list. A misspelled one is a compile error. More
/// properties follow from the traits that a type implements: [`Biased`], [`Pack`](crate::frozen::Pack),
/// [`Scales`](crate::frozen::Scales), [`Clamps`](crate::quantized::Clamps).
pub trait Options: Copy + Send + Sync + 'static {
    /// The options used if none are given.
    const DEFAULT: Self;

    /// Whether this layer ignores a constant added to all its inputs, for example because it subtracts the batch mean.
    /// A [`Biased`] layer right before it is then declared without its bias.
    const ABSORBS_BIAS: bool = false;

    /// Whether this layer adds noise in training, so that it must not produce the network's output: placing it right
    /// before the head is a compile error, also at the end of a block or with only activations in between.
    const NEVER_LAST: bool = false;

    /// Whether the list must state this layer's output width. Without a width it is then a compile error, not a layer
    /// that keeps the width.
    const NEEDS_WIDTH: bool = false;

    /// Whether this layer changes nothing when predicting, so that a [frozen](crate::frozen) network drops it.
    const ONLY_TRAINS: bool = false;
}

/// A layer that drops its bias right before a layer that [absorbs](Options::ABSORBS_BIAS) it.
pub trait Biased: Options {
    /// This layer without a bias.
    type Unbiased: Options;
}

/// Maps rows of `IN` values to rows of `OUT` values, and computes the derivative.
///
/// The type itself holds the options (`Dense { init: he_normal }` is a constant, not a parameter); what is learned is a
/// value of [`Parameters`](Layer::Parameters). An activation is a layer too: implement
/// [`Activation`](crate::Activation) instead.
///
/// All methods are `#[inline(always)]` and use a kernel instead of their own loop over samples where there is one, so
/// that a whole network becomes one function compiled for the processor at hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit here",
    label = "expected a layer that takes the width above it",
    note = "a layer that changes the width states it: `Dense<32>`; an activation or dropout keeps it and states none",
    note = "a head, such as `Softmax` or `Linear`, comes last and only there",
    note = "your own layer implements `Layer`, your own activation implements `Activation`"
)]
pub trait Layer<const IN: usize, const OUT: usize>: Options {
    /// The learned parameters: `()`, a nalgebra matrix, or a `repr(C)` struct of such.
    type Parameters<T: Scalar>: Flat<T>;
    /// The running statistics collected in training, such as running means: `()` for nearly all layers. No optimizer
    /// updates them.
    type State<T: Scalar>: Flat<T>;
    /// The tensors of the parameters, in order.
    const LEAVES: &'static [Leaf];
    /// The tensors of the state, in order.
    const STATE_LEAVES: &'static [Leaf] = &[];
    /// Multiply-adds for one sample.
    const MULTIPLY_ADDS: usize;
    /// Smallest batch size in training.
    const SMALLEST_BATCH: usize = 1;
    /// Whether the layer's output and gradient for a sample depend on that sample alone, so that [several
    /// threads](crate::train::Builder::threads) may each process a part of a batch. `false` for a layer that sums over
    /// samples in its training pass. A layer with a state need not set it.
    const SAMPLEWISE: bool = Self::SMALLEST_BATCH == 1 && Self::STATE_LEAVES.is_empty();
    /// Length of the omitted bias, if the layer after this one absorbs it. A weight file from another library may
    /// contain that bias; it is then merged into the next layer's running mean.
    const ABSORBED_BIAS: Option<usize> = None;

    /// Whether [`backward`](Layer::backward) can omit the gradient of the first tensor, and does if
    /// [`Trace::defers`] says so. The caller then computes it from the trace: the tensor has `IN` columns of `OUT` values, and
    ///
    /// ```text
    /// dW[i][o] = Σ_s input[s][i] · trace.gradient[s][o]
    /// ```
    ///
    /// Worthwhile for a large tensor: an elementwise optimizer then never writes the whole gradient.
    const DEFERS: bool = false;

    /// Number of values that the backward pass needs, remembered from the training pass or as scratch. It is a constant
    /// so that a program without a heap knows at compile time how much memory learning takes.
    const ROOM: Room = Room::NONE;

    /// Returns the training rules for one of its tensors: penalties and a limit.
    fn rules(&self, leaf: &Leaf) -> Rules {
        let _ = leaf;
        Rules::NONE
    }

    /// Draws the parameters and sets the state, both zero before, and returns the initializer that this layer prefers
    /// for the weights before it. `preferred` is what the layers after this one prefer for this layer's weights.
    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        state: &mut Self::State<T>,
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer;

    /// Predicts: `input` and `output` have one row per sample and equal lengths. Overwrites `output`.
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    );

    /// Predicts `LANES` samples side by side, in a network so narrow that the values of one sample would not fill a
    /// vector: `input` and `output` have one row per value and one column per sample. Overwrites `output`.
    ///
    /// The default transposes the rows and calls [`forward`](Layer::forward).
    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        input: &[[T; LANES]; IN],
        output: &mut [[T; LANES]; OUT],
    ) {
        let (mut rows, mut results) = ([[T::ZERO; IN]; LANES], [[T::ZERO; OUT]; LANES]);
        kernels::turn(level, input, &mut rows);
        self.forward(level, parameters, state, &rows, &mut results);
        kernels::turn(level, &results, output);
    }

    /// Computes directional derivatives of [`forward`](Layer::forward) at one sample, one direction per row. `output`
    /// is the result of `forward` for `input`. Overwrites `output_tangents`.
    ///
    /// ```text
    /// dy[o] = Σ_i ∂y[o]/∂x[i] dx[i]
    /// ```
    ///
    /// Only [`predict_with_jacobian`](crate::frozen::Frozen::predict_with_jacobian) calls it; calling it for a layer
    /// that does not implement it is a compile error.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "a value and its tangents, each in and out")]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        input: &[T; IN],
        output: &[T; OUT],
        tangents: &[[T; IN]],
        output_tangents: &mut [[T; OUT]],
    ) {
        let () = TangentsAreMissing::<Self>::TOLD;
        let _ = (level, parameters, state, input, output, tangents, output_tangents);
    }

    /// Computes the outputs that the backward pass will differentiate, and updates the state. Overwrites
    /// `trace.output`, and `trace.memory` if it is used.
    ///
    /// Equal to [`forward`](Layer::forward) unless the layer acts differently in training.
    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &mut Self::State<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        random: &mut Random,
    ) {
        let _ = random;
        self.forward(level, parameters, state, input, trace.output);
    }

    /// Given the loss gradient with respect to the output in `trace.gradient`, **overwrites** `gradient` with the
    /// gradient with respect to the parameters, and `input_gradient`, if present, with the gradient with respect to the
    /// input.
    ///
    /// `input` and `trace.output` are as the training pass left them. It may destroy `trace.gradient`, unless the layer
    /// [defers](Trace::defers) a gradient, which it then leaves as it is.
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; IN]]>,
    );

    /// The layer's row in the table of a network, without its name and offset.
    #[doc(hidden)]
    const INFO: LayerInfo = LayerInfo::of::<Self, IN, OUT>();

    /// Takes the layer's trace from the next part of `scratch`.
    #[doc(hidden)]
    fn trace<'a, T: Scalar>(scratch: &mut Scratch<'a, T>, samples: usize) -> Trace<'a, T, OUT> {
        Trace { defers: Self::DEFERS, ..Trace::next(scratch, samples, Self::ROOM.values(samples)) }
    }

    /// Runs [`forward`](Layer::forward) for a number of samples that is known at compile time.
    // Unoptimized, every copy of the output takes its own stack space; not inlining frees it after this layer.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    fn predict<L: Level, T: Scalar, const B: usize>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        input: &[[T; IN]; B],
    ) -> Aligned<[[T; OUT]; B]> {
        let mut output = Aligned([[T::ZERO; OUT]; B]);
        self.forward(level, parameters, state, input, &mut *output);
        output
    }

    /// Runs [`forward_lanes`](Layer::forward_lanes) into a new array.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    fn predict_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        input: &[[T; LANES]; IN],
    ) -> Aligned<[[T; LANES]; OUT]> {
        let mut output = Aligned([[T::ZERO; LANES]; OUT]);
        self.forward_lanes(level, parameters, state, input, &mut output);
        output
    }
}

/// A compile error for a Jacobian of a layer without `forward_tangents`.
struct TangentsAreMissing<Y>(core::marker::PhantomData<Y>);

impl<Y> TangentsAreMissing<Y> {
    const TOLD: () = panic!("a Jacobian needs `Layer::forward_tangents` of every layer, and one does not implement it");
}

/// The values of one layer that the forward pass leaves for the backward pass, for one batch.
#[derive(Debug)]
pub struct Trace<'a, T, const OUT: usize> {
    /// Output of the layer, one row per sample.
    pub output: &'a mut [[T; OUT]],
    /// Gradient of the loss with respect to the output.
    pub gradient: &'a mut [[T; OUT]],
    /// Memory of the size that [`Layer::ROOM`] asks for.
    pub memory: &'a mut [T],
    /// Whether the caller computes the gradient that the layer may [defer](Layer::DEFERS). The trace says so, and not the
    /// layer, because a layer inside another one does not know who calls; `false` asks for the complete gradient.
    pub defers: bool,
}

impl<'a, T: Scalar, const OUT: usize> Trace<'a, T, OUT> {
    /// Takes the next part of `scratch`.
    pub(crate) fn next(scratch: &mut Scratch<'a, T>, samples: usize, memory: usize) -> Self {
        let [output, gradient, memory] = scratch.take([samples * OUT, samples * OUT, memory]);
        Self { output: output.as_chunks_mut().0, gradient: gradient.as_chunks_mut().0, memory, defers: false }
    }

    /// Returns a view of the trace together with the layer's input.
    #[doc(hidden)]
    pub fn traced<'t>(&'t self, input: &'t [T]) -> Option<Traced<'t, T>> {
        Some(Traced { input, output: self.output.as_flattened(), gradient: self.gradient.as_flattened() })
    }
}

impl LayerInfo {
    /// Builds the table row of a layer from its type.
    pub(crate) const fn of<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>() -> Self {
        let (parameters, state) = (count(Y::LEAVES), count(Y::STATE_LEAVES));
        assert!(
            parameters == <Y::Parameters<f32> as Flat<f32>>::COUNT,
            "expected `LEAVES` to list each parameter once"
        );
        assert!(
            !Y::DEFERS || (!Y::LEAVES.is_empty() && Y::LEAVES[0].shape.0 == OUT && Y::LEAVES[0].shape.1 == IN),
            "expected a layer that defers to have a first tensor with one row per output and one column per input"
        );
        assert!(
            state == <Y::State<f32> as Flat<f32>>::COUNT,
            "expected `STATE_LEAVES` to list each value of the state once"
        );
        Self {
            name: "",
            kind: "",
            inputs: IN,
            outputs: OUT,
            multiply_adds: Y::MULTIPLY_ADDS,
            offset: 0,
            parameters,
            leaves: Y::LEAVES,
            state_leaves: Y::STATE_LEAVES,
            room: Y::ROOM,
            smallest_batch: Y::SMALLEST_BATCH,
            samplewise: Y::SAMPLEWISE && state == 0,
            defers: Y::DEFERS,
            absorbed_bias: Y::ABSORBED_BIAS,
        }
    }
}
