//! The layers of these networks: those of the library, sharing their code.
//!
//! The library compiles every layer of every network by itself, which is fastest for the one network of a program. Here
//! stand some sixty networks, most of the same few widths: each of these layers is compiled once for each width, and the
//! lecture ten times faster.

use ffnn::initializers::glorot_uniform;
use ffnn::kernels::{Level, Pass, dispatch};
use ffnn::layers::{self, Learned, Running};
use ffnn::{Biased, Flat, Initializer, Layer, Leaf, Options, Random, Room, Rules, Scalar, Trace};

/// The library's dense layer, drawn as the lecture does: Glorot's initializer, or He's where a network names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dense<const BIAS: bool = true> {
    /// Draws the weights.
    pub(crate) init: Initializer,
    /// The penalty `l1 · Σ |W|`.
    pub(crate) l1: f64,
    /// The penalty `l2 · Σ W²`.
    pub(crate) l2: f64,
    /// The largest norm of the weights into a neuron.
    pub(crate) max_norm: f64,
}

impl<const BIAS: bool> Options for Dense<BIAS> {
    const DEFAULT: Self = Self { init: glorot_uniform, l1: 0.0, l2: 0.0, max_norm: f64::INFINITY };
}

impl Biased for Dense {
    type Unbiased = Dense<false>;
}

impl<const BIAS: bool> Dense<BIAS> {
    /// As in the library.
    pub(crate) const fn checked(self) -> Self {
        let _ = self.inner().checked();
        self
    }

    const fn inner(self) -> layers::Dense<BIAS> {
        layers::Dense { init: self.init, l1: self.l1, l2: self.l2, max_norm: self.max_norm, ..layers::Dense::DEFAULT }
    }
}

/// The library's batch normalization.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchNorm {
    /// How much of the running statistics stays in a step.
    pub(crate) momentum: f64,
    /// The running statistics.
    pub(crate) running: Running,
}

impl Options for BatchNorm {
    const DEFAULT: Self = {
        let layers::BatchNorm { momentum, running, .. } = <layers::BatchNorm>::DEFAULT;
        Self { momentum, running }
    };
    const ABSORBS_BIAS: bool = true;
}

impl BatchNorm {
    /// As in the library.
    pub(crate) const fn checked(self) -> Self {
        let _ = self.inner().checked();
        self
    }

    const fn inner(self) -> layers::BatchNorm {
        layers::BatchNorm { momentum: self.momentum, running: self.running, ..<layers::BatchNorm>::DEFAULT }
    }
}

/// Makes a type a layer by handing every call on to `inner`, the passes through a function for the processor at hand.
macro_rules! share {
    ([$($generics:tt)*] $name:ty: $inner:ty, $inputs:ident to $outputs:ident $(, where $($bound:tt)*)?) => {
        impl<$($generics)*> Layer<$inputs, $outputs> for $name
        $(where $($bound)*)?
        {
            type Parameters<T: Scalar> = <$inner as Layer<$inputs, $outputs>>::Parameters<T>;
            type State<T: Scalar> = <$inner as Layer<$inputs, $outputs>>::State<T>;
            const LEAVES: &'static [Leaf] = <$inner as Layer<$inputs, $outputs>>::LEAVES;
            const STATE_LEAVES: &'static [Leaf] = <$inner as Layer<$inputs, $outputs>>::STATE_LEAVES;
            const MULTIPLY_ADDS: usize = <$inner as Layer<$inputs, $outputs>>::MULTIPLY_ADDS;
            const SMALLEST_BATCH: usize = <$inner as Layer<$inputs, $outputs>>::SMALLEST_BATCH;
            const SAMPLEWISE: bool = <$inner as Layer<$inputs, $outputs>>::SAMPLEWISE;
            const ABSORBED_BIAS: Option<usize> = <$inner as Layer<$inputs, $outputs>>::ABSORBED_BIAS;

            const ROOM: Room = <$inner as Layer<$inputs, $outputs>>::ROOM;

            fn rules(&self, leaf: &Leaf) -> Rules {
                Layer::<$inputs, $outputs>::rules(&self.inner(), leaf)
            }

            fn initialize<T: Scalar>(
                &self,
                parameters: &mut Self::Parameters<T>,
                state: &mut Self::State<T>,
                preferred: Initializer,
                random: &mut Random,
            ) -> Initializer {
                Layer::<$inputs, $outputs>::initialize::<T>(&self.inner(), parameters, state, preferred, random)
            }

            #[inline(always)]
            fn forward<L: Level, T: Scalar>(
                &self,
                _level: L,
                parameters: &Self::Parameters<T>,
                state: &Self::State<T>,
                input: &[[T; $inputs]],
                output: &mut [[T; $outputs]],
            ) {
                dispatch(Forward { layer: self.inner(), parameters, state, input, output });
            }

            #[inline(always)]
            fn forward_train<L: Level, T: Scalar>(
                &self,
                _level: L,
                parameters: &Self::Parameters<T>,
                state: &mut Self::State<T>,
                input: &[[T; $inputs]],
                trace: &mut Trace<'_, T, $outputs>,
                random: &mut Random,
            ) {
                dispatch(ForwardTrain { layer: self.inner(), parameters, state, input, trace, random });
            }

            #[inline(always)]
            fn backward<L: Level, T: Scalar>(
                &self,
                _level: L,
                parameters: &Self::Parameters<T>,
                input: &[[T; $inputs]],
                trace: &mut Trace<'_, T, $outputs>,
                gradient: &mut Self::Parameters<T>,
                input_gradient: Option<&mut [[T; $inputs]]>,
            ) {
                dispatch(Backward { layer: self.inner(), parameters, input, trace, gradient, input_gradient });
            }
        }
    };
}

share!([const IN: usize, const OUT: usize, const BIAS: bool] Dense<BIAS>: layers::Dense<BIAS>, IN to OUT, where (): Learned<BIAS>);
share!([const N: usize] BatchNorm: layers::BatchNorm, N to N);

struct Forward<'a, T, Y, P, S, const IN: usize, const OUT: usize> {
    layer: Y,
    parameters: &'a P,
    state: &'a S,
    input: &'a [[T; IN]],
    output: &'a mut [[T; OUT]],
}

impl<T, Y, P, S, const IN: usize, const OUT: usize> Pass for Forward<'_, T, Y, P, S, IN, OUT>
where
    T: Scalar,
    P: Flat<T>,
    S: Flat<T>,
    Y: Layer<IN, OUT, Parameters<T> = P, State<T> = S>,
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.layer.forward(level, self.parameters, self.state, self.input, self.output);
    }
}

struct ForwardTrain<'a, 't, T, Y, P, S, const IN: usize, const OUT: usize> {
    layer: Y,
    parameters: &'a P,
    state: &'a mut S,
    input: &'a [[T; IN]],
    trace: &'a mut Trace<'t, T, OUT>,
    random: &'a mut Random,
}

impl<T, Y, P, S, const IN: usize, const OUT: usize> Pass for ForwardTrain<'_, '_, T, Y, P, S, IN, OUT>
where
    T: Scalar,
    P: Flat<T>,
    S: Flat<T>,
    Y: Layer<IN, OUT, Parameters<T> = P, State<T> = S>,
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.layer.forward_train(level, self.parameters, self.state, self.input, self.trace, self.random);
    }
}

struct Backward<'a, 't, T, Y, P, const IN: usize, const OUT: usize> {
    layer: Y,
    parameters: &'a P,
    input: &'a [[T; IN]],
    trace: &'a mut Trace<'t, T, OUT>,
    gradient: &'a mut P,
    input_gradient: Option<&'a mut [[T; IN]]>,
}

impl<T, Y, P, const IN: usize, const OUT: usize> Pass for Backward<'_, '_, T, Y, P, IN, OUT>
where
    T: Scalar,
    P: Flat<T>,
    Y: Layer<IN, OUT, Parameters<T> = P>,
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.layer.backward(level, self.parameters, self.input, self.trace, self.gradient, self.input_gradient);
    }
}
