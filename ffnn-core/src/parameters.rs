//! The parameters of a network: one flat set, and the table that describes it.

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
    /// Name of the tensor, equal to the field name.
    pub name: &'static str,
    /// Role of the tensor, from which its name in files is derived.
    pub role: Role,
    /// Number of rows and columns; values are stored column by column.
    pub shape: (usize, usize),
}

impl Leaf {
    /// Returns the number of values.
    pub const fn count(&self) -> usize {
        self.shape.0 * self.shape.1
    }
}

/// One row of the table of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerInfo {
    /// Name of the field.
    pub name: &'static str,
    /// Type of the layer as written in the list.
    pub kind: &'static str,
    /// Number of inputs.
    pub inputs: usize,
    /// Number of outputs.
    pub outputs: usize,
    /// Multiply-adds for one sample.
    pub multiply_adds: usize,
    /// Offset of its parameters in the flat view.
    pub offset: usize,
    /// Number of parameters.
    pub parameters: usize,
    /// Tensors of its parameters, in the order of the flat view.
    pub leaves: &'static [Leaf],
    /// Tensors of its state, in the order of the state's flat view.
    pub state_leaves: &'static [Leaf],
    /// Number of values remembered in training.
    pub room: Room,
    /// Smallest batch size in training.
    pub smallest_batch: usize,
    /// Whether it has no running statistics and handles each sample independently.
    pub samplewise: bool,
    /// Whether the gradient of its first tensor is [deferred](crate::Layer::DEFERS).
    pub defers: bool,
    /// Length of the bias that the layer after it absorbs, if it does: a weight file may contain one.
    pub absorbed_bias: Option<usize>,
}

impl LayerInfo {
    /// Returns the row of a join, which has no parameters.
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
    /// Returns the number of values in its state.
    pub const fn state(&self) -> usize {
        count(self.state_leaves)
    }

    /// Returns every tensor with its range in the flat view.
    pub fn tensors(&'static self) -> impl Iterator<Item = (&'static Leaf, core::ops::Range<usize>)> {
        let mut offset = self.offset;
        self.leaves.iter().map(move |leaf| {
            let start = offset;
            offset += leaf.count();
            (leaf, start..offset)
        })
    }
}

/// Returns the number of values in all of `leaves`.
pub(crate) const fn count(leaves: &[Leaf]) -> usize {
    let (mut count, mut index) = (0, 0);
    while index < leaves.len() {
        count += leaves[index].count();
        index += 1;
    }
    count
}

/// A set of named parameters, as optimizers update it.
///
/// `network!` implements it. The learned parameters, their gradient and every moment of an optimizer have the same
/// type, so an optimizer is a loop over flat slices.
pub trait Parameters: Flat<Self::Scalar> {
    /// The number type, `f32` or `f64`.
    type Scalar: Scalar;
    /// The layers, in order: their names, shapes, tensors and offsets in the flat view.
    const LAYERS: &'static [LayerInfo];
    /// A hash of the names, types, shapes and order of the layers, which a weight file must match.
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

    /// Returns the training rules for a tensor of the layer with this index.
    fn rules(layer: usize, leaf: &Leaf) -> Rules {
        let _ = (layer, leaf);
        Rules::NONE
    }

    /// Returns every tensor with its layer and its range in the flat view.
    ///
    /// ```
    /// # use ffnn::{Flat, Parameters};
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

/// Implements [`Parameters::leaves`] independently of the network type, so that it is compiled once.
pub(crate) fn leaves(
    layers: &'static [LayerInfo],
) -> impl Iterator<Item = (&'static LayerInfo, &'static Leaf, core::ops::Range<usize>)> {
    layers.iter().flat_map(|layer| layer.tensors().map(move |(leaf, range)| (layer, leaf, range)))
}

/// Returns every tensor of the state with its layer and its range in the state's flat view.
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
