//! One batch by several threads, with a result that does not depend on how many they are.
//!
//! ```text
//! batch = piece 0 | piece 1 | piece 2 | …       cut in places that follow from the batch size alone
//!
//! each piece: forward, loss, backward, into a gradient of its own, with noise from a stream of its own; the loss is
//!             divided by the weight of the whole batch
//!
//! gradient = ((0 + 1) + (2 + 3)) + ((4 + 5) + …)       always these pairs, whoever adds them
//! ```
//!
//! The threads of a [`Team`] take pieces from its desk as they come; whoever finishes the second of a pair adds it to the
//! first, while others are still at work. The calling thread is one of them, so a trainer for one thread starts none.
//!
//! Everything that threads share is owned by them together: the network changes places with an empty one for as long as a
//! step takes, and samples are copied: two pointers, and less than one part in a hundred of a step. So nothing is borrowed
//! across threads, and all that is `unsafe` is a marker, in `portable.rs`.

mod cut;
mod desk;
mod piece;
mod portable;
mod team;

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError, RwLock};

use super::trainer::AT_ONCE;
use crate::network::Target;
use crate::parameters::Place;
use crate::parameters::deferred::Traces;
use crate::train::step::pass::{first_not_finite, place};
use crate::{Aligned, Flat, Loss, Network, Parameters, Scalar};

pub(super) use cut::Cut;
pub(super) use piece::Job;
use piece::{Piece, add};
use portable::Portable;
use team::{Team, Work, lock};

/// The threads of a trainer, behind a pointer: what they do with a network is compiled only where a builder asks for them.
pub(super) trait Threads<N: Network, L: Loss<N::Head>>: Send + Sync {
    /// Overwrites `gradient` with that of the mean loss over the batch, and returns this loss.
    ///
    /// # Panics
    ///
    /// If a layer or a loss does, on whatever thread; the network is then back in its place.
    fn compute(
        &mut self,
        network: &mut Box<N>,
        job: Job<N::Scalar>,
        inputs: &[N::Input],
        targets: &[Target<N, L>],
        gradient: &mut Box<Aligned<N::Parameters>>,
    ) -> f64;

    /// Calls `visit` with what each piece of the batch that was computed last left behind, in order.
    fn each_traces(&self, visit: &mut dyn FnMut(&dyn Traces<N::Scalar>));

    /// Others like them, for another trainer.
    fn others(&self) -> Box<dyn Threads<N, L>>;
}

/// Where the batch that was computed last first left the finite numbers: in the first such layer of any piece.
pub(super) fn first_place<N: Network, L: Loss<N::Head>>(threads: &dyn Threads<N, L>) -> Place {
    let mut first = usize::MAX;
    threads.each_traces(&mut |traces| first = first.min(first_not_finite(traces)));
    place(N::Parameters::LAYERS, first)
}

/// Starts threads for batches of up to so many samples, with this loss.
pub(super) type Start<N, L> = fn(Cut, usize, &L) -> Box<dyn Threads<N, L>>;

/// The threads of a trainer and the pieces that they work on.
pub(super) struct Parallel<N: Network, L: Loss<N::Head>> {
    batch: Arc<Batch<N, L>>,
    team: Team,
    cut: Cut,
    /// Samples in a batch at most.
    samples: usize,
}

/// What the threads of a trainer share.
struct Batch<N: Network, L: Loss<N::Head>> {
    board: RwLock<Board<N>>,
    loss: L,
    pieces: Vec<Mutex<Piece<N, L>>>,
    /// For gradients, each handed from piece to piece.
    rooms: Vec<Mutex<Gradient<N>>>,
}

/// What all pieces of a batch have in common.
struct Board<N: Network> {
    /// The trainer's network during a step, and otherwise one that nobody looks at.
    network: Portable<N::Scalar, N>,
    /// None between steps.
    job: Option<Job<N::Scalar>>,
}

type Gradient<N> = Portable<<N as Network>::Scalar, Aligned<<N as Network>::Parameters>>;

impl<N: Network, L: Loss<N::Head>> Parallel<N, L> {
    /// See [`Start`].
    pub(super) fn start(cut: Cut, samples: usize, loss: &L) -> Box<dyn Threads<N, L>> {
        let (length, count) = match samples {
            ..=AT_ONCE => (cut.length(samples, samples), samples.div_ceil(cut.length(samples, samples))),
            _ => (0, cut.most(samples)),
        };
        let (mut pieces, mut rooms) = (Vec::with_capacity(count), Vec::with_capacity(count));
        pieces.resize_with(count, || Mutex::new(Piece::new(length)));
        rooms.resize_with(count, || Mutex::new(Portable::zeros()));
        let board = RwLock::new(Board { network: Portable::zeros(), job: None });
        let batch = Arc::new(Batch { board, loss: loss.clone(), pieces, rooms });
        let team = Team::new(Arc::clone(&batch) as Arc<dyn Work>, cut.threads, count);
        Box::new(Self { batch, team, cut, samples })
    }
}

impl<N: Network, L: Loss<N::Head>> Threads<N, L> for Parallel<N, L> {
    fn compute(
        &mut self,
        network: &mut Box<N>,
        job: Job<N::Scalar>,
        inputs: &[N::Input],
        targets: &[Target<N, L>],
        gradient: &mut Box<Aligned<N::Parameters>>,
    ) -> f64 {
        let (batch, length) = (&*self.batch, self.cut.length(self.samples, inputs.len()));
        let samples = inputs.chunks(length).zip(targets.chunks(length));
        let count = samples.len();
        for (piece, (inputs, targets)) in batch.pieces.iter().zip(samples) {
            lock(piece).fill(inputs, targets);
        }
        batch.swap(network, Some(job));
        let (room, sum, panic) = self.team.run(count);
        batch.swap(network, None);
        mem::swap(gradient, &mut lock(&batch.rooms[room]).value);
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
        sum / job.total.to_f64()
    }

    fn each_traces(&self, visit: &mut dyn FnMut(&dyn Traces<N::Scalar>)) {
        self.batch.pieces[..self.team.pieces()].iter().for_each(|piece| lock(piece).visit(visit));
    }

    fn others(&self) -> Box<dyn Threads<N, L>> {
        Self::start(self.cut, self.samples, &self.batch.loss)
    }
}

impl<N: Network, L: Loss<N::Head>> Batch<N, L> {
    /// Puts the network in with what is to be done, or takes it out.
    fn swap(&self, network: &mut Box<N>, job: Option<Job<N::Scalar>>) {
        let mut board = self.board.write().unwrap_or_else(PoisonError::into_inner);
        mem::swap(network, &mut board.network.value);
        board.job = job;
    }
}

impl<N: Network, L: Loss<N::Head>> Work for Batch<N, L> {
    fn compute(&self, piece: usize, room: usize) -> f64 {
        let board = self.board.read().unwrap_or_else(PoisonError::into_inner);
        let Board { network, job: Some(job) } = &*board else { return 0.0 };
        lock(&self.pieces[piece]).compute(&network.value, &self.loss, piece, job, &mut lock(&self.rooms[room]).value)
    }

    fn add(&self, first: usize, second: usize) {
        let board = self.board.read().unwrap_or_else(PoisonError::into_inner);
        let Some(job) = &board.job else { return };
        let (mut sum, added) = (lock(&self.rooms[first]), lock(&self.rooms[second]));
        add(job.instructions, sum.value.as_mut_slice(), added.value.as_slice());
    }
}
