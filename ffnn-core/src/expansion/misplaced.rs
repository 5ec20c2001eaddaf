//! The stand-in for an entry that is not a layer. It fits everywhere, so that the mistake is reported once, at the
//! entry, and not again by everything that depends on it.

use crate::kernels::Level;
use crate::kinds::layer::Trace;
use crate::{Initializer, Layer, Leaf, Network, Options, Parameters, Random, Role, Scalar};

/// The mark of the stand-in in a table.
const NOTHING: Leaf = Leaf { name: "", role: Role::Weight, shape: (0, 0) };

/// Whether these are the tensors of the stand-in.
pub(super) const fn marked(leaves: &[Leaf]) -> bool {
    matches!(leaves, [leaf] if leaf.name.is_empty())
}

/// Whether an entry of this network is not a layer, which is reported elsewhere.
pub const fn has_misfit<N: Network>() -> bool {
    let (layers, mut index) = (<N::Parameters as Parameters>::LAYERS, 0);
    while index < layers.len() {
        if marked(layers[index].leaves) {
            return true;
        }
        index += 1;
    }
    false
}

/// The stand-in layer, never part of a program that compiles.
#[derive(Clone, Copy, Debug)]
pub struct Misplaced;

impl Options for Misplaced {
    const DEFAULT: Self = Self;
}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> for Misplaced {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[NOTHING];
    const MULTIPLY_ADDS: usize = 0;

    fn initialize<T: Scalar>(&self, (): &mut (), (): &mut (), preferred: Initializer, _: &mut Random) -> Initializer {
        preferred
    }

    fn forward<L: Level, T: Scalar>(&self, _: L, (): &(), (): &(), _: &[[T; IN]], _: &mut [[T; OUT]]) {}

    fn backward<L: Level, T: Scalar>(
        &self,
        _: L,
        (): &(),
        _: &[[T; IN]],
        _: &mut Trace<'_, T, OUT>,
        (): &mut (),
        _: Option<&mut [[T; IN]]>,
    ) {
    }
}
