//! What a layer is.

use crate::kernels::Level;
use crate::{Flat, Initializer, Leaf, Random, Scalar};

/// A value that is written with braces in a network: a layer, an activation, a head or a loss with its options.
///
/// A type whose options can be wrong also has an inherent `pub const fn checked(self) -> Self`, which panics with a
/// sentence; `network!` calls it while compiling wherever options are given, so the sentence is a compile error.
pub trait Options: Copy + Send + Sync + 'static {
    /// What is meant when nothing is said.
    const DEFAULT: Self;
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
    message = "`{Self}` cannot turn {IN} values into {OUT}",
    label = "not a layer from {IN} values to {OUT}",
    note = "a layer that changes the width says so: `Dense<32>`; an activation or dropout keeps it and stands without a width",
    note = "a head, such as `Softmax` or `Linear`, stands last and only there",
    note = "a layer of your own implements `Layer`, an activation `Activation`"
)]
pub trait Layer<const IN: usize, const OUT: usize>: Options {
    /// What is learned: `()`, a nalgebra matrix, or a `repr(C)` struct of such.
    type Parameters<T: Scalar>: Flat<T>;
    /// The tensors of the parameters, in order.
    const LEAVES: &'static [Leaf];
    /// Multiply-adds for one sample.
    const MULTIPLY_ADDS: usize;

    /// How many values it remembers from the training pass for the backward pass over `samples` samples, and needs as
    /// scratch there.
    fn memory(samples: usize) -> usize {
        let _ = samples;
        0
    }

    /// Draws the parameters, which are zero, and returns the initializer that this layer would like for the weights
    /// before it. `preferred` is what the layers after this one would like for its own.
    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer;

    /// Predicts: `input` and `output` have one row a sample, as many as each other. Overwrites `output`.
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    );

    /// Computes what the backward pass will differentiate. Overwrites `trace.output`, and `trace.memory` if it uses it.
    ///
    /// The same as [`forward`](Layer::forward) unless the layer acts differently in training.
    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        random: &mut Random,
    ) {
        let _ = random;
        self.forward(level, parameters, input, trace.output);
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
}

/// What one layer leaves behind on the way forward and needs on the way back, for one batch.
#[derive(Debug)]
pub struct Trace<'a, T, const OUT: usize> {
    /// What the layer gave, one row a sample.
    pub output: &'a mut [[T; OUT]],
    /// The loss's derivative by that.
    pub gradient: &'a mut [[T; OUT]],
    /// As many values as [`Layer::memory`] asks for.
    pub memory: &'a mut [T],
}
