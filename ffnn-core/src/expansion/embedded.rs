use core::mem::MaybeUninit;

use crate::{Network, Parameters};

/// A network that was there before the program started, at the start of a cache line.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Embedded<N> {
    network: N,
}

impl<N: Network> Embedded<N> {
    /// The network whose numbers these are, little-endian, in the order of the flat view.
    pub const fn new<const BYTES: usize>(bytes: &[u8; BYTES]) -> Self {
        assert!(BYTES == N::COUNT * size_of::<N::Scalar>(), "the bytes are all numbers of the network");
        const {
            assert!(
                cfg!(target_endian = "little"),
                "weights in a program need a little-endian processor: call `files::load` when the program runs"
            );
        }
        let mut network = MaybeUninit::<N>::zeroed();
        // SAFETY: a network is `Flat`: as many numbers as there are bytes for, every bit pattern of which is a value, and
        // then what is left of its last cache line, which stays zero.
        let network = unsafe {
            network.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), BYTES);
            network.assume_init()
        };
        Self { network }
    }

    /// A network of zeros, where there was an error.
    pub const fn zeros() -> Self {
        // SAFETY: by the contract of `Flat` memory of zeros is a value of this type.
        Self { network: unsafe { MaybeUninit::zeroed().assume_init() } }
    }

    /// The network.
    pub const fn network(&self) -> &N {
        &self.network
    }
}

/// Whether the layer with this index has tensors of these sizes: what it learns, then what it keeps.
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
