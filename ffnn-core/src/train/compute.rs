//! From samples to the gradient of their mean loss.

use core::marker::PhantomData;

use super::Target;
use crate::error::Place;
use crate::kernels::{self, Dispatch, Level, Pass, dispatch_at};
use crate::network::Tape;
use crate::{Head, Loss, Network, Parameters, Scalar, Stream, Vector, regularize};

/// What the losses of a batch are divided by.
pub(super) fn total<N: Network, L: Loss<N::Head>>(loss: &L, targets: &[Target<N, L>]) -> N::Scalar {
    let total: N::Scalar = targets.iter().map(|target| loss.weight::<N::Logits>(target)).sum();
    // Weights of zero teach nothing, and are no reason to divide by zero.
    if total > N::Scalar::ZERO { total } else { N::Scalar::ONE }
}

/// The index of the first layer whose output is not finite.
pub(super) fn first_not_finite<N: Network>(tape: &N::Tape<'_>) -> Option<usize> {
    let (mut index, mut first) = (0, None);
    tape.visit(&mut |output| {
        if first.is_none() && !kernels::naive::all_finite(output) {
            first = Some(index);
        }
        index += 1;
    });
    first
}

/// The output of the layer with this index, or the loss.
pub(super) fn place<P: Parameters>(layer: Option<usize>) -> Place {
    layer.and_then(|index| P::LAYERS.get(index)).map_or(Place::Loss, |layer| Place::Output(layer.name))
}

/// Forward, loss and backward over a batch or a piece of one; gives `Σ weight · loss`.
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

/// The derivative by the logits, compiled once for all networks with as many of them; gives `Σ weight · loss`.
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
pub(super) fn penalize<P: Parameters>(at: impl Dispatch, parameters: &P, gradient: &mut P) -> f64 {
    dispatch_at(at, Penalize { parameters, gradient })
}

struct Penalize<'a, P> {
    parameters: &'a P,
    gradient: &'a mut P,
}

impl<P: Parameters> Pass for Penalize<'_, P> {
    type Output = f64;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> f64 {
        regularize::penalize(level, self.parameters, self.gradient)
    }
}
