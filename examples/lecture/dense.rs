//! The dense layer of these networks.

use ffnn::kernels::{Level, Pass, dispatch};
use ffnn::layers::{self, DenseParameters};
use ffnn::{Initializer, Layer, Leaf, Options, Random, Scalar, Trace};

/// The library's dense layer, compiled once for each pair of widths.
///
/// The library compiles every layer of every network by itself, which is fastest for the one network of a program. Here
/// stand about forty networks of a few widths: sharing the code makes the lecture compile ten times faster.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// Draws the weights.
    pub init: Initializer,
}

impl Options for Dense {
    const DEFAULT: Self = Self { init: layers::Dense::DEFAULT.init };
}

impl Dense {
    /// Every value is fine.
    pub const fn checked(self) -> Self {
        self
    }

    /// The layer of the library.
    const fn inner(self) -> layers::Dense {
        layers::Dense { init: self.init, ..layers::Dense::DEFAULT }
    }
}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> for Dense {
    type Parameters<T: Scalar> = DenseParameters<T, IN, OUT>;
    const LEAVES: &'static [Leaf] = <layers::Dense as Layer<IN, OUT>>::LEAVES;
    const MULTIPLY_ADDS: usize = <layers::Dense as Layer<IN, OUT>>::MULTIPLY_ADDS;

    fn memory(samples: usize) -> usize {
        <layers::Dense as Layer<IN, OUT>>::memory(samples)
    }

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut DenseParameters<T, IN, OUT>,
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer {
        self.inner().initialize(parameters, preferred, random)
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &DenseParameters<T, IN, OUT>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        dispatch(Forward { dense: self.inner(), parameters, input, output });
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &DenseParameters<T, IN, OUT>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut DenseParameters<T, IN, OUT>,
        input_gradient: Option<&mut [[T; IN]]>,
    ) {
        dispatch(Backward { dense: self.inner(), parameters, input, trace, gradient, input_gradient });
    }
}

struct Forward<'a, T, const IN: usize, const OUT: usize> {
    dense: layers::Dense,
    parameters: &'a DenseParameters<T, IN, OUT>,
    input: &'a [[T; IN]],
    output: &'a mut [[T; OUT]],
}

impl<T: Scalar, const IN: usize, const OUT: usize> Pass for Forward<'_, T, IN, OUT> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.dense.forward(level, self.parameters, self.input, self.output);
    }
}

struct Backward<'a, 't, T, const IN: usize, const OUT: usize> {
    dense: layers::Dense,
    parameters: &'a DenseParameters<T, IN, OUT>,
    input: &'a [[T; IN]],
    trace: &'a mut Trace<'t, T, OUT>,
    gradient: &'a mut DenseParameters<T, IN, OUT>,
    input_gradient: Option<&'a mut [[T; IN]]>,
}

impl<T: Scalar, const IN: usize, const OUT: usize> Pass for Backward<'_, '_, T, IN, OUT> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.dense.backward(level, self.parameters, self.input, self.trace, self.gradient, self.input_gradient);
    }
}
