//! A network as `network!` would write it, for tests in this crate: `Dense<5>`, `Tanh`, `Dropout`, `Dense`, `Softmax`.

use crate::expansion::{self, Scratch};
use crate::kernels::Level;
use crate::members::activations::Tanh;
use crate::members::heads::Softmax;
use crate::members::initializers::glorot_uniform;
use crate::members::layers::{Dense, DenseParameters, Dropout};
use crate::{Head, Layer, LayerInfo, Network, Options, Parameters, Predict, Scalar, Stream, Trace, network};

const DENSE: Dense = Dense::DEFAULT;
const DROPOUT: Dropout = Dropout { rate: 0.3 };

/// A network with three inputs and four classes.
#[repr(C)]
pub(crate) struct Sample<T: Scalar> {
    pub(crate) parameters: SampleParameters<T>,
    pub(crate) state: (),
}

/// The learned parameters of [`Sample`].
#[repr(C)]
pub(crate) struct SampleParameters<T> {
    pub(crate) hidden: DenseParameters<T, 3, 5>,
    pub(crate) output: DenseParameters<T, 5, 4>,
}

crate::layout! { impl[T: Scalar] Flat<T> for Sample<T> { parameters, state } }
crate::layout! { impl[T: Scalar] Flat<T> for SampleParameters<T> { hidden, output } }

impl<T: Scalar> Parameters for SampleParameters<T> {
    type Scalar = T;
    const LAYERS: &'static [LayerInfo] = &expansion::table([
        LayerInfo { name: "hidden", kind: "Dense", ..<Dense as Layer<3, 5>>::INFO },
        LayerInfo { name: "tanh", kind: "Tanh", ..<Tanh as Layer<5, 5>>::INFO },
        LayerInfo { name: "dropout", kind: "Dropout", ..<Dropout as Layer<5, 5>>::INFO },
        LayerInfo { name: "output", kind: "Dense", ..<Dense as Layer<5, 4>>::INFO },
    ]);
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

    fn layer<'t>(&'t self, input: &'t [T], index: usize) -> Option<network::Traced<'t, T>> {
        match index {
            0 => self.hidden.traced(input),
            1 => self.tanh.traced(self.hidden.output.as_flattened()),
            2 => self.dropout.traced(self.tanh.output.as_flattened()),
            3 => self.output.traced(self.dropout.output.as_flattened()),
            _ => None,
        }
    }
}

impl<T: Scalar> Predict for Sample<T> {
    type Network = Self;

    #[inline(always)]
    fn forward<const B: usize>(&self, level: impl Level, input: &[[T; 3]; B]) -> [[T; 4]; B] {
        let SampleParameters { hidden, output } = &self.parameters;
        let hidden = <Dense as Layer<3, 5>>::predict(&DENSE, level, hidden, &(), input);
        let tanh = <Tanh as Layer<5, 5>>::predict(&Tanh, level, &(), &(), &hidden);
        *<Dense as Layer<5, 4>>::predict(&DENSE, level, output, &(), &tanh)
    }
}

impl<T: Scalar> Network for Sample<T> {
    type Scalar = T;
    type Parameters = SampleParameters<T>;
    type State = ();
    type Input = [T; 3];
    type Logits = [T; 4];
    type Head = Softmax;
    const HEAD: Softmax = Softmax::DEFAULT;
    type Tape<'a> = SampleTape<'a, T>;

    fn tape(scratch: &mut [T], samples: usize) -> SampleTape<'_, T> {
        let mut scratch = Scratch::new(scratch);
        SampleTape {
            hidden: <Dense as Layer<3, 5>>::trace(&mut scratch, samples),
            tanh: <Tanh as Layer<5, 5>>::trace(&mut scratch, samples),
            dropout: <Dropout as Layer<5, 5>>::trace(&mut scratch, samples),
            output: <Dense as Layer<5, 4>>::trace(&mut scratch, samples),
        }
    }

    fn parameters(&self) -> &SampleParameters<T> {
        &self.parameters
    }

    fn state(&self) -> &() {
        &self.state
    }

    fn parts_mut(&mut self) -> (&mut SampleParameters<T>, &mut ()) {
        (&mut self.parameters, &mut self.state)
    }

    fn initialize(&mut self, stream: Stream) {
        let SampleParameters { hidden, output } = &mut self.parameters;
        let preferred = <Softmax as Head>::INITIALIZER;
        DENSE.initialize(output, &mut (), preferred, &mut stream.named("output").random());
        DENSE.initialize(hidden, &mut (), glorot_uniform, &mut stream.named("hidden").random());
    }

    #[inline(always)]
    fn forward_train(
        &self,
        level: impl Level,
        _: &mut (),
        input: &[[T; 3]],
        tape: &mut SampleTape<'_, T>,
        stream: Stream,
    ) {
        let SampleParameters { hidden, output } = &self.parameters;
        let random = &mut stream.named("dropout").random();
        DENSE.forward_train(level, hidden, &mut (), input, &mut tape.hidden, random);
        Tanh.forward_train(level, &(), &mut (), tape.hidden.output, &mut tape.tanh, random);
        DROPOUT.forward_train(level, &(), &mut (), tape.tanh.output, &mut tape.dropout, random);
        DENSE.forward_train(level, output, &mut (), tape.dropout.output, &mut tape.output, random);
    }

    #[inline(always)]
    fn backward(
        &self,
        level: impl Level,
        input: &[[T; 3]],
        tape: &mut SampleTape<'_, T>,
        gradient: &mut SampleParameters<T>,
    ) {
        let SampleTape { hidden, tanh, dropout, output } = tape;
        let into = Some(&mut *dropout.gradient);
        DENSE.backward(level, &self.parameters.output, dropout.output, output, &mut gradient.output, into);
        DROPOUT.backward(level, &(), tanh.output, dropout, &mut (), Some(&mut *tanh.gradient));
        Tanh.backward(level, &(), hidden.output, tanh, &mut (), Some(&mut *hidden.gradient));
        DENSE.backward(level, &self.parameters.hidden, input, hidden, &mut gradient.hidden, None);
    }
}
