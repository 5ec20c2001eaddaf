use core::mem::MaybeUninit;

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
        assert!(BYTES == N::COUNT * size_of::<N::Scalar>(), "expected as many bytes as the network has");
        const {
            assert!(
                cfg!(target_endian = "little"),
                "weights in the program need a little-endian processor: call `files::load` at run time"
            );
        }
        let mut network = MaybeUninit::<N>::zeroed();
        // SAFETY: a network is `Flat`: it consists of as many numbers as there are bytes for, every bit pattern of
        // which is a value, and padding of its last cache line, which stays zero.
        let network = unsafe {
            network.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), BYTES);
            network.assume_init()
        };
        Self { network }
    }

    /// Creates a network of zeros, after an error has been reported.
    pub const fn zeros() -> Self {
        // SAFETY: by the contract of `Flat`, zeroed memory is a value of this type.
        Self { network: unsafe { MaybeUninit::zeroed().assume_init() } }
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
