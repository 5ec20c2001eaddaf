//! The two halves of a step, in memory held by a [`Trainer`](crate::train::Trainer), its threads or a
//! [`Learner`](crate::train::Learner): from samples to the gradient of their mean loss, and from the gradient to
//! updated parameters.

use core::marker::PhantomData;

use crate::kernels::{self, InstructionSet, Level, Pass, dispatch_at};
use crate::network::Tape;
use crate::network::{Passed, Target};
use crate::parameters::Place;
use crate::parameters::deferred::{Traces, outputs};
use crate::parameters::once::{Checked, CompiledOnce};
use crate::parameters::state_leaves;
use crate::train::step::reckless::steep;
use crate::{
    Deferred, Flat, Head, LayerInfo, Loss, Network, Optimizer, Parameters, Scalar, Stream, TrainError, Vector,
};

/// Returns the sum of the sample weights.
pub(in crate::train) fn weight<N: Network, L: Loss<N::Head>>(loss: &L, targets: &[Target<N, L>]) -> f64 {
    targets.iter().map(|target| loss.weight::<N::Logits>(target).to_f64()).sum()
}

/// Returns the divisor of the losses of a batch.
pub(in crate::train) fn total<N: Network, L: Loss<N::Head>>(loss: &L, targets: &[Target<N, L>]) -> N::Scalar {
    divisor(weight::<N, L>(loss, targets))
}

/// Returns the divisor of losses with this total weight. A weight of 0 yields a divisor that makes the mean loss and
/// its gradient 0. A weight beyond the number type's range becomes NaN, which is reported as a loss that is not finite.
pub(in crate::train) fn divisor<T: Scalar>(weight: f64) -> T {
    let total = T::from_f64(weight);
    if total == T::ZERO {
        T::from_f64(f64::INFINITY)
    } else if total.is_finite() {
        total
    } else {
        T::from_f64(f64::NAN)
    }
}

/// Returns the index of the first layer whose output is not finite; beyond the last if there is none.
pub(in crate::train) fn first_not_finite<T: Scalar>(traces: &dyn Traces<T>) -> usize {
    outputs(traces).position(|output| !kernels::naive::all_finite(output)).unwrap_or(usize::MAX)
}

/// Returns the output of the layer with this index or, beyond the last, the loss.
pub(in crate::train) fn place(layers: &[LayerInfo], index: usize) -> Place {
    layers.get(index).map_or(Place::Loss, |layer| Place::Output(layer.name))
}

/// Returns the first tensor of the state that is not finite.
fn kept<T: Scalar>(layers: &'static [LayerInfo], state: &[T]) -> Place {
    let broken = state_leaves(layers).find(|(.., range)| !kernels::naive::all_finite(&state[range.clone()]));
    broken.map_or(Place::Loss, |(layer, leaf, _)| Place::State { layer: layer.name, tensor: leaf.name })
}

/// Forward pass, loss and backward pass over a batch or a piece of one, except for the gradients that layers
/// [defer](crate::Layer::DEFERS); returns `Σ factor · loss`.
pub(in crate::train) struct Compute<'a, 't, N: Network, L: Loss<N::Head>> {
    pub(in crate::train) network: &'a N,
    pub(in crate::train) state: &'a mut N::State,
    pub(in crate::train) loss: &'a L,
    pub(in crate::train) inputs: &'a [N::Input],
    pub(in crate::train) targets: &'a [Target<N, L>],
    /// Weight of the whole batch.
    pub(in crate::train) total: N::Scalar,
    pub(in crate::train) tape: &'a mut N::Tape<'t>,
    pub(in crate::train) gradient: &'a mut N::Parameters,
    pub(in crate::train) stream: Stream,
}

impl<N: Network, L: Loss<N::Head>> Compute<'_, '_, N, L> {
    /// Returns the mean loss of a whole batch, or an error that names the first place that is not finite.
    pub(in crate::train) fn at(self, instructions: InstructionSet) -> Result<f64, Place> {
        let Self { network, state, loss, inputs, targets, total, tape, gradient, stream } = self;
        let (tape, state) = (&mut *tape, &mut *state);
        let compute =
            Compute { network, state: &mut *state, loss, inputs, targets, total, tape: &mut *tape, gradient, stream };
        let mean = dispatch_at(instructions, compute) / total.to_f64();
        if !mean.is_finite() {
            return Err(place(N::Parameters::LAYERS, first_not_finite(&Passed::<N, _> { tape: &*tape, inputs })));
        }
        // Checked too, because an infinite variance makes every output a finite 0.
        let state = state.as_slice();
        if state.is_empty() || CompiledOnce::all_finite(instructions, state) {
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
        network.backward(level, inputs, tape, gradient);
        sum
    }
}

/// Derivative with respect to the logits, compiled once for all networks with the same number of logits; returns `Σ
/// factor · loss`.
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

/// Returns the sum of the penalties of all layers and adds their derivatives to the gradient.
pub(in crate::train) fn penalize<P: Parameters>(instructions: InstructionSet, parameters: &P, gradient: &mut P) -> f64 {
    CompiledOnce::penalize(instructions, P::LAYERS, P::rules, parameters.as_slice(), gradient.as_mut_slice())
}

/// Evaluates the gradients that [`Compute`] deferred.
pub(in crate::train) fn write<N: Network>(
    instructions: InstructionSet,
    tape: &N::Tape<'_>,
    inputs: &[N::Input],
    gradient: &mut N::Parameters,
) {
    let passed = Passed::<N, _> { tape, inputs };
    CompiledOnce::write(instructions, gradient.as_mut_slice(), passed.deferred());
}

/// The optimizer's step, followed by the layers' weight limits.
pub(in crate::train) struct Apply<'a, P: Parameters, O: Optimizer> {
    pub(in crate::train) optimizer: &'a O,
    pub(in crate::train) state: &'a mut O::State<P>,
    pub(in crate::train) parameters: &'a mut P,
    pub(in crate::train) gradient: &'a mut P,
    pub(in crate::train) deferred: Deferred<'a, P::Scalar>,
}

impl<P: Parameters, O: Optimizer> Apply<'_, P, O> {
    pub(in crate::train) fn at(self, instructions: InstructionSet) {
        let Self { optimizer, state, parameters, gradient, deferred } = self;
        let at = &mut *parameters;
        dispatch_at(instructions, Apply { optimizer, state, parameters: at, gradient, deferred });
        CompiledOnce::limit(instructions, P::LAYERS, P::rules, parameters.as_mut_slice());
    }
}

/// The optimizer's step without the weight limits.
impl<P: Parameters, O: Optimizer> Pass for Apply<'_, P, O> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { optimizer, state, parameters, gradient, deferred } = self;
        optimizer.apply(level, state, parameters, gradient, deferred);
    }
}

/// A whole step that does not expose the gradient: deferred gradients are evaluated as the optimizer consumes them.
/// Computes the same numbers as [`Compute`], [`CompiledOnce::check`] and [`Apply`] one after another.
pub(in crate::train) struct WholeStep<'a, N: Network, L: Loss<N::Head>, O: Optimizer> {
    pub(in crate::train) network: &'a mut N,
    pub(in crate::train) moved: &'a mut N::State,
    pub(in crate::train) loss: &'a L,
    pub(in crate::train) inputs: &'a [N::Input],
    pub(in crate::train) targets: &'a [Target<N, L>],
    pub(in crate::train) scratch: &'a mut [N::Scalar],
    pub(in crate::train) gradient: &'a mut N::Parameters,
    pub(in crate::train) stream: Stream,
    pub(in crate::train) optimizer: &'a O,
    pub(in crate::train) state: &'a mut O::State<N::Parameters>,
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> WholeStep<'_, N, L, O> {
    /// Returns the mean loss before the step. Fails with the first place that is not finite, or with [`Place::Step`] if
    /// the gradient is so large that the step must be checked; nothing has changed then.
    pub(in crate::train) fn at(self, instructions: InstructionSet) -> Result<f64, Place> {
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
        let Checked { deferred, calm } = CompiledOnce::check(
            instructions,
            N::Parameters::LAYERS,
            gradient.as_mut_slice(),
            passed.deferred(),
            limit,
        )?;
        if !calm {
            return Err(steep(N::Parameters::LAYERS, gradient.as_slice()));
        }
        let (parameters, kept) = network.parts_mut();
        kept.as_mut_slice().copy_from_slice(moved.as_slice());
        Apply { optimizer, state, parameters, gradient, deferred }.at(instructions);
        Ok(mean)
    }
}

/// Content of the gradient buffer and of the state moved by a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::train) enum Computed {
    /// A gradient, and the state after its batch.
    Gradient,
    /// A gradient that was applied or belongs to the caller; the state belongs to no batch.
    Handed,
    /// Leftovers of a failed pass or a whole step.
    Nothing,
}

impl Computed {
    /// Fails if there is no gradient.
    pub(in crate::train) fn check(self) -> Result<(), TrainError> {
        if self == Self::Nothing { Err(TrainError::NoGradient) } else { Ok(()) }
    }
}

/// Fails if a batch of this length is too short for a layer.
pub(in crate::train) fn check_length(layers: &[LayerInfo], found: usize) -> Result<(), TrainError> {
    let short = layers.iter().find(|layer| layer.smallest_batch > found);
    short.map_or(Ok(()), |layer| {
        Err(TrainError::BatchTooShort { layer: layer.name, least: layer.smallest_batch, found })
    })
}
