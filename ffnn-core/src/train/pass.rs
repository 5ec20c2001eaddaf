//! The two halves of a step, in memory that a [`Trainer`](super::Trainer) or a [`Learner`](super::Learner) holds.

use crate::error::Place;
use crate::kernels::{self, AllFinite, Instructions, Level, Pass, dispatch_at};
use crate::network::Tape;
use crate::{Error, Loss, Network, Optimizer, Parameters, Scalar, Stream, regularize};

/// What the loss `L` compares the network `N` with.
pub type Target<N, L> = <L as Loss<<N as Network>::Head>>::Target<<N as Network>::Logits>;

/// Forward, loss, backward and penalties over one batch; gives the mean loss and the penalty.
pub(super) struct Compute<'a, 't, N: Network, L: Loss<N::Head>> {
    pub(super) network: &'a N,
    pub(super) state: &'a mut N::State,
    pub(super) loss: &'a L,
    pub(super) inputs: &'a [N::Input],
    pub(super) targets: &'a [Target<N, L>],
    pub(super) tape: &'a mut N::Tape<'t>,
    pub(super) gradient: &'a mut N::Parameters,
    pub(super) stream: Stream,
}

impl<N: Network, L: Loss<N::Head>> Compute<'_, '_, N, L> {
    /// Runs it; fails with the first place that is not finite if the loss is not.
    pub(super) fn at(self, instructions: Instructions) -> Result<(f64, f64), Place> {
        let Self { network, state, loss, inputs, targets, tape, gradient, stream } = self;
        let compute = Compute { network, state, loss, inputs, targets, tape: &mut *tape, gradient, stream };
        let (loss, penalty) = dispatch_at(instructions, compute);
        if loss.is_finite() { Ok((loss, penalty)) } else { Err(first_not_finite::<N>(tape)) }
    }
}

impl<N: Network, L: Loss<N::Head>> Pass for Compute<'_, '_, N, L> {
    type Output = (f64, f64);

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> (f64, f64) {
        let Self { network, state, loss, inputs, targets, tape, gradient, stream } = self;
        network.forward_train(level, state, inputs, tape, stream);
        let total: N::Scalar = targets.iter().map(|target| loss.weight::<N::Logits>(target)).sum();
        // Weights of zero teach nothing, and are no reason to divide by zero.
        let total = if total > N::Scalar::ZERO { total } else { N::Scalar::ONE };
        let (logits, gradients) = tape.logits();
        let sum = loss.gradients(level, logits, targets, total, gradients);
        network.backward(level, inputs, tape, gradient);
        let penalty = regularize::penalize(level, network.parameters(), gradient);
        (sum / total.to_f64(), penalty)
    }
}

/// The first layer whose output is not finite.
fn first_not_finite<N: Network>(tape: &N::Tape<'_>) -> Place {
    let (mut layers, mut place) = (N::Parameters::LAYERS.iter(), Place::Loss);
    tape.visit(&mut |output| {
        let layer = layers.next();
        if place == Place::Loss && !kernels::naive::all_finite(output) {
            place = layer.map_or(Place::Loss, |layer| Place::Output(layer.name));
        }
    });
    place
}

/// Fails with the first tensor whose gradient is infinite or NaN.
pub(super) fn check<P: Parameters>(instructions: Instructions, gradient: &P) -> Result<(), Place> {
    let gradient = gradient.as_slice();
    if dispatch_at(instructions, AllFinite(gradient)) {
        return Ok(());
    }
    let broken = P::leaves().find(|(_, _, range)| !kernels::naive::all_finite(&gradient[range.clone()]));
    Err(broken.map_or(Place::Loss, |(layer, leaf, _)| Place::Gradient { layer: layer.name, tensor: leaf.name }))
}

/// The optimizer's step, and the limits of the layers.
pub(super) struct Apply<'a, P: Parameters, O: Optimizer> {
    pub(super) optimizer: &'a O,
    pub(super) state: &'a mut O::State<P>,
    pub(super) parameters: &'a mut P,
    pub(super) gradient: &'a mut P,
}

impl<P: Parameters, O: Optimizer> Pass for Apply<'_, P, O> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { optimizer, state, parameters, gradient } = self;
        optimizer.apply(level, state, parameters, gradient);
        regularize::limit(level, parameters);
    }
}

/// Fails if a batch of this length is too short for a layer.
pub(super) fn check_length<P: Parameters>(found: usize) -> Result<(), Error> {
    let short = P::LAYERS.iter().find(|layer| layer.smallest_batch > found);
    short.map_or(Ok(()), |layer| Err(Error::BatchTooShort { layer: layer.name, least: layer.smallest_batch, found }))
}
