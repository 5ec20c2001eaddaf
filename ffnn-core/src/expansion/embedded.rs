use crate::numbers::flat;
use crate::{Network, Parameters};

/// A network that is part of the program, aligned to a cache line.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Embedded<N> {
    network: N,
}

impl<N: Network> Embedded<N> {
    /// Creates the network from its numbers, little-endian, in the order of the flat view.
    pub const fn new<const BYTES: usize>(bytes: &[u8; BYTES]) -> Self {
        const {
            assert!(
                cfg!(target_endian = "little"),
                "weights in the program need a little-endian processor: call `files::load` at run time"
            );
        }
        Self { network: flat::from_bytes(bytes) }
    }

    /// Creates a network of zeros, after an error has been reported.
    pub const fn zeros() -> Self {
        Self { network: flat::zeros() }
    }

    /// Returns the network.
    pub const fn network(&self) -> &N {
        &self.network
    }
}

/// Whether the layer with this index has tensors of these sizes: first its parameters, then its state.
pub const fn has_tensors<N: Network>(layer: usize, sizes: &[usize]) -> bool {
    let layer = &<N::Parameters as Parameters>::LAYERS[layer];
    let (learned, kept) = (layer.leaves, layer.state_leaves);
    if learned.len() + kept.len() != sizes.len() {
        return false;
    }
    let mut index = 0;
    while index < sizes.len() {
        let leaf = if index < learned.len() { &learned[index] } else { &kept[index - learned.len()] };
        if leaf.count() != sizes[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether the list of layers has this fingerprint.
pub const fn has_fingerprint<N: Network>(fingerprint: u64) -> bool {
    <N::Parameters as Parameters>::FINGERPRINT == fingerprint
}
