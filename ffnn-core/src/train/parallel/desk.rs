use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::any::Any;
use core::mem;

/// What a thread panicked with.
pub(super) type Panic = Box<dyn Any + Send>;

/// The sum of a power of two of pieces from `place` on, as many as there are.
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

/// Where threads take pieces from and learn which sums wait for them. All that must not happen twice happens here, under
/// one lock.
pub(super) struct Desk<J, G> {
    job: Option<J>,
    /// Gradients that hold nothing, the last used on top, because it is likeliest to be in a cache.
    spare: Vec<G>,
    /// Pieces of the batch.
    count: usize,
    /// The first piece that nobody took.
    next: usize,
    /// Whether one side of a sum is done, by the place of the second: each is the second once.
    waits: Vec<bool>,
    done: bool,
    closed: bool,
    /// What the first panic of this batch said.
    panic: Option<Panic>,
}

impl<J: Copy, G> Desk<J, G> {
    /// For up to as many pieces as there are gradients.
    pub(super) fn new(spare: Vec<G>) -> Self {
        let waits = vec![false; spare.len()];
        Self { job: None, spare, count: 0, next: 0, waits, done: true, closed: false, panic: None }
    }

    /// Offers so many pieces.
    pub(super) fn open(&mut self, job: J, count: usize) {
        (self.job, self.count, self.next, self.done) = (Some(job), count, 0, false);
        self.waits.fill(false);
    }

    /// The next piece, if there is one that nobody took, and room for its gradient.
    pub(super) fn take(&mut self) -> Option<(usize, J, G)> {
        let job = self.job.filter(|_| self.next < self.count)?;
        let gradient = self.spare.pop()?;
        self.next += 1;
        Some((self.next - 1, job, gradient))
    }

    /// Takes a gradient back.
    pub(super) fn give(&mut self, gradient: Option<G>) {
        self.spare.extend(gradient);
    }

    /// The places of the two sums to add next, the second to the first, given that `sum` is done: none if the other is not
    /// done yet, whose thread will add them, or if everything is one. `sum` is then the one that comes of it.
    pub(super) fn meet(&mut self, sum: &mut Sum) -> Option<(usize, usize)> {
        while sum.pieces < self.count {
            let (first, second) = (sum.place & !sum.pieces, sum.place | sum.pieces);
            *sum = Sum { place: first, pieces: 2 * sum.pieces };
            // Beyond the last piece there is nothing to add.
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

    /// Whether all pieces are one.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Takes in what a piece panicked with, or gives it back if another did before.
    pub(super) fn fail(&mut self, panic: Panic) -> Option<Panic> {
        match self.panic {
            None => {
                self.panic = Some(panic);
                None
            }
            Some(_) => Some(panic),
        }
    }

    /// What the first piece panicked with, if one did.
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

    /// What comes of pieces that are done in the order of `order`, written out.
    fn written(order: &[usize]) -> String {
        let mut texts: Vec<String> = (0..order.len()).map(|piece| format!("{piece}")).collect();
        let mut desk = Desk::new(vec![(); order.len()]);
        desk.open((), order.len());
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
        let mut desk = Desk::new(vec!['a', 'b', 'c', 'd']);
        assert_eq!(desk.take(), None);
        for count in [4, 1, 3] {
            desk.open("job", count);
            let taken: Vec<_> = core::iter::from_fn(|| desk.take()).collect();
            assert!(taken.iter().map(|&(piece, job, _)| (piece, job)).eq((0..count).map(|piece| (piece, "job"))));
            taken.into_iter().rev().for_each(|(_, _, gradient)| desk.give(Some(gradient)));
        }
        desk.open("job", 4);
        assert_eq!(desk.take(), Some((0, "job", 'd')), "the one that was used last");
    }
}
