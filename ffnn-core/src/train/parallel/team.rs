use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::desk::{Desk, Panic, Sum};

/// Work of a team on the pieces of a batch and the buffers for their gradients, both given by number.
pub(super) trait Work: Send + Sync {
    /// Computes the gradient of a piece into a buffer and returns the loss.
    fn compute(&self, piece: usize, room: usize) -> f64;
    /// Adds the gradient in the second buffer to the one in the first.
    fn add(&self, first: usize, second: usize);
}

/// The threads of a trainer. They sleep between batches and end with the trainer. Not generic over the network, so that
/// it is compiled only once.
pub(super) struct Team {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

/// State shared by the threads.
struct Shared {
    work: Arc<dyn Work>,
    desk: Mutex<Desk>,
    /// Signals that there are pieces to take, or that no more will come.
    wake: Condvar,
    /// Signals that all pieces have been added up.
    done: Condvar,
}

impl Team {
    /// Starts `threads` threads for up to `pieces` pieces. Uses fewer threads if the system refuses more.
    pub(super) fn new(work: Arc<dyn Work>, threads: usize, pieces: usize) -> Self {
        let desk = Mutex::new(Desk::new(pieces));
        let shared = Arc::new(Shared { work, desk, wake: Condvar::new(), done: Condvar::new() });
        let start = |number| {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name(format!("ffnn worker {number}"));
            thread.spawn(move || shared.serve()).ok()
        };
        // The calling thread counts as the first.
        let workers = (1..threads.min(pieces)).map_while(start).collect();
        Self { shared, workers }
    }

    /// Runs the work on `pieces` pieces and adds up the results; returns the buffer with the gradient, the loss, and
    /// the first panic.
    pub(super) fn run(&self, pieces: usize) -> (usize, f64, Option<Panic>) {
        lock(&self.shared.desk).open(pieces);
        if pieces > 1 {
            self.shared.wake.notify_all();
        }
        self.shared.help();
        let mut desk = self.shared.wait();
        let (room, loss) = desk.whole();
        (room, loss, desk.failure())
    }

    /// Returns the number of pieces of the last batch.
    pub(super) fn pieces(&self) -> usize {
        lock(&self.shared.desk).count()
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        lock(&self.shared.desk).close();
        self.shared.wake.notify_all();
        for worker in self.workers.drain(..) {
            // A worker catches every panic and passes it on to the step, so `join` has nothing to report.
            let _ = worker.join();
        }
    }
}

impl Shared {
    /// Works on pieces until the team is closed.
    fn serve(&self) {
        let mut desk = lock(&self.desk);
        while !desk.is_closed() {
            desk = match desk.take() {
                Some((piece, room)) => {
                    drop(desk);
                    self.finish(piece, room);
                    lock(&self.desk)
                }
                None => self.wake.wait(desk).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Works on pieces of this batch until none are left to take.
    fn help(&self) {
        loop {
            // Bound to a variable, so that the lock is released before the work starts.
            let taken = lock(&self.desk).take();
            let Some((piece, room)) = taken else { return };
            self.finish(piece, room);
        }
    }

    /// Waits for the pieces taken by other threads.
    fn wait(&self) -> MutexGuard<'_, Desk> {
        let mut desk = lock(&self.desk);
        while !desk.is_done() {
            desk = self.done.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        desk
    }

    /// Computes a piece, then all sums that were waiting only for it.
    fn finish(&self, piece: usize, room: usize) {
        // Unwind safe: the next batch overwrites whatever a panic leaves half done.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.work.compute(piece, room)));
        match outcome {
            Ok(loss) => lock(&self.desk).note(piece, loss),
            Err(panic) => {
                // Bound to a variable, so that the lock is released before a payload with a caller's destructor is
                // dropped.
                let further = lock(&self.desk).fail(panic);
                further.into_iter().for_each(discard);
            }
        }
        let mut desk = lock(&self.desk);
        let mut sum = Sum::of_one(piece);
        while let Some((first, second)) = desk.meet(&mut sum) {
            let rooms = (desk.room(first), desk.room(second));
            drop(desk);
            self.work.add(rooms.0, rooms.1);
            desk = lock(&self.desk);
            desk.merge(first, second);
        }
        if desk.is_done() {
            self.done.notify_one();
        }
    }
}

/// Drops a panic payload, and the payloads of panics that this causes in turn, up to a limit.
fn discard(panic: Panic) {
    let mut panic = Some(panic);
    for _ in 0..10 {
        panic = panic.and_then(|panic| catch_unwind(AssertUnwindSafe(|| drop(panic))).err());
    }
    mem::forget(panic);
}

/// Ignores poisoning: whatever a panic left half done is overwritten before it is read.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
