use alloc::boxed::Box;

use crate::Network;

/// Memory for one more network: the best so far while `fit` runs, the last one after `fit` has restored the best.
pub(in crate::train) struct Spare<N> {
    network: Option<Box<N>>,
    kept: Kept,
}

/// Which network the memory holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    Best,
    Last,
}

impl<N: Network> Clone for Spare<N> {
    fn clone(&self) -> Self {
        Self { network: self.network.as_ref().map(|network| network.clone_boxed()), kept: self.kept }
    }
}

impl<N: Network> Spare<N> {
    pub(in crate::train) const EMPTY: Self = Self { network: None, kept: Kept::Nothing };

    /// Copies `network` as the best so far. Allocates only the first time.
    pub(in crate::train) fn keep(&mut self, network: &N) {
        self.kept = Kept::Best;
        match &mut self.network {
            Some(copy) => copy.as_mut_slice().copy_from_slice(network.as_slice()),
            None => self.network = Some(network.clone_boxed()),
        }
    }

    /// Swaps the best network into `network` and keeps the last one.
    pub(in crate::train) fn restore(&mut self, network: &mut Box<N>) {
        if let Some(copy) = &mut self.network {
            core::mem::swap(copy, network);
            self.kept = Kept::Last;
        }
    }

    /// Undoes [`restore`](Self::restore): puts the last network back and keeps the best. If nothing is kept, the
    /// current network counts as both.
    pub(in crate::train) fn exchange(&mut self, network: &mut Box<N>) {
        match (&mut self.network, self.kept) {
            (Some(copy), Kept::Last) => {
                core::mem::swap(copy, network);
                self.kept = Kept::Best;
            }
            _ => self.keep(network),
        }
    }

    /// Discards the kept network but not its memory.
    pub(in crate::train) fn forget(&mut self) {
        self.kept = Kept::Nothing;
    }

    /// Returns the network replaced by [`restore`](Self::restore).
    pub(in crate::train) fn last(&self) -> Option<&N> {
        self.network.as_deref().filter(|_| self.kept == Kept::Last)
    }

    /// Returns the kept network and whether it is the last one.
    pub(in crate::train) fn kept(&self) -> Option<(bool, &N)> {
        let network = self.network.as_deref().filter(|_| self.kept != Kept::Nothing)?;
        Some((self.kept == Kept::Last, network))
    }

    /// Creates a spare that holds `network`, the best so far or the last.
    pub(in crate::train) fn new(network: Box<N>, last: bool) -> Self {
        Self { network: Some(network), kept: if last { Kept::Last } else { Kept::Best } }
    }
}

/// The epoch with the lowest validation loss.
#[derive(Clone, Copy)]
pub(in crate::train) struct Best {
    pub(in crate::train) epoch: Option<u64>,
    pub(in crate::train) loss: f64,
}

impl Best {
    pub(in crate::train) const NONE: Self = Self { epoch: None, loss: f64::INFINITY };

    /// Records `loss` and returns whether it is lower than all before.
    pub(in crate::train) fn see(&mut self, epoch: u64, loss: f64) -> bool {
        let lower = loss < self.loss;
        if lower {
            *self = Self { epoch: Some(epoch), loss };
        }
        lower
    }
}
