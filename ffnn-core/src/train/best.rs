use alloc::boxed::Box;

use crate::Network;

/// Room for one more network: the best so far while `fit` runs, the last after an earlier one was restored.
pub(super) struct Spare<N> {
    network: Option<Box<N>>,
    last: bool,
}

impl<N: Network> Spare<N> {
    pub(super) const EMPTY: Self = Self { network: None, last: false };

    /// Keeps a copy. Allocates the first time only.
    pub(super) fn keep(&mut self, network: &N) {
        self.last = false;
        match &mut self.network {
            Some(copy) => copy.as_mut_slice().copy_from_slice(network.as_slice()),
            None => self.network = Some(network.clone_boxed()),
        }
    }

    /// Puts the copy in the place of `network`, which is kept as the last.
    pub(super) fn restore(&mut self, network: &mut Box<N>) {
        if let Some(copy) = &mut self.network {
            core::mem::swap(copy, network);
            self.last = true;
        }
    }

    /// Forgets what was kept, and keeps the room.
    pub(super) fn forget(&mut self) {
        self.last = false;
    }

    /// The network that was there before [`restore`](Self::restore).
    pub(super) fn last(&self) -> Option<&N> {
        self.network.as_deref().filter(|_| self.last)
    }
}

/// The epoch with the lowest validation loss.
#[derive(Clone, Copy)]
pub(super) struct Best {
    pub(super) epoch: Option<u64>,
    loss: f64,
}

impl Best {
    pub(super) const NONE: Self = Self { epoch: None, loss: f64::INFINITY };

    /// Whether `loss` is the lowest so far, the first of several.
    pub(super) fn see(&mut self, epoch: u64, loss: f64) -> bool {
        let lower = loss < self.loss;
        if lower {
            *self = Self { epoch: Some(epoch), loss };
        }
        lower
    }
}
