use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::desk::{Desk, Panic, Sum};

/// What a team does with the pieces of a batch and the rooms for their gradients, both by number.
pub(super) trait Work: Send + Sync {
    /// Computes the gradient of a piece into a room, and gives its loss.
    fn compute(&self, piece: usize, room: usize) -> f64;
    /// Adds the gradient in the second room to that in the first.
    fn add(&self, first: usize, second: usize);
}

/// The threads of a trainer. They sleep between batches and end with it; that it knows no network spares a program a copy
/// for each.
pub(super) struct Team {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

/// What the threads share.
struct Shared {
    work: Arc<dyn Work>,
    desk: Mutex<Desk>,
    /// There are pieces to take, or no more will come.
    wake: Condvar,
    /// All pieces are one.
    done: Condvar,
}

impl Team {
    /// So many threads for up to so many pieces. Where the system has no more of them, fewer do the same.
    pub(super) fn new(work: Arc<dyn Work>, threads: usize, pieces: usize) -> Self {
        let desk = Mutex::new(Desk::new(pieces));
        let shared = Arc::new(Shared { work, desk, wake: Condvar::new(), done: Condvar::new() });
        let start = |number| {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name(format!("ffnn worker {number}"));
            thread.spawn(move || shared.serve()).ok()
        };
        // The calling thread is the first.
        let workers = (1..threads.min(pieces)).map_while(start).collect();
        Self { shared, workers }
    }

    /// Has so many pieces computed and added up; gives the room where their gradient then is, their loss, and what a layer
    /// panicked with.
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

    /// Pieces of the batch that was computed last.
    pub(super) fn pieces(&self) -> usize {
        lock(&self.shared.desk).count()
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        lock(&self.shared.desk).close();
        self.shared.wake.notify_all();
        for worker in self.workers.drain(..) {
            // A worker catches every panic and hands it to the step.
            let _ = worker.join();
        }
    }
}

impl Shared {
    /// Works on whatever comes until no more will.
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

    /// Works on pieces of this batch as long as there are some to take.
    fn help(&self) {
        loop {
            // Named, so that the lock is not held while working.
            let taken = lock(&self.desk).take();
            let Some((piece, room)) = taken else { return };
            self.finish(piece, room);
        }
    }

    /// Waits for the pieces that others took.
    fn wait(&self) -> MutexGuard<'_, Desk> {
        let mut desk = lock(&self.desk);
        while !desk.is_done() {
            desk = self.done.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        desk
    }

    /// Computes a piece, and then all sums that only waited for it.
    fn finish(&self, piece: usize, room: usize) {
        // What a panic leaves half done is overwritten by the next batch.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.work.compute(piece, room)));
        match outcome {
            Ok(loss) => lock(&self.desk).note(piece, loss),
            Err(panic) => {
                // Named, so that the lock is not held while something of the caller's is dropped.
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

/// Drops what a panic said, and what that panics with in turn, but not for ever.
fn discard(panic: Panic) {
    let mut panic = Some(panic);
    for _ in 0..10 {
        panic = panic.and_then(|panic| catch_unwind(AssertUnwindSafe(|| drop(panic))).err());
    }
    mem::forget(panic);
}

/// Poison says nothing: whatever a panic left half done is overwritten before it is looked at.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
