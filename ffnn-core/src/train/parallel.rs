//! Data parallelism: one batch on several threads, with a result that does not depend on their number.
//!
//! ```text
//! batch = piece 0 | piece 1 | piece 2 | …       cut at positions that depend only on the batch size
//!
//! each piece: forward, loss, backward, into its own gradient, with noise from its own stream; the loss is
//!             divided by the weight of the whole batch
//!
//! gradient = ((0 + 1) + (2 + 3)) + ((4 + 5) + …)       always these pairs, on whatever thread
//! ```
//!
//! The threads of a [`Team`] take pieces from its desk; the thread that finishes the second of a pair adds it to the
//! first, while others still work. The calling thread is one of them, so a trainer with one thread starts none.
//!
//! The threads own everything they share: the network is swapped into the shared state for the duration of a step,
//! which moves two pointers, and the samples are copied, which takes less than 1 % of a step. So nothing is borrowed
//! across threads; [`Portable`] is the claim that numbers can be sent to them.

mod cut;
mod desk;
mod piece;
mod team;

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError, RwLock};

use super::trainer::AT_ONCE;
use crate::network::Target;
use crate::numbers::flat::Portable;
use crate::parameters::Place;
use crate::parameters::deferred::Traces;
use crate::train::step::pass::{first_not_finite, place};
use crate::{Aligned, Flat, Loss, Network, Parameters, Scalar};

pub(super) use cut::Cut;
pub(super) use piece::Job;
use piece::{BatchPiece, add};
use team::{Team, Work, lock};

/// The threads of a trainer, behind a pointer: their code is compiled only for networks whose builder asks for threads.
pub(super) trait Threads<N: Network, L: Loss<N::Head>>: Send + Sync {
    /// Computes the gradient of the mean loss over the batch into `gradient` and returns that loss.
    ///
    /// # Panics
    ///
    /// If a layer or a loss panics, on any thread; the network is then back in its place.
    fn compute(
        &mut self,
        network: &mut Box<N>,
        job: Job<N::Scalar>,
        inputs: &[N::Input],
        targets: &[Target<N, L>],
        gradient: &mut Box<Aligned<N::Parameters>>,
    ) -> f64;

    /// Calls `visit` with the traces of each piece of the last batch, in order.
    fn each_traces(&self, visit: &mut dyn FnMut(&dyn Traces<N::Scalar>));

    /// Starts equal threads for another trainer.
    fn others(&self) -> Box<dyn Threads<N, L>>;
}

/// Returns the first layer output that is not finite in any piece of the last batch, or the loss.
pub(super) fn first_place<N: Network, L: Loss<N::Head>>(threads: &dyn Threads<N, L>) -> Place {
    let mut first = usize::MAX;
    threads.each_traces(&mut |traces| first = first.min(first_not_finite(traces)));
    place(N::Parameters::LAYERS, first)
}

/// Function that starts threads for batches of up to this many samples, with this loss.
pub(super) type Start<N, L> = fn(Cut, usize, &L) -> Box<dyn Threads<N, L>>;

/// The threads of a trainer and the pieces that they work on.
pub(super) struct Parallel<N: Network, L: Loss<N::Head>> {
    batch: Arc<Batch<N, L>>,
    team: Team,
    cut: Cut,
    /// Maximum number of samples per batch.
    samples: usize,
}

/// State shared between the threads of a trainer.
struct Batch<N: Network, L: Loss<N::Head>> {
    board: RwLock<Board<N>>,
    loss: L,
    pieces: Vec<Mutex<BatchPiece<N, L>>>,
    /// Gradients, handed from piece to piece.
    rooms: Vec<Mutex<Gradient<N>>>,
}

/// State shared between the pieces of a batch.
struct Board<N: Network> {
    /// The trainer's network during a step, an unused one otherwise.
    network: Portable<N::Scalar, N>,
    /// `None` between steps.
    job: Option<Job<N::Scalar>>,
}

type Gradient<N> = Portable<<N as Network>::Scalar, Aligned<<N as Network>::Parameters>>;

impl<N: Network, L: Loss<N::Head>> Parallel<N, L> {
    /// Starts the threads; a [`Start`] function.
    pub(super) fn start(cut: Cut, samples: usize, loss: &L) -> Box<dyn Threads<N, L>> {
        let (length, count) = match samples {
            ..=AT_ONCE => (cut.length(samples, samples), samples.div_ceil(cut.length(samples, samples))),
            _ => (0, cut.most(samples)),
        };
        let (mut pieces, mut rooms) = (Vec::with_capacity(count), Vec::with_capacity(count));
        pieces.resize_with(count, || Mutex::new(BatchPiece::new(length)));
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
    /// Swaps the network in together with a job, or out.
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
