//! What a network is: the passes that `network!` writes, and predicting with them.

use crate::kernels::{Level, Pass, dispatch};
use crate::{Head, Layer, Parameters, Scalar, Stream, Trace, Vector};

/// What a prediction of the network `N` is.
pub type Prediction<N> = <<N as Network>::Head as Head>::Prediction<<N as Network>::Logits>;

/// A feedforward network, as `network!` writes it: straight-line passes, one call a layer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "not declared by `network!`",
    note = "a network is what `network! {{ struct Digits: 64 -> 10 {{ … }} }}` declares"
)]
pub trait Network: Parameters {
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

    /// How many values of scratch memory a tape for `samples` samples takes.
    fn scratch(samples: usize) -> usize;

    /// A tape for `samples` samples in `scratch`, which holds at least [`scratch(samples)`](Network::scratch) values.
    fn tape(scratch: &mut [Self::Scalar], samples: usize) -> Self::Tape<'_>;

    /// Draws the parameters, which are zero, from `stream`.
    fn initialize(&mut self, stream: Stream);

    /// The logits of `B` samples, predicting.
    fn forward<const B: usize>(&self, level: impl Level, input: &[Self::Input; B]) -> [Self::Logits; B];

    /// The logits of a batch, training; they are left in the tape, which is as long as `input`.
    fn forward_train(&self, level: impl Level, input: &[Self::Input], tape: &mut Self::Tape<'_>, stream: Stream);

    /// Overwrites `gradient`, given the derivative by the logits in the tape.
    fn backward(&self, level: impl Level, input: &[Self::Input], tape: &mut Self::Tape<'_>, gradient: &mut Self);

    /// A network on the heap, its parameters drawn from the stream `init` of this seed.
    #[cfg(feature = "alloc")]
    fn boxed(seed: u64) -> alloc::boxed::Box<Self> {
        let mut network = Self::zeros_boxed();
        network.initialize(Stream::root(seed).named("init"));
        network
    }
}

/// The traces of all layers of a network, for one batch.
pub trait Tape<V: Vector> {
    /// The logits, and room for the loss's derivative by them; one row a sample.
    fn logits(&mut self) -> (&[V], &mut [V]);
    /// Calls `visit` with the output of each layer, in order.
    fn visit(&self, visit: &mut dyn FnMut(&[V::Scalar]));
}

/// The logits of one sample.
#[inline]
pub fn logits<N: Network>(network: &N, input: &N::Input) -> N::Logits {
    let [logits] = dispatch(Forward { network, input: core::array::from_ref(input) });
    logits
}

/// What the network says to one sample. Allocates nothing.
#[inline]
pub fn predict<N: Network>(network: &N, input: &N::Input) -> Prediction<N> {
    N::HEAD.prediction(logits(network, input))
}

/// Calls `visit` with the index and the logits of each sample. Allocates nothing.
pub fn each_logits<N: Network>(network: &N, inputs: &[N::Input], visit: impl FnMut(usize, &N::Logits)) {
    dispatch(ForwardEach { network, inputs, visit });
}

struct Forward<'a, N: Network, const B: usize> {
    network: &'a N,
    input: &'a [N::Input; B],
}

impl<N: Network, const B: usize> Pass for Forward<'_, N, B> {
    type Output = [N::Logits; B];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        self.network.forward(level, self.input)
    }
}

struct ForwardEach<'a, N: Network, F> {
    network: &'a N,
    inputs: &'a [N::Input],
    visit: F,
}

impl<N: Network, F: FnMut(usize, &N::Logits)> Pass for ForwardEach<'_, N, F> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(mut self, level: L) {
        /// Enough samples for each weight that is loaded to serve many, few enough to stay small on the stack.
        const GROUP: usize = 8;
        let (groups, rest) = self.inputs.as_chunks::<GROUP>();
        for (group, inputs) in groups.iter().enumerate() {
            for (place, logits) in self.network.forward(level, inputs).iter().enumerate() {
                (self.visit)(group * GROUP + place, logits);
            }
        }
        for (place, input) in rest.iter().enumerate() {
            let [logits] = self.network.forward(level, core::array::from_ref(input));
            (self.visit)(groups.len() * GROUP + place, &logits);
        }
    }
}

/// What expansions of `network!` call. Not public API.
#[doc(hidden)]
pub mod expansion {
    use super::*;

    /// One layer of [`Network::forward`].
    // Unoptimized, every copy of the output takes its own place on the stack, here only until this layer is done.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn forward<Y, L, T, const IN: usize, const OUT: usize, const B: usize>(
        layer: &Y,
        level: L,
        parameters: &Y::Parameters<T>,
        input: &[[T; IN]; B],
    ) -> [[T; OUT]; B]
    where
        Y: Layer<IN, OUT>,
        L: Level,
        T: Scalar,
    {
        let mut output = [[T::ZERO; OUT]; B];
        layer.forward(level, parameters, input, &mut output);
        output
    }

    /// The scratch memory of one layer's trace.
    pub fn scratch<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>(samples: usize) -> usize {
        2 * in_lines(samples * OUT) + in_lines(Y::memory(samples))
    }

    /// The scratch memory of all traces, and what is lost at most when the first is moved to the start of a cache line.
    pub fn total<const N: usize>(parts: [usize; N]) -> usize {
        parts.iter().sum::<usize>() + LINE - 1
    }

    /// Fails to compile with `otherwise`, at the place of the call, unless `holds`.
    #[track_caller]
    pub const fn claim(holds: bool, otherwise: &'static str) {
        assert!(holds, "{}", otherwise);
    }

    /// Fails to compile unless the fields of `N` lie one after the other and fill it.
    pub const fn assert_layout<N: Parameters>() {
        let (mut end, mut index) = (0, 0);
        while index < N::LAYERS.len() {
            assert!(N::LAYERS[index].offset == end, "a layer's parameters start where those before end");
            end += N::LAYERS[index].parameters;
            index += 1;
        }
        assert!(end == N::COUNT, "the parameters of the layers are all that a network holds");
    }

    /// `Digits { parameters: 2410, scalar: "f32" }`: thousands of numbers would help nobody.
    pub fn debug<N: Network>(_: &N, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct(name)
            .field("parameters", &N::COUNT)
            .field("scalar", &core::any::type_name::<N::Scalar>())
            .finish()
    }

    /// Deals a slice out, so that each part starts at a cache line.
    #[derive(Debug)]
    pub struct Scratch<'a, T> {
        rest: &'a mut [T],
    }

    impl<'a, T: Scalar> Scratch<'a, T> {
        /// All of `memory`, from the first start of a cache line.
        pub fn new(memory: &'a mut [T]) -> Self {
            let start = memory.as_ptr().align_offset(LINE * size_of::<T>()).min(memory.len());
            Self { rest: &mut memory[start..] }
        }

        /// The trace of one layer.
        pub fn trace<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>(
            &mut self,
            samples: usize,
        ) -> Trace<'a, T, OUT> {
            let output = self.take(samples * OUT).as_chunks_mut().0;
            let gradient = self.take(samples * OUT).as_chunks_mut().0;
            Trace { output, gradient, memory: self.take(Y::memory(samples)) }
        }

        fn take(&mut self, len: usize) -> &'a mut [T] {
            let (part, rest) = core::mem::take(&mut self.rest).split_at_mut(in_lines(len));
            self.rest = rest;
            &mut part[..len]
        }
    }

    /// Values in a cache line of 64 bytes, counted as the smaller type.
    const LINE: usize = 16;

    fn in_lines(len: usize) -> usize {
        len.next_multiple_of(LINE)
    }
}
