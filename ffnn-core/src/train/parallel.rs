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
//! Threads take pieces from a [`Desk`] as they come; whoever finishes the second of a pair adds it to the first, while
//! others are still at work. The calling thread is one of them, so a trainer for one thread starts none.
//!
//! Everything that threads share is owned by them together: the network changes places with an empty one for as long as a
//! step takes, and samples are copied: two pointers, and less than one part in a hundred of a step. So nothing is borrowed
//! across threads, and all that is `unsafe` is a marker, in `portable.rs`.

mod cut;
mod desk;
mod piece;
mod portable;

use alloc::boxed::Box;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::ops::Range;
use core::panic::AssertUnwindSafe;
use std::panic::{catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use super::pass::Target;
use super::pass::{first_not_finite, place};
use crate::error::Place;
use crate::{Aligned, Loss, Network, Scalar};

pub(super) use cut::Cut;
use desk::{Desk, Panic, Sum};
pub(super) use piece::Job;
use piece::{Gradient, Piece};
use portable::Portable;

/// The threads of a trainer and the pieces that they work on. They sleep between steps and end with it.
pub(super) struct Parallel<N: Network, L: Loss<N::Head>> {
    shared: Arc<Shared<N, L>>,
    workers: Vec<JoinHandle<()>>,
    /// Samples in a piece.
    length: usize,
}

/// Where the pieces of a network's batches are taken from.
type DeskOf<N, L> = Desk<Job<L, <N as Network>::Scalar>, Gradient<N>>;

/// What the threads of a trainer share.
struct Shared<N: Network, L: Loss<N::Head>> {
    /// The trainer's network during a step, and otherwise one that nobody looks at.
    network: RwLock<Portable<N::Scalar, N>>,
    pieces: Vec<Mutex<Piece<N, L>>>,
    desk: Mutex<DeskOf<N, L>>,
    /// There are pieces to take, or no more will come.
    wake: Condvar,
    /// All pieces are one.
    done: Condvar,
}

impl<N: Network, L: Loss<N::Head>> Parallel<N, L> {
    /// Starts threads for batches of up to `batch` samples. Where the system has no more of them, fewer do the same.
    pub(super) fn new(cut: Cut, batch: usize) -> Self {
        let length = cut.length(batch);
        let count = batch.div_ceil(length);
        let shared = Arc::new(Shared {
            network: RwLock::new(Portable::zeros()),
            pieces: (0..count).map(|_| Mutex::new(Piece::new(length))).collect(),
            desk: Mutex::new(Desk::new((0..count).map(|_| Portable::zeros()).collect())),
            wake: Condvar::new(),
            done: Condvar::new(),
        });
        let work = || {
            let shared = Arc::clone(&shared);
            Box::new(move || shared.serve()) as Box<dyn FnOnce() + Send>
        };
        // The calling thread is the first.
        let workers = workers(1..cut.threads.min(count), &work);
        Self { shared, workers, length }
    }

    /// Overwrites `gradient` with that of the mean loss over the batch, and returns this loss.
    ///
    /// # Panics
    ///
    /// If a layer or a loss does, on whatever thread; the network is then back in its place.
    pub(super) fn compute(
        &mut self,
        network: &mut Box<N>,
        job: Job<L, N::Scalar>,
        inputs: &[N::Input],
        targets: &[Target<N, L>],
        gradient: &mut Box<Aligned<N::Parameters>>,
    ) -> f64 {
        let shared = &*self.shared;
        let batch = inputs.chunks(self.length).zip(targets.chunks(self.length));
        let count = batch.len();
        for (piece, (inputs, targets)) in shared.pieces.iter().zip(batch) {
            lock(piece).fill(inputs, targets);
        }
        shared.swap(network);
        lock(&shared.desk).open(job, count);
        if count > 1 {
            shared.wake.notify_all();
        }
        shared.help();
        let panic = shared.wait();
        shared.swap(network);
        let mut whole = lock(&shared.pieces[0]);
        let mut sum = whole.gradient.take();
        sum.iter_mut().for_each(|sum| mem::swap(gradient, &mut sum.value));
        lock(&shared.desk).give(sum);
        if let Some(panic) = panic {
            drop(whole);
            resume_unwind(panic);
        }
        whole.sum / job.total.to_f64()
    }

    /// Where the batch that was computed last first left the finite numbers: in the first such layer of any piece.
    pub(super) fn first_not_finite(&self) -> Place {
        let mut first = None;
        self.each_tape(|tape| first = first.into_iter().chain(first_not_finite::<N>(tape)).min());
        place::<N::Parameters>(first)
    }

    /// Calls `visit` with the tape of each piece of the batch that was computed last, in order.
    pub(super) fn each_tape(&self, mut visit: impl FnMut(&N::Tape<'_>)) {
        let count = lock(&self.shared.desk).count();
        self.shared.pieces[..count].iter().for_each(|piece| visit(&lock(piece).tape()));
    }
}

impl<N: Network, L: Loss<N::Head>> Drop for Parallel<N, L> {
    fn drop(&mut self) {
        lock(&self.shared.desk).close();
        self.shared.wake.notify_all();
        for worker in self.workers.drain(..) {
            // A worker catches every panic and hands it to the step.
            let _ = worker.join();
        }
    }
}

impl<N: Network, L: Loss<N::Head>> Shared<N, L> {
    /// Works on whatever comes until no more will.
    fn serve(&self) {
        let mut desk = lock(&self.desk);
        while !desk.is_closed() {
            desk = match desk.take() {
                Some((index, job, gradient)) => {
                    drop(desk);
                    self.finish(index, &job, gradient);
                    lock(&self.desk)
                }
                None => self.wake.wait(desk).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Works on pieces of this batch as long as there are some to take.
    fn help(&self) {
        loop {
            // Named, so that the lock is not held while working.
            let taken = lock(&self.desk).take();
            let Some((index, job, gradient)) = taken else { return };
            self.finish(index, &job, gradient);
        }
    }

    /// Waits for the pieces that others took; gives what a layer panicked with.
    fn wait(&self) -> Option<Panic> {
        let mut desk = lock(&self.desk);
        while !desk.is_done() {
            desk = self.done.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        desk.failure()
    }

    /// Computes a piece, and then all sums that only waited for it.
    fn finish(&self, index: usize, job: &Job<L, N::Scalar>, mut gradient: Gradient<N>) {
        let outcome = {
            let network = self.network.read().unwrap_or_else(PoisonError::into_inner);
            let mut piece = lock(&self.pieces[index]);
            // What a panic leaves half done here is overwritten by the next batch.
            let outcome =
                catch_unwind(AssertUnwindSafe(|| piece.compute(&network.value, index, job, &mut gradient.value)));
            piece.gradient = Some(gradient);
            outcome
        };
        if let Err(panic) = outcome {
            // Named, so that the lock is not held while something of the caller's is dropped.
            let further = lock(&self.desk).fail(panic);
            further.into_iter().for_each(discard);
        }
        let mut desk = lock(&self.desk);
        let mut sum = Sum::of_one(index);
        while let Some((first, second)) = desk.meet(&mut sum) {
            drop(desk);
            let room = lock(&self.pieces[first]).add(job.instructions, &mut lock(&self.pieces[second]));
            desk = lock(&self.desk);
            desk.give(room);
        }
        if desk.is_done() {
            self.done.notify_one();
        }
    }

    /// Puts the network in, or takes it out.
    fn swap(&self, network: &mut Box<N>) {
        mem::swap(network, &mut self.network.write().unwrap_or_else(PoisonError::into_inner).value);
    }
}

/// Starts threads with these numbers, as many as the system has; compiled once for all networks.
fn workers(numbers: Range<usize>, work: &dyn Fn() -> Box<dyn FnOnce() + Send>) -> Vec<JoinHandle<()>> {
    let start = |number| thread::Builder::new().name(format!("ffnn worker {number}")).spawn(work()).ok();
    numbers.map_while(start).collect()
}

/// Drops what a panic said, and what that panics with in turn, but not for ever.
fn discard(panic: Panic) {
    let mut panic = Some(panic);
    for _ in 0..10 {
        panic = panic.and_then(|panic| catch_unwind(AssertUnwindSafe(|| drop(panic))).err());
    }
    mem::forget(panic);
}

/// Every panic of a layer is caught before a lock would be poisoned, so there is nothing to learn from poison.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
