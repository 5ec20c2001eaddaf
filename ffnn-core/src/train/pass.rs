//! What the steps of all share: a step in memory that a [`Trainer`](super::Trainer) or a [`Learner`](super::Learner) holds.

use crate::error::Place;
use crate::kernels::{self, AllFinite, Instructions, Level, Pass, dispatch_at};
use crate::{Error, Loss, Network, Optimizer, Parameters, regularize};

/// What the loss `L` compares the network `N` with.
pub type Target<N, L> = <L as Loss<<N as Network>::Head>>::Target<<N as Network>::Logits>;

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
