//! The pass of many samples.

use super::{InputOf, LogitsOf, Predict};
use crate::kernels::{Level, Pass};
use crate::network::Prediction;
use crate::network::budget::fits_on_stack;
use crate::{Head, Network, Parameters, Vector};

pub(super) struct PredictBatch<'a, P: Predict> {
    pub(super) model: &'a P,
    pub(super) inputs: &'a [InputOf<P>],
    pub(super) predictions: &'a mut [Prediction<P::Network>],
}

impl<P: Predict> Pass for PredictBatch<'_, P> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { model, inputs, predictions } = self;
        each(
            level,
            model,
            inputs,
            #[inline(always)]
            |sample, logits| predictions[sample] = P::Network::HEAD.prediction(level, *logits),
        );
    }
}

#[inline(always)]
fn each<P: Predict>(level: impl Level, model: &P, inputs: &[InputOf<P>], visit: impl FnMut(usize, &LogitsOf<P>)) {
    EachLogits { model, inputs, visit }.run(level);
}

pub(super) struct EachLogits<'a, P: Predict, F> {
    pub(super) model: &'a P,
    pub(super) inputs: &'a [InputOf<P>],
    pub(super) visit: F,
}

impl<P: Predict, F: FnMut(usize, &LogitsOf<P>)> Pass for EachLogits<'_, P, F> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        if const { lies_in_lanes::<P::Network>() } {
            self.in_lanes(level)
        } else if const { fits_in::<P::Network>(32, 8 * 1024) } {
            self.in_rows::<32>(level)
        } else if const { fits_in::<P::Network>(8, 32 * 1024) } {
            self.in_rows::<8>(level)
        } else if const { fits_on_stack::<P::Network>(4) } {
            self.in_rows::<4>(level)
        } else {
            self.one_by_one(level, 0)
        }
    }
}

/// Whether many samples are predicted with [`Predict::forward_lanes`]: no layer is wide, and the outputs of all layers
/// take little stack.
const fn lies_in_lanes<N: Network>() -> bool {
    /// Width beyond which lanes are not faster than groups of samples in rows; at 16 they take half of the time.
    const WIDEST: usize = 32;
    /// Largest number of values per sample; there are 16 samples.
    const ALL: usize = 512;
    let (layers, mut index, mut all) = (<N::Parameters as Parameters>::LAYERS, 0, 0);
    while index < layers.len() {
        let (inputs, outputs) = (layers[index].inputs, layers[index].outputs);
        if inputs > WIDEST || outputs > WIDEST {
            return false;
        }
        all += outputs;
        index += 1;
    }
    all <= ALL
}

/// Whether the values of `samples` samples at the widest layer take at most `bytes` bytes: enough samples that each
/// loaded weight serves many, few enough to stay small on the stack.
const fn fits_in<N: Network>(samples: usize, bytes: usize) -> bool {
    let (layers, mut index, mut widest) = (<N::Parameters as Parameters>::LAYERS, 0, 0);
    while index < layers.len() {
        let (inputs, outputs) = (layers[index].inputs, layers[index].outputs);
        widest = if inputs > widest { inputs } else { widest };
        widest = if outputs > widest { outputs } else { widest };
        index += 1;
    }
    samples * widest * size_of::<N::Scalar>() <= bytes
}

impl<P: Predict, F: FnMut(usize, &LogitsOf<P>)> EachLogits<'_, P, F> {
    #[inline(always)]
    fn in_lanes(mut self, level: impl Level) {
        /// One vector of the widest level in `f32`.
        const LANES: usize = 16;
        /// Fewest samples that are faster in a padded group than one by one.
        const TOGETHER: usize = 4;
        let mut filled = [InputOf::<P>::ZERO; LANES];
        let mut first = 0;
        while self.inputs.len() - first >= TOGETHER {
            let rest = &self.inputs[first..];
            let count = rest.len().min(LANES);
            let group = match rest.first_chunk() {
                Some(group) => group,
                None => {
                    filled[..count].copy_from_slice(rest);
                    &filled
                }
            };
            let logits = self.model.forward_lanes::<LANES>(level, group);
            for (place, logits) in logits[..count].iter().enumerate() {
                (self.visit)(first + place, logits);
            }
            first += count;
        }
        self.one_by_one(level, first);
    }

    #[inline(always)]
    fn in_rows<const GROUP: usize>(mut self, level: impl Level) {
        let (groups, _) = self.inputs.as_chunks::<GROUP>();
        for (group, inputs) in groups.iter().enumerate() {
            for (place, logits) in self.model.forward(level, inputs).iter().enumerate() {
                (self.visit)(group * GROUP + place, logits);
            }
        }
        let first = groups.len() * GROUP;
        self.one_by_one(level, first);
    }

    /// Continues one by one from the sample `first`.
    #[inline(always)]
    fn one_by_one(mut self, level: impl Level, first: usize) {
        for (sample, input) in self.inputs.iter().enumerate().skip(first) {
            let [logits] = self.model.forward(level, core::array::from_ref(input));
            (self.visit)(sample, &logits);
        }
    }
}
