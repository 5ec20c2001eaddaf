//! A network as `network!` would write it, for tests in this crate: `Dense<5>`, `Tanh`, `Dropout`, `Dense`, `Softmax`.

use crate::activations::Tanh;
use crate::heads::Softmax;
use crate::initializers::glorot_uniform;
use crate::kernels::Level;
use crate::layers::{Dense, DenseParameters, Dropout};
use crate::network::expansion::{self, Scratch};
use crate::{Flat, Head, Layer, LayerInfo, Network, Options, Parameters, Scalar, Stream, Trace, network};

const DENSE: Dense = Dense { init: crate::initializers::by_activation };
const DROPOUT: Dropout = Dropout { rate: 0.3 };

/// Three values in, four classes out.
#[repr(C)]
pub(crate) struct Sample<T> {
    pub(crate) hidden: DenseParameters<T, 3, 5>,
    pub(crate) output: DenseParameters<T, 5, 4>,
}

// SAFETY: `repr(C)`, and both fields are flat.
unsafe impl<T: Scalar> Flat<T> for Sample<T> {}

impl<T: Scalar> Parameters for Sample<T> {
    type Scalar = T;
    const LAYERS: &'static [LayerInfo] = &[
        LayerInfo::new::<T, Dense, 3, 5>("hidden", "Dense", 0),
        LayerInfo::new::<T, Tanh, 5, 5>("tanh", "Tanh", 20),
        LayerInfo::new::<T, Dropout, 5, 5>("dropout", "Dropout", 20),
        LayerInfo::new::<T, Dense, 5, 4>("output", "Dense", 20),
    ];
}

pub(crate) struct SampleTape<'a, T> {
    hidden: Trace<'a, T, 5>,
    tanh: Trace<'a, T, 5>,
    dropout: Trace<'a, T, 5>,
    output: Trace<'a, T, 4>,
}

impl<T: Scalar> network::Tape<[T; 4]> for SampleTape<'_, T> {
    fn logits(&mut self) -> (&[[T; 4]], &mut [[T; 4]]) {
        (self.output.output, self.output.gradient)
    }

    fn visit(&self, visit: &mut dyn FnMut(&[T])) {
        visit(self.hidden.output.as_flattened());
        visit(self.tanh.output.as_flattened());
        visit(self.dropout.output.as_flattened());
        visit(self.output.output.as_flattened());
    }
}

impl<T: Scalar> Network for Sample<T> {
    type Input = [T; 3];
    type Logits = [T; 4];
    type Head = Softmax;
    const HEAD: Softmax = Softmax::DEFAULT;
    type Tape<'a> = SampleTape<'a, T>;

    fn scratch(samples: usize) -> usize {
        expansion::total([
            expansion::scratch::<Dense, 3, 5>(samples),
            expansion::scratch::<Tanh, 5, 5>(samples),
            expansion::scratch::<Dropout, 5, 5>(samples),
            expansion::scratch::<Dense, 5, 4>(samples),
        ])
    }

    fn tape(scratch: &mut [T], samples: usize) -> SampleTape<'_, T> {
        let mut scratch = Scratch::new(scratch);
        SampleTape {
            hidden: scratch.trace::<Dense, 3, 5>(samples),
            tanh: scratch.trace::<Tanh, 5, 5>(samples),
            dropout: scratch.trace::<Dropout, 5, 5>(samples),
            output: scratch.trace::<Dense, 5, 4>(samples),
        }
    }

    fn initialize(&mut self, stream: Stream) {
        let preferred = <Softmax as Head>::INITIALIZER;
        DENSE.initialize(&mut self.output, preferred, &mut stream.named("output").random());
        DENSE.initialize(&mut self.hidden, glorot_uniform, &mut stream.named("hidden").random());
    }

    #[inline(always)]
    fn forward<const B: usize>(&self, level: impl Level, input: &[[T; 3]; B]) -> [[T; 4]; B] {
        let hidden = expansion::forward::<Dense, _, T, 3, 5, B>(&DENSE, level, &self.hidden, input);
        let tanh = expansion::forward::<Tanh, _, T, 5, 5, B>(&Tanh, level, &(), &hidden);
        expansion::forward::<Dense, _, T, 5, 4, B>(&DENSE, level, &self.output, &tanh)
    }

    #[inline(always)]
    fn forward_train(&self, level: impl Level, input: &[[T; 3]], tape: &mut SampleTape<'_, T>, stream: Stream) {
        let random = &mut stream.named("dropout").random();
        DENSE.forward_train(level, &self.hidden, input, &mut tape.hidden, random);
        Tanh.forward_train(level, &(), tape.hidden.output, &mut tape.tanh, random);
        DROPOUT.forward_train(level, &(), tape.tanh.output, &mut tape.dropout, random);
        DENSE.forward_train(level, &self.output, tape.dropout.output, &mut tape.output, random);
    }

    #[inline(always)]
    fn backward(&self, level: impl Level, input: &[[T; 3]], tape: &mut SampleTape<'_, T>, gradient: &mut Self) {
        let SampleTape { hidden, tanh, dropout, output } = tape;
        let into = Some(&mut *dropout.gradient);
        DENSE.backward(level, &self.output, dropout.output, output, &mut gradient.output, into);
        DROPOUT.backward(level, &(), tanh.output, dropout, &mut (), Some(&mut *tanh.gradient));
        Tanh.backward(level, &(), hidden.output, tanh, &mut (), Some(&mut *hidden.gradient));
        DENSE.backward(level, &self.hidden, input, hidden, &mut gradient.hidden, None);
    }
}
