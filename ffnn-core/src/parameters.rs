//! What a network is made of: a flat set of parameters and the table that describes it.

pub(crate) mod deferred;
pub(crate) mod once;
#[cfg(feature = "alloc")]
mod persist;
mod place;
pub mod regularize;
pub(crate) mod scratch;
pub(crate) mod tape;

pub use deferred::Deferred;
pub use ffnn_files::Role;
pub use place::Place;
pub use regularize::Rules;
pub use scratch::Room;

use crate::numbers::random::hash_bytes;
use crate::{Flat, Scalar};

/// One tensor of a layer's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its name, as the field is called.
    pub name: &'static str,
    /// What it does, after which files call it too.
    pub role: Role,
    /// How many rows and columns it has; it is stored column by column.
    pub shape: (usize, usize),
}

impl Leaf {
    /// How many values it holds.
    pub const fn count(&self) -> usize {
        self.shape.0 * self.shape.1
    }
}

/// One layer of a network, as the table tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerInfo {
    /// The field's name.
    pub name: &'static str,
    /// The layer's type, as it was written.
    pub kind: &'static str,
    /// How many values it takes.
    pub inputs: usize,
    /// How many values it gives.
    pub outputs: usize,
    /// Multiply-adds for one sample.
    pub multiply_adds: usize,
    /// Where its parameters start in the flat view.
    pub offset: usize,
    /// How many parameters it has.
    pub parameters: usize,
    /// Its tensors, in the order of the flat view.
    pub leaves: &'static [Leaf],
    /// The tensors of its state, in the order of the state's flat view.
    pub state_leaves: &'static [Leaf],
    /// How many values it remembers in training.
    pub room: Room,
    /// How many samples a batch has at least in training.
    pub smallest_batch: usize,
    /// Whether it keeps nothing of the data and looks at each sample by itself.
    pub samplewise: bool,
    /// Whether the derivative by its first tensor is [deferred](crate::Layer::DEFERS).
    pub defers: bool,
    /// How long the bias is that the layer after it takes away, if it does: a file of weights may have one.
    pub absorbed_bias: Option<usize>,
}

impl LayerInfo {
    /// Of a place where values only come together.
    pub(crate) const fn join(inputs: usize, outputs: usize, room: Room) -> Self {
        Self {
            name: "",
            kind: "",
            inputs,
            outputs,
            multiply_adds: 0,
            offset: 0,
            parameters: 0,
            leaves: &[],
            state_leaves: &[],
            room,
            smallest_batch: 1,
            samplewise: true,
            defers: false,
            absorbed_bias: None,
        }
    }
}

impl LayerInfo {
    /// How many values its state has.
    pub const fn state(&self) -> usize {
        count(self.state_leaves)
    }

    /// Every tensor with its place in the flat view.
    pub fn tensors(&'static self) -> impl Iterator<Item = (&'static Leaf, core::ops::Range<usize>)> {
        let mut offset = self.offset;
        self.leaves.iter().map(move |leaf| {
            let start = offset;
            offset += leaf.count();
            (leaf, start..offset)
        })
    }
}

/// How many values there are in all of `leaves`.
pub(crate) const fn count(leaves: &[Leaf]) -> usize {
    let (mut count, mut index) = (0, 0);
    while index < leaves.len() {
        count += leaves[index].count();
        index += 1;
    }
    count
}

/// A set of parameters with a name for each part: what an optimizer moves.
///
/// `network!` writes it. The same type is what a network learned, its gradient and every moment of an optimizer, so an
/// optimizer is a loop over flat slices.
pub trait Parameters: Flat<Self::Scalar> {
    /// The number type, `f32` or `f64`.
    type Scalar: Scalar;
    /// The layers, in order: their names, shapes, tensors and places in the flat view.
    const LAYERS: &'static [LayerInfo];
    /// Stays the same as long as names, types, shapes and order do: what a file of weights must match.
    const FINGERPRINT: u64 = fingerprint(Self::LAYERS);
    /// Multiply-adds for one sample.
    const MULTIPLY_ADDS: usize = {
        let (mut sum, mut index) = (0, 0);
        while index < Self::LAYERS.len() {
            sum += Self::LAYERS[index].multiply_adds;
            index += 1;
        }
        sum
    };

    /// What holds in training for a tensor of the layer with this index.
    fn rules(layer: usize, leaf: &Leaf) -> Rules {
        let _ = (layer, leaf);
        Rules::NONE
    }

    /// Every tensor with its layer and its place in the flat view.
    ///
    /// ```
    /// # use ffnn_core::{Flat, Parameters};
    /// fn print<P: Parameters>(parameters: &P) {
    ///     for (layer, leaf, range) in P::leaves() {
    ///         println!("{}.{}: {:?}", layer.name, leaf.name, &parameters.as_slice()[range]);
    ///     }
    /// }
    /// ```
    fn leaves() -> impl Iterator<Item = (&'static LayerInfo, &'static Leaf, core::ops::Range<usize>)> {
        leaves(Self::LAYERS)
    }
}

/// [`Parameters::leaves`], which names no network: compiled once for all.
pub(crate) fn leaves(
    layers: &'static [LayerInfo],
) -> impl Iterator<Item = (&'static LayerInfo, &'static Leaf, core::ops::Range<usize>)> {
    layers.iter().flat_map(|layer| layer.tensors().map(move |(leaf, range)| (layer, leaf, range)))
}

/// Every tensor of the state with its layer and its place in the state's flat view.
pub(crate) fn state_leaves(
    layers: &'static [LayerInfo],
) -> impl Iterator<Item = (&'static LayerInfo, &'static Leaf, core::ops::Range<usize>)> {
    let leaves = layers.iter().flat_map(|layer| layer.state_leaves.iter().map(move |leaf| (layer, leaf)));
    leaves.scan(0, |end, (layer, leaf)| {
        let start = *end;
        *end += leaf.count();
        Some((layer, leaf, start..*end))
    })
}

const fn fingerprint(layers: &[LayerInfo]) -> u64 {
    let mut state = crate::numbers::random::hash("ffnn 1");
    let mut index = 0;
    while index < layers.len() {
        let layer = &layers[index];
        state = hash_bytes(state, layer.name.as_bytes());
        state = hash_bytes(state, b":");
        state = hash_bytes(state, layer.kind.as_bytes());
        state = hash_bytes(state, &(layer.inputs as u64).to_le_bytes());
        state = hash_bytes(state, &(layer.outputs as u64).to_le_bytes());
        state = hash_bytes(state, &(layer.parameters as u64).to_le_bytes());
        index += 1;
    }
    state
}
