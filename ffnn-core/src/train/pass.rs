//! The two halves of a step, in memory that a [`Trainer`](super::Trainer), its threads or a [`Learner`](super::Learner)
//! hold: from samples to the gradient of their mean loss, and from that to moved parameters.

use core::marker::PhantomData;

use super::reckless::{calm, steep};
use super::shared::Shared;
use crate::deferred::{Passed, Traces, outputs};
use crate::error::Place;
use crate::kernels::{self, AllFinite, Instructions, Level, Pass, dispatch_at};
use crate::network::Tape;
use crate::parameters::{leaves, state_leaves};
use crate::{Deferred, Error, Flat, Head, LayerInfo, Loss, Network, Optimizer, Parameters, Scalar, Stream, Vector};

/// What the loss `L` compares the network `N` with.
pub type Target<N, L> = <L as Loss<<N as Network>::Head>>::Target<<N as Network>::Logits>;

/// The sum of the weights of samples.
pub(super) fn weight<N: Network, L: Loss<N::Head>>(loss: &L, targets: &[Target<N, L>]) -> f64 {
    targets.iter().map(|target| loss.weight::<N::Logits>(target).to_f64()).sum()
}

/// The divisor of the losses of a batch.
pub(super) fn total<N: Network, L: Loss<N::Head>>(loss: &L, targets: &[Target<N, L>]) -> N::Scalar {
    divisor(weight::<N, L>(loss, targets))
}

/// The divisor of losses that weigh so much in total. Samples that weigh nothing teach nothing: it makes their mean loss and
/// its gradient 0. A weight beyond all numbers becomes NaN, which is reported as a loss that is not finite.
pub(super) fn divisor<T: Scalar>(weight: f64) -> T {
    let total = T::from_f64(weight);
    if total == T::ZERO {
        T::from_f64(f64::INFINITY)
    } else if total.is_finite() {
        total
    } else {
        T::from_f64(f64::NAN)
    }
}

/// The index of the first layer whose output is not finite; beyond the last if there is none.
pub(super) fn first_not_finite<T: Scalar>(traces: &dyn Traces<T>) -> usize {
    outputs(traces).position(|output| !kernels::naive::all_finite(output)).unwrap_or(usize::MAX)
}

/// The output of the layer with this index, or, beyond the last, the loss.
pub(super) fn place(layers: &[LayerInfo], index: usize) -> Place {
    layers.get(index).map_or(Place::Loss, |layer| Place::Output(layer.name))
}

/// The first tensor of the state that is not finite.
fn kept<T: Scalar>(layers: &'static [LayerInfo], state: &[T]) -> Place {
    let broken = state_leaves(layers).find(|(.., range)| !kernels::naive::all_finite(&state[range.clone()]));
    broken.map_or(Place::Loss, |(layer, leaf, _)| Place::State { layer: layer.name, tensor: leaf.name })
}

/// Forward, loss and backward over a batch or a piece of one, but for what layers [defer](crate::Layer::DEFERS); gives
/// `Σ factor · loss`.
pub(super) struct Compute<'a, 't, N: Network, L: Loss<N::Head>> {
    pub(super) network: &'a N,
    pub(super) state: &'a mut N::State,
    pub(super) loss: &'a L,
    pub(super) inputs: &'a [N::Input],
    pub(super) targets: &'a [Target<N, L>],
    /// The weight of the whole batch.
    pub(super) total: N::Scalar,
    pub(super) tape: &'a mut N::Tape<'t>,
    pub(super) gradient: &'a mut N::Parameters,
    pub(super) stream: Stream,
}

impl<N: Network, L: Loss<N::Head>> Compute<'_, '_, N, L> {
    /// The mean loss of a whole batch; fails with the first place that is not finite if it is not.
    pub(super) fn at(self, instructions: Instructions) -> Result<f64, Place> {
        let Self { network, state, loss, inputs, targets, total, tape, gradient, stream } = self;
        let (tape, state) = (&mut *tape, &mut *state);
        let compute =
            Compute { network, state: &mut *state, loss, inputs, targets, total, tape: &mut *tape, gradient, stream };
        let mean = dispatch_at(instructions, compute) / total.to_f64();
        if !mean.is_finite() {
            return Err(place(N::Parameters::LAYERS, first_not_finite(&Passed::<N, _> { tape: &*tape, inputs })));
        }
        // A variance beyond all numbers makes every output a finite 0.
        let state = state.as_slice();
        if state.is_empty() || Shared::all_finite(instructions, state) {
            Ok(mean)
        } else {
            Err(kept(N::Parameters::LAYERS, state))
        }
    }
}

impl<N: Network, L: Loss<N::Head>> Pass for Compute<'_, '_, N, L> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> f64 {
        let Self { network, state, loss, inputs, targets, total, tape, gradient, stream } = self;
        network.forward_train(level, state, inputs, tape, stream);
        let (logits, gradients) = tape.logits();
        let sum = level.outlined(Derive { loss, logits, targets, total, gradients, head: PhantomData::<N::Head> });
        network.propagate(level, inputs, tape, gradient);
        sum
    }
}

/// The derivative by the logits, compiled once for all networks with as many of them; gives `Σ factor · loss`.
struct Derive<'a, V: Vector, H: Head, L: Loss<H>> {
    loss: &'a L,
    logits: &'a [V],
    targets: &'a [L::Target<V>],
    total: V::Scalar,
    gradients: &'a mut [V],
    head: PhantomData<H>,
}

impl<V: Vector, H: Head, L: Loss<H>> Pass for Derive<'_, V, H, L> {
    type Output = f64;

    #[inline(always)]
    fn run<I: Level>(self, level: I) -> f64 {
        let Self { loss, logits, targets, total, gradients, .. } = self;
        loss.gradients(level, logits, targets, total, gradients)
    }
}

/// The penalties of all layers, added up; their derivatives join the gradient.
pub(super) fn penalize<P: Parameters>(instructions: Instructions, parameters: &P, gradient: &mut P) -> f64 {
    Shared::penalize(instructions, P::LAYERS, P::rules, parameters.as_slice(), gradient.as_mut_slice())
}

/// See [`Shared`].
pub(super) fn all_finite_here<T: Scalar>(instructions: Instructions, values: &[T]) -> bool {
    dispatch_at(instructions, AllFinite(values))
}

/// A gradient that is finite and that the optimizer can take.
#[derive(Debug)]
pub struct Checked<'d, T> {
    /// What is left to be multiplied out of it.
    pub(super) deferred: Deferred<'d, T>,
    /// Whether it is [calm](super::reckless::calm).
    pub(super) calm: bool,
}

/// Fails with the first tensor whose gradient is infinite or NaN, or beyond `limit`. Where it cannot be told otherwise, multiplies
/// out what is deferred.
pub(super) fn check_here<'d, T: Scalar>(
    instructions: Instructions,
    layers: &'static [LayerInfo],
    gradient: &mut [T],
    deferred: Deferred<'d, T>,
    limit: f64,
) -> Result<Checked<'d, T>, Place> {
    let calm = calm::<T>();
    if dispatch_at(instructions, CertainlyWithin { gradient, deferred, limit: limit.min(calm) }) {
        return Ok(Checked { deferred, calm: true });
    }
    write_here(instructions, gradient, deferred);
    let finite = |values: &[T]| kernels::naive::all_finite(values);
    if let Some((layer, leaf, _)) = leaves(layers).find(|(_, _, range)| !finite(&gradient[range.clone()])) {
        return Err(Place::Gradient { layer: layer.name, tensor: leaf.name });
    }
    let within = |values: &[T], limit| values.iter().all(|value| value.abs().to_f64() <= limit);
    match leaves(layers).find(|(_, _, range)| !within(&gradient[range.clone()], limit)) {
        Some((layer, leaf, _)) => Err(Place::Square { layer: layer.name, tensor: leaf.name }),
        None => Ok(Checked { deferred: Deferred::NONE, calm: within(gradient, calm) }),
    }
}

struct CertainlyWithin<'a, T> {
    gradient: &'a [T],
    deferred: Deferred<'a, T>,
    limit: f64,
}

impl<T: Scalar> Pass for CertainlyWithin<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        self.deferred.certainly_within(level, self.gradient, self.limit)
    }
}

/// Multiplies out what [`Compute`] left of a gradient.
pub(super) fn write<N: Network>(
    instructions: Instructions,
    tape: &N::Tape<'_>,
    inputs: &[N::Input],
    gradient: &mut N::Parameters,
) {
    let passed = Passed::<N, _> { tape, inputs };
    Shared::write(instructions, gradient.as_mut_slice(), Deferred::of(&passed));
}

/// See [`Shared`].
pub(super) fn write_here<T: Scalar>(instructions: Instructions, gradient: &mut [T], deferred: Deferred<'_, T>) {
    dispatch_at(instructions, Write { gradient, deferred });
}

struct Write<'a, T> {
    gradient: &'a mut [T],
    deferred: Deferred<'a, T>,
}

impl<T: Scalar> Pass for Write<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.deferred.write(level, self.gradient);
    }
}

/// The optimizer's step, and the limits of the layers.
pub(super) struct Apply<'a, P: Parameters, O: Optimizer> {
    pub(super) optimizer: &'a O,
    pub(super) state: &'a mut O::State<P>,
    pub(super) parameters: &'a mut P,
    pub(super) gradient: &'a mut P,
    pub(super) deferred: Deferred<'a, P::Scalar>,
}

impl<P: Parameters, O: Optimizer> Apply<'_, P, O> {
    pub(super) fn at(self, instructions: Instructions) {
        let Self { optimizer, state, parameters, gradient, deferred } = self;
        let at = &mut *parameters;
        dispatch_at(instructions, Apply { optimizer, state, parameters: at, gradient, deferred });
        Shared::limit(instructions, P::LAYERS, P::rules, parameters.as_mut_slice());
    }
}

/// Without the limits.
impl<P: Parameters, O: Optimizer> Pass for Apply<'_, P, O> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { optimizer, state, parameters, gradient, deferred } = self;
        optimizer.apply_deferred(level, state, parameters, gradient, deferred);
    }
}

/// A whole step where nobody asks for the gradient in between: what layers defer is multiplied out as the optimizer takes
/// it. The same numbers as [`Compute`], [`check_here`] and [`Apply`] one by one.
pub(super) struct Step<'a, N: Network, L: Loss<N::Head>, O: Optimizer> {
    pub(super) network: &'a mut N,
    pub(super) moved: &'a mut N::State,
    pub(super) loss: &'a L,
    pub(super) inputs: &'a [N::Input],
    pub(super) targets: &'a [Target<N, L>],
    pub(super) scratch: &'a mut [N::Scalar],
    pub(super) gradient: &'a mut N::Parameters,
    pub(super) stream: Stream,
    pub(super) optimizer: &'a O,
    pub(super) state: &'a mut O::State<N::Parameters>,
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Step<'_, N, L, O> {
    /// The mean loss before the step; fails with the first place that is not finite, or with [`Place::Step`] if the gradient is
    /// not [calm](super::reckless::calm), and has then moved nothing.
    pub(super) fn at(self, instructions: Instructions) -> Result<f64, Place> {
        let Self { network, moved, loss, inputs, targets, scratch, gradient, stream, optimizer, state } = self;
        let (tape, total) = (&mut N::tape(scratch, inputs.len()), total::<N, L>(loss, targets));
        moved.as_mut_slice().copy_from_slice(network.state().as_slice());
        let compute = Compute {
            network: &*network,
            state: &mut *moved,
            loss,
            inputs,
            targets,
            total,
            tape: &mut *tape,
            gradient: &mut *gradient,
            stream,
        };
        let mean = compute.at(instructions)?;
        let passed = Passed::<N, _> { tape: &*tape, inputs };
        let limit = optimizer.largest_gradient::<N::Scalar>();
        let Checked { deferred, calm } =
            Shared::check(instructions, N::Parameters::LAYERS, gradient.as_mut_slice(), Deferred::of(&passed), limit)?;
        if !calm {
            return Err(steep(N::Parameters::LAYERS, gradient.as_slice()));
        }
        let (parameters, kept) = network.parts_mut();
        kept.as_mut_slice().copy_from_slice(moved.as_slice());
        Apply { optimizer, state, parameters, gradient, deferred }.at(instructions);
        Ok(mean)
    }
}

/// What stands in the place of the gradient, and of the state that a pass moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Computed {
    /// A gradient, and the state after its batch.
    Gradient,
    /// A gradient that was applied, or is the caller's; the state belongs to no batch.
    Handed,
    /// What a pass that failed or a whole step left behind.
    Nothing,
}

impl Computed {
    /// Fails if there is no gradient.
    pub(super) fn check(self) -> Result<(), Error> {
        if self == Self::Nothing { Err(Error::NoGradient) } else { Ok(()) }
    }
}

/// Fails if a batch of this length is too short for a layer.
pub(super) fn check_length(layers: &[LayerInfo], found: usize) -> Result<(), Error> {
    let short = layers.iter().find(|layer| layer.smallest_batch > found);
    short.map_or(Ok(()), |layer| Err(Error::BatchTooShort { layer: layer.name, least: layer.smallest_batch, found }))
}
