use alloc::boxed::Box;

use crate::Network;

/// Room for one more network: the best so far while `fit` runs, the last after an earlier one was restored.
pub(in crate::train) struct Spare<N> {
    network: Option<Box<N>>,
    kept: Kept,
}

/// What the room holds.
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

    /// Keeps a copy. Allocates the first time only.
    pub(in crate::train) fn keep(&mut self, network: &N) {
        self.kept = Kept::Best;
        match &mut self.network {
            Some(copy) => copy.as_mut_slice().copy_from_slice(network.as_slice()),
            None => self.network = Some(network.clone_boxed()),
        }
    }

    /// Puts the copy in the place of `network`, which is kept as the last.
    pub(in crate::train) fn restore(&mut self, network: &mut Box<N>) {
        if let Some(copy) = &mut self.network {
            core::mem::swap(copy, network);
            self.kept = Kept::Last;
        }
    }

    /// Undoes [`restore`](Self::restore): the last network is back in its place, and the best is kept. If nothing is kept,
    /// the network is both.
    pub(in crate::train) fn exchange(&mut self, network: &mut Box<N>) {
        match (&mut self.network, self.kept) {
            (Some(copy), Kept::Last) => {
                core::mem::swap(copy, network);
                self.kept = Kept::Best;
            }
            _ => self.keep(network),
        }
    }

    /// Forgets what was kept, and keeps the room.
    pub(in crate::train) fn forget(&mut self) {
        self.kept = Kept::Nothing;
    }

    /// The network that was there before [`restore`](Self::restore).
    pub(in crate::train) fn last(&self) -> Option<&N> {
        self.network.as_deref().filter(|_| self.kept == Kept::Last)
    }

    /// The network that is kept, and whether it is the last.
    pub(in crate::train) fn kept(&self) -> Option<(bool, &N)> {
        let network = self.network.as_deref().filter(|_| self.kept != Kept::Nothing)?;
        Some((self.kept == Kept::Last, network))
    }

    /// With this network, the best so far or the last.
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

    /// Whether `loss` is the lowest so far, the first of several.
    pub(in crate::train) fn see(&mut self, epoch: u64, loss: f64) -> bool {
        let lower = loss < self.loss;
        if lower {
            *self = Self { epoch: Some(epoch), loss };
        }
        lower
    }
}
