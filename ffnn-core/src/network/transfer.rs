//! Copying matching layers from another network.

use alloc::vec::Vec;
use core::fmt::{self, Display};
use core::ops::Range;

use crate::{Flat, LayerInfo, Leaf, Network, Parameters};

/// The result of [`copy_matching`](Network::copy_matching), layer by layer. Layers without parameters and state are not
/// listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Layers that were copied, parameters and state.
    pub copied: Vec<&'static str>,
    /// Layers that stay unchanged.
    pub left: Vec<Left>,
    /// Layers of the other network whose name this network does not have.
    pub unused: Vec<&'static str>,
}

/// A layer that was not copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Name of the layer.
    pub layer: &'static str,
    /// First tensor that differs, in this network and in the other; `None` if the other network has no layer of this
    /// name.
    pub differs: Option<(Option<Leaf>, Option<Leaf>)>,
}

/// A layer with the ranges of its parameters and its state in the flat views.
struct Ranges {
    layer: &'static LayerInfo,
    parameters: Range<usize>,
    state: Range<usize>,
}

fn places<N: Network>() -> impl Iterator<Item = Ranges> {
    let mut end = 0;
    let all = N::Parameters::LAYERS.iter().map(move |layer| {
        let start = end;
        end += layer.state();
        Ranges { layer, parameters: layer.offset..layer.offset + layer.parameters, state: start..end }
    });
    all.filter(|place| !place.parameters.is_empty() || !place.state.is_empty())
}

/// Returns the tensors of a layer, those of its state last.
fn tensors(layer: &'static LayerInfo) -> impl Iterator<Item = Leaf> {
    layer.leaves.iter().chain(layer.state_leaves).copied()
}

/// Returns the first tensor whose name, role or shape differs between two layers.
fn difference(here: &'static LayerInfo, there: &'static LayerInfo) -> Option<(Option<Leaf>, Option<Leaf>)> {
    let (mut ours, mut theirs) = (tensors(here), tensors(there));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return None,
            (ours, theirs) if ours == theirs => {}
            other => return Some(other),
        }
    }
}

pub(super) fn copy_matching<N: Network, M: Network<Scalar = N::Scalar>>(network: &mut N, other: &M) -> Transfer {
    let mut transfer = Transfer { copied: Vec::new(), left: Vec::new(), unused: Vec::new() };
    let (parameters, state) = network.parts_mut();
    for Ranges { layer, parameters: to, state: state_to } in places::<N>() {
        let there = places::<M>().find(|place| place.layer.name == layer.name);
        let differs = there.as_ref().map(|there| difference(layer, there.layer));
        let (Some(there), Some(None)) = (there, differs) else {
            transfer.left.push(Left { layer: layer.name, differs: differs.flatten() });
            continue;
        };
        parameters.as_mut_slice()[to].copy_from_slice(&other.parameters().as_slice()[there.parameters]);
        state.as_mut_slice()[state_to].copy_from_slice(&other.state().as_slice()[there.state]);
        transfer.copied.push(layer.name);
    }
    let here = |name: &&str| places::<N>().any(|place| place.layer.name == *name);
    transfer.unused.extend(places::<M>().map(|place| place.layer.name).filter(|name| !here(name)));
    transfer
}

impl Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for layer in &self.copied {
            writeln!(f, "{layer}: copied")?;
        }
        for Left { layer, differs } in &self.left {
            write!(f, "{layer}: not copied, because ")?;
            match differs {
                None => writeln!(f, "the other network has no layer of this name")?,
                Some((here, there)) => {
                    write!(f, "it has ")?;
                    write_leaf(f, here)?;
                    write!(f, " and the other network has ")?;
                    write_leaf(f, there)?;
                    writeln!(f)?;
                }
            }
        }
        self.unused.iter().try_for_each(|layer| writeln!(f, "{layer}: unused, because this network has no such layer"))
    }
}

fn write_leaf(f: &mut fmt::Formatter<'_>, leaf: &Option<Leaf>) -> fmt::Result {
    match leaf {
        None => write!(f, "nothing"),
        Some(Leaf { name, shape: (rows, columns), .. }) => write!(f, "`{name}` of {rows}x{columns}"),
    }
}
