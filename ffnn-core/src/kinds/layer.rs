//! What a layer is.

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

/// A value that is written with braces in a network: a layer, an activation, a head or a loss with its options.
///
/// A type whose options can be wrong also has an inherent `pub const fn checked(self) -> Self`, which panics with a
/// sentence; `network!` calls it while compiling wherever options are given, so the sentence is a compile error.
///
/// The constants with defaults are questions that a network asks of the types in its list. A misspelt answer is a compile
/// error. Further answers follow from the traits that a type implements: [`Biased`], [`Pack`](crate::frozen::Pack),
/// [`Scales`](crate::frozen::Scales), [`Clamps`](crate::quantized::Clamps).
pub trait Options: Copy + Send + Sync + 'static {
    /// The options where none are given.
    const DEFAULT: Self;

    /// Whether a number added to all values of an input means nothing to this layer, as when it subtracts the mean over the
    /// batch: a [`Biased`] layer right before it is declared without its bias.
    const ABSORBS_BIAS: bool = false;

    /// Whether this layer puts noise on values in training, so that the network's output must not come from it: it is a
    /// compile error right before the head, also at the end of a block and with nothing but activations in between.
    const NEVER_LAST: bool = false;

    /// Whether this layer gives as many values as it is told, so that a list has to tell it: without a width it is a compile
    /// error, and not a layer that keeps the width.
    const NEEDS_WIDTH: bool = false;

    /// Whether this layer changes nothing when predicting: a [frozen](crate::frozen) network does without it.
    const ONLY_TRAINS: bool = false;
}

/// A layer that can do without its bias: right before one that [absorbs](Options::ABSORBS_BIAS) it, it does.
pub trait Biased: Options {
    /// The same layer without it.
    type Unbiased: Options;
}

/// Turns rows of `IN` values into rows of `OUT` values, and knows its derivative.
///
/// The type itself holds the options (`Dense { init: he_normal }` is a constant, not a parameter); what is learned is a
/// value of [`Parameters`](Layer::Parameters). An activation is a layer too: implement
/// [`Activation`](crate::Activation) instead.
///
/// All methods carry `#[inline(always)]` and no loops over samples of their own where a kernel has one, so that a whole
/// network becomes one function for the processor at hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit here",
    label = "not a layer from the width before it to the width that it states",
    note = "a layer that changes the width says so: `Dense<32>`; an activation or dropout keeps it and stands without a width",
    note = "a head, such as `Softmax` or `Linear`, stands last and only there",
    note = "a layer of your own implements `Layer`, an activation `Activation`"
)]
pub trait Layer<const IN: usize, const OUT: usize>: Options {
    /// What is learned: `()`, a nalgebra matrix, or a `repr(C)` struct of such.
    type Parameters<T: Scalar>: Flat<T>;
    /// What it keeps of the data that it saw in training, such as running means: `()` for nearly all layers. No
    /// optimizer moves it.
    type State<T: Scalar>: Flat<T>;
    /// The tensors of the parameters, in order.
    const LEAVES: &'static [Leaf];
    /// The tensors of the state, in order.
    const STATE_LEAVES: &'static [Leaf] = &[];
    /// Multiply-adds for one sample.
    const MULTIPLY_ADDS: usize;
    /// How many samples a batch has at least in training.
    const SMALLEST_BATCH: usize = 1;
    /// Whether what it does to a sample, and learns from it, depends on that sample alone, so that
    /// [several threads](crate::train::Builder::threads) may take a part of a batch each. A layer that sums over samples in
    /// its training pass says `false`; one that has a state need not.
    const SAMPLEWISE: bool = Self::SMALLEST_BATCH == 1 && Self::STATE_LEAVES.is_empty();
    /// How long the bias is that it does without because the layer after it would take it away: a file of weights from
    /// elsewhere may have one, which then goes into that layer's running mean.
    const ABSORBED_BIAS: Option<usize> = None;

    /// Whether [`propagate`](Layer::propagate) leaves out the derivative by the first tensor, because whoever called it
    /// computes it from what is left in the trace: the tensor has `IN` columns of `OUT` values, and
    ///
    /// ```text
    /// dW[i][o] = Σ_s input[s][i] · trace.gradient[s][o]
    /// ```
    ///
    /// Pays where the tensor is large: an optimizer that looks at one parameter at a time then never writes all of it.
    const DEFERS: bool = false;

    /// How many values it remembers from the training pass for the backward pass, and needs as scratch there. A constant,
    /// so that a program without a heap knows while compiling how much memory learning takes.
    const ROOM: Room = Room::NONE;

    /// What holds for one of its tensors in training: penalties, a limit.
    fn rules(&self, leaf: &Leaf) -> Rules {
        let _ = leaf;
        Rules::NONE
    }

    /// Draws the parameters and sets the state, which are zero, and returns the initializer that this layer would like
    /// for the weights before it. `preferred` is what the layers after this one would like for its own.
    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        state: &mut Self::State<T>,
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer;

    /// Predicts: `input` and `output` have one row a sample, as many as each other. Overwrites `output`.
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    );

    /// [`forward`](Layer::forward) for `LANES` samples side by side, in a network so narrow that the values of one would
    /// not fill a vector: `input` and `output` have one row a value and one column a sample. Overwrites `output`.
    ///
    /// A layer that does not say otherwise turns its rows round and calls `forward`.
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

    /// The derivative of [`forward`](Layer::forward) at one sample along some directions, one a row. `output` is what
    /// `forward` gave for `input`. Overwrites `output_tangents`.
    ///
    /// ```text
    /// dy[o] = Σ_i ∂y[o]/∂x[i] dx[i]
    /// ```
    ///
    /// Only [`predict_with_jacobian`](crate::frozen::Frozen::predict_with_jacobian) asks for it; for a layer that does not
    /// say it, that is a compile error.
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

    /// Computes what the backward pass will differentiate, and moves the state on. Overwrites `trace.output`, and
    /// `trace.memory` if it uses it.
    ///
    /// The same as [`forward`](Layer::forward) unless the layer acts differently in training.
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

    /// Given the loss's derivative by the output in `trace.gradient`, **overwrites** `gradient` with the derivative by
    /// the parameters and `input_gradient`, where there is one, with the derivative by the input.
    ///
    /// `input` and `trace.output` are as the training pass left them. It may destroy `trace.gradient`.
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; IN]]>,
    );

    /// [`backward`](Layer::backward), but for the derivative that the layer [defers](Layer::DEFERS), if it does; then it leaves
    /// `trace.gradient` as it is.
    #[inline(always)]
    fn propagate<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; IN]]>,
    ) {
        self.backward(level, parameters, input, trace, gradient, input_gradient);
    }

    /// What is meant when nothing is said.
    #[doc(hidden)]
    const PLAIN: Self = <Self as Options>::DEFAULT;

    /// Its row in the table of a network, without its name and its place.
    #[doc(hidden)]
    const INFO: LayerInfo = LayerInfo::of::<Self, IN, OUT>();

    /// Its trace, in the next part of `scratch`.
    #[doc(hidden)]
    fn trace<'a, T: Scalar>(scratch: &mut Scratch<'a, T>, samples: usize) -> Trace<'a, T, OUT> {
        Trace::next(scratch, samples, Self::ROOM.values(samples))
    }

    /// [`forward`](Layer::forward) for as many samples as are known while compiling.
    // Unoptimized, every copy of the output takes its own place on the stack, here only until this layer is done.
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

    /// [`forward_lanes`](Layer::forward_lanes), likewise.
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

/// Tells, when a program is built, that it asks a layer for what it cannot say.
struct TangentsAreMissing<Y>(core::marker::PhantomData<Y>);

impl<Y> TangentsAreMissing<Y> {
    const TOLD: () = panic!("a Jacobian needs `Layer::forward_tangents` of every layer, and one does not implement it");
}

/// What one layer leaves behind on the way forward and needs on the way back, for one batch.
#[derive(Debug)]
pub struct Trace<'a, T, const OUT: usize> {
    /// What the layer gave, one row a sample.
    pub output: &'a mut [[T; OUT]],
    /// The loss's derivative by that.
    pub gradient: &'a mut [[T; OUT]],
    /// As many values as [`Layer::ROOM`] asks for.
    pub memory: &'a mut [T],
}

impl<'a, T: Scalar, const OUT: usize> Trace<'a, T, OUT> {
    /// In the next part of `scratch`.
    pub(crate) fn next(scratch: &mut Scratch<'a, T>, samples: usize, memory: usize) -> Self {
        let [output, gradient, memory] = scratch.take([samples * OUT, samples * OUT, memory]);
        Self { output: output.as_chunks_mut().0, gradient: gradient.as_chunks_mut().0, memory }
    }

    /// What can be read from it, with what the layer took.
    #[doc(hidden)]
    pub fn traced<'t>(&'t self, input: &'t [T]) -> Option<Traced<'t, T>> {
        Some(Traced { input, output: self.output.as_flattened(), gradient: self.gradient.as_flattened() })
    }
}

impl LayerInfo {
    /// What a layer's type says of it.
    pub(crate) const fn of<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>() -> Self {
        let (parameters, state) = (count(Y::LEAVES), count(Y::STATE_LEAVES));
        assert!(
            parameters == <Y::Parameters<f32> as Flat<f32>>::COUNT,
            "the leaves of a layer list each parameter once"
        );
        assert!(
            !Y::DEFERS || (!Y::LEAVES.is_empty() && Y::LEAVES[0].shape.0 == OUT && Y::LEAVES[0].shape.1 == IN),
            "a layer that defers has a first tensor with a row for each output and a column for each input"
        );
        assert!(state == <Y::State<f32> as Flat<f32>>::COUNT, "the leaves of a state list each of its values once");
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
