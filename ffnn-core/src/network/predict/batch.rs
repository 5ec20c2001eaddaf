//! The predicting passes of networks and frozen networks.

use core::marker::PhantomData;

use super::budget::fits_on_stack;
use super::{BatchError, Prediction};
use crate::kernels::{Dispatch, Level, Pass, dispatch_at, is_short, takes_zeros};
use crate::{Head, Network, Parameters, Scalar, Vector};

/// A network or its frozen form, for predicting.
pub(crate) trait Model: Copy {
    /// The network that the model is a form of.
    type Network: Network;

    /// Computes [`Network::forward`].
    fn forward<const B: usize>(self, level: impl Level, input: &[Input<Self>; B]) -> [LogitsOf<Self>; B];

    /// Computes [`Network::forward_lanes`].
    fn forward_lanes<const LANES: usize>(
        self,
        level: impl Level,
        input: &[Input<Self>; LANES],
    ) -> [LogitsOf<Self>; LANES];
}

type Input<M> = <<M as Model>::Network as Network>::Input;
type LogitsOf<M> = <<M as Model>::Network as Network>::Logits;

/// The network itself as a model.
pub(super) struct Trainable<'a, N>(pub(super) &'a N);

impl<N> Clone for Trainable<'_, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N> Copy for Trainable<'_, N> {}

impl<N: Network> Model for Trainable<'_, N> {
    type Network = N;

    #[inline(always)]
    fn forward<const B: usize>(self, level: impl Level, input: &[N::Input; B]) -> [N::Logits; B] {
        self.0.forward(level, input)
    }

    #[inline(always)]
    fn forward_lanes<const LANES: usize>(self, level: impl Level, input: &[N::Input; LANES]) -> [N::Logits; LANES] {
        self.0.forward_lanes(level, input)
    }
}

#[inline(always)]
pub(crate) fn logits_by<M: Model, D: Dispatch>(at: D, model: M, input: &Input<M>) -> LogitsOf<M> {
    dispatch_at(at, Logits::<M, D> { model, input, at: PhantomData })
}

#[inline(always)]
pub(crate) fn predict_by<M: Model, D: Dispatch>(at: D, model: M, input: &Input<M>) -> Prediction<M::Network> {
    dispatch_at(at, Predict::<M, D> { model, input, at: PhantomData })
}

#[inline(always)]
pub(crate) fn predict_batch_by<M: Model>(
    at: impl Dispatch,
    model: M,
    inputs: &[Input<M>],
    predictions: &mut [Prediction<M::Network>],
) -> Result<(), BatchError> {
    BatchError::check(inputs.len(), predictions.len())?;
    dispatch_at(at, PredictBatch { model, inputs, predictions });
    Ok(())
}

#[inline(always)]
pub(crate) fn logits_batch_by<M: Model>(
    at: impl Dispatch,
    model: M,
    inputs: &[Input<M>],
    logits: &mut [LogitsOf<M>],
) -> Result<(), BatchError> {
    BatchError::check(inputs.len(), logits.len())?;
    each_logits_by(at, model, inputs, |sample, row| logits[sample] = *row);
    Ok(())
}

#[inline(always)]
pub(crate) fn each_logits_by<M: Model>(
    at: impl Dispatch,
    model: M,
    inputs: &[Input<M>],
    visit: impl FnMut(usize, &LogitsOf<M>),
) {
    dispatch_at(at, EachLogits { model, inputs, visit });
}

struct Logits<'a, M: Model, D> {
    model: M,
    input: &'a Input<M>,
    at: PhantomData<D>,
}

impl<M: Model, D: Dispatch> Pass for Logits<'_, M, D> {
    type Output = LogitsOf<M>;
    const GUARDED_WORK: Option<usize> = work::<M::Network>();

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> LogitsOf<M> {
        let Self { model, input, at } = self;
        if const { !D::WITHIN && is_short::<L>(Self::GUARDED_WORK) } && slows_down(level, input) {
            let input = &flushed(input);
            let pass = Logits::<M, D> { model, input, at };
            return if any_tiny(level, input) { level.outlined_with_zeros(pass) } else { level.outlined(pass) };
        }
        let [logits] = model.forward(level, core::array::from_ref(input));
        if const { is_short::<L>(Self::GUARDED_WORK) } { flushed(&logits) } else { logits }
    }
}

struct Predict<'a, M: Model, D> {
    model: M,
    input: &'a Input<M>,
    at: PhantomData<D>,
}

impl<M: Model, D: Dispatch> Pass for Predict<'_, M, D> {
    type Output = Prediction<M::Network>;
    const GUARDED_WORK: Option<usize> = work::<M::Network>();

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Prediction<M::Network> {
        let Self { model, input, at } = self;
        if const { !D::WITHIN && is_short::<L>(Self::GUARDED_WORK) } && slows_down(level, input) {
            let input = &flushed(input);
            let pass = Predict::<M, D> { model, input, at };
            return if any_tiny(level, input) { level.outlined_with_zeros(pass) } else { level.outlined(pass) };
        }
        M::Network::HEAD.prediction(level, logits_by(level, model, input))
    }
}

/// Returns the multiply-adds of one sample, if checking the input costs less than switching the processor's mode.
const fn work<N: Network>() -> Option<usize> {
    if N::Input::LEN <= 64 { Some(N::Parameters::MULTIPLY_ADDS) } else { None }
}

/// Whether a value of an input is so small that products with it may be denormal.
#[inline(always)]
fn any_tiny<L: Level, V: Vector>(_: L, input: &V) -> bool {
    V::Scalar::any_tiny::<L>(input.as_ref())
}

/// Whether the input contains such tiny values and the processor does not treat denormals as zero, so that they slow it
/// down.
#[inline(always)]
fn slows_down<V: Vector>(level: impl Level, input: &V) -> bool {
    any_tiny(level, input) && !takes_zeros()
}

#[inline(always)]
fn flushed<V: Vector>(values: &V) -> V {
    let mut flushed = *values;
    flushed.as_mut().iter_mut().for_each(|value| *value = value.flushed());
    flushed
}

struct PredictBatch<'a, M: Model> {
    model: M,
    inputs: &'a [Input<M>],
    predictions: &'a mut [Prediction<M::Network>],
}

impl<M: Model> Pass for PredictBatch<'_, M> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { model, inputs, predictions } = self;
        each_logits_by(
            level,
            model,
            inputs,
            #[inline(always)]
            |sample, logits| predictions[sample] = M::Network::HEAD.prediction(level, *logits),
        );
    }
}

struct EachLogits<'a, M: Model, F> {
    model: M,
    inputs: &'a [Input<M>],
    visit: F,
}

impl<M: Model, F: FnMut(usize, &LogitsOf<M>)> Pass for EachLogits<'_, M, F> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        if const { lies_in_lanes::<M::Network>() } {
            self.in_lanes(level)
        } else if const { fits_in::<M::Network>(32, 8 * 1024) } {
            self.in_rows::<32>(level)
        } else if const { fits_in::<M::Network>(8, 32 * 1024) } {
            self.in_rows::<8>(level)
        } else if const { fits_on_stack::<M::Network>(4) } {
            self.in_rows::<4>(level)
        } else {
            self.one_by_one(level, 0)
        }
    }
}

/// Whether many samples are predicted with [`Network::forward_lanes`]: no layer is wide, and the outputs of all layers
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

impl<M: Model, F: FnMut(usize, &LogitsOf<M>)> EachLogits<'_, M, F> {
    #[inline(always)]
    fn in_lanes(mut self, level: impl Level) {
        /// One vector of the widest level in `f32`.
        const LANES: usize = 16;
        /// Fewest samples that are faster in a padded group than one by one.
        const TOGETHER: usize = 4;
        let mut filled = [Input::<M>::ZERO; LANES];
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
