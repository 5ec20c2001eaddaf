use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::any::Any;
use core::mem;

/// Payload of a thread's panic.
pub(super) type Panic = Box<dyn Any + Send>;

/// A sum of consecutive pieces from `place` on; their number is a power of two, except at the end of the batch.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    place: usize,
    pieces: usize,
}

impl Sum {
    pub(super) fn of_one(place: usize) -> Self {
        Self { place, pieces: 1 }
    }
}

/// Hands out pieces to threads and tells them which sums to add. Everything that must happen exactly once happens here,
/// under one lock.
pub(super) struct Desk {
    /// Free gradient buffers; the most recently used is on top, because it is likeliest to be in a cache.
    spare: Vec<usize>,
    /// Gradient buffer and loss of each piece taken.
    taken: Vec<(usize, f64)>,
    /// Number of pieces of the batch.
    count: usize,
    /// The first piece not yet taken.
    next: usize,
    /// Whether one side of a sum is done, indexed by the place of its second side, which is unique.
    waits: Vec<bool>,
    done: bool,
    closed: bool,
    /// First panic of this batch.
    panic: Option<Panic>,
}

impl Desk {
    /// Creates a desk for up to as many pieces as there are gradient buffers.
    pub(super) fn new(rooms: usize) -> Self {
        let (spare, taken, waits) = ((0..rooms).collect(), vec![(0, 0.0); rooms], vec![false; rooms]);
        Self { spare, taken, count: 0, next: 0, waits, done: true, closed: false, panic: None }
    }

    /// Offers `count` pieces.
    pub(super) fn open(&mut self, count: usize) {
        (self.count, self.next, self.done) = (count, 0, false);
        self.waits.fill(false);
    }

    /// Takes the next piece, if one is left, with a buffer for its gradient.
    pub(super) fn take(&mut self) -> Option<(usize, usize)> {
        if self.next == self.count {
            return None;
        }
        let room = self.spare.pop()?;
        self.taken[self.next] = (room, 0.0);
        self.next += 1;
        Some((self.next - 1, room))
    }

    /// Records the loss of a piece.
    pub(super) fn note(&mut self, piece: usize, loss: f64) {
        self.taken[piece].1 = loss;
    }

    /// Returns the buffer with the gradient of this piece, or of the sum that starts with it.
    pub(super) fn room(&self, piece: usize) -> usize {
        self.taken[piece].0
    }

    /// Records that the gradient of the second sum was added to the first.
    pub(super) fn merge(&mut self, first: usize, second: usize) {
        self.taken[first].1 += self.taken[second].1;
        self.spare.push(self.taken[second].0);
    }

    /// Returns the gradient buffer and the loss of the whole batch, and frees the buffer.
    pub(super) fn whole(&mut self) -> (usize, f64) {
        self.spare.push(self.taken[0].0);
        self.taken[0]
    }

    /// Returns the places of the two sums to add next, the second to the first, given that `sum` is done. Returns
    /// `None` if the other sum is unfinished, in which case its thread adds them, or if the batch is complete. Updates
    /// `sum` to the combined sum.
    pub(super) fn meet(&mut self, sum: &mut Sum) -> Option<(usize, usize)> {
        while sum.pieces < self.count {
            let (first, second) = (sum.place & !sum.pieces, sum.place | sum.pieces);
            *sum = Sum { place: first, pieces: 2 * sum.pieces };
            // Beyond the last piece, there is nothing to add.
            if second < self.count {
                let other_is_done = mem::replace(&mut self.waits[second], true);
                return other_is_done.then_some((first, second));
            }
        }
        self.done = true;
        None
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether all pieces have been added up.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Records a panic, or returns it if another one came first.
    pub(super) fn fail(&mut self, panic: Panic) -> Option<Panic> {
        match self.panic {
            None => {
                self.panic = Some(panic);
                None
            }
            Some(_) => Some(panic),
        }
    }

    /// Takes the first panic, if there was one.
    pub(super) fn failure(&mut self) -> Option<Panic> {
        self.panic.take()
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use super::*;
    use crate::Stream;

    /// Formats the sum that results if pieces finish in the order `order`.
    fn written(order: &[usize]) -> String {
        let mut texts: Vec<String> = (0..order.len()).map(|piece| format!("{piece}")).collect();
        let mut desk = Desk::new(order.len());
        desk.open(order.len());
        for &piece in order {
            assert!(!desk.is_done());
            let mut sum = Sum::of_one(piece);
            while let Some((first, second)) = desk.meet(&mut sum) {
                let added = mem::take(&mut texts[second]);
                texts[first] = format!("({} {added})", texts[first]);
            }
        }
        assert!(desk.is_done() && texts[1..].iter().all(String::is_empty));
        mem::take(&mut texts[0])
    }

    #[test]
    fn sums_do_not_depend_on_who_is_done_first() {
        for (count, expected) in [
            (1, "0"),
            (2, "(0 1)"),
            (3, "((0 1) 2)"),
            (5, "(((0 1) (2 3)) 4)"),
            (7, "(((0 1) (2 3)) ((4 5) 6))"),
            (8, "(((0 1) (2 3)) ((4 5) (6 7)))"),
        ] {
            let mut order: Vec<usize> = (0..count).collect();
            assert_eq!(written(&order), expected);
            for seed in 0..50 {
                Stream::root(seed).random().shuffle(&mut order);
                assert_eq!(written(&order), expected, "{order:?}");
            }
        }
    }

    #[test]
    fn each_piece_is_taken_once_a_batch() {
        let mut desk = Desk::new(4);
        assert_eq!(desk.take(), None);
        for count in [4, 1, 3] {
            desk.open(count);
            let taken: Vec<_> = core::iter::from_fn(|| desk.take()).collect();
            assert!(taken.iter().map(|&(piece, _)| piece).eq(0..count));
            for (piece, room) in taken {
                assert_eq!(desk.room(piece), room);
                desk.note(piece, 1.0);
            }
            (1..count).rev().for_each(|piece| desk.merge(0, piece));
            assert_eq!(desk.whole(), (3, count as f64));
        }
        desk.open(4);
        assert_eq!(desk.take(), Some((0, 3)), "the most recently used buffer");
    }
}
