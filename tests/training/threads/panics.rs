//! A panic on any thread panics the step, which then changes nothing. Threads end with their trainer.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ffnn::prelude::*;
use ffnn::{Level, TargetError, Vector};

use super::Shared;
use crate::bits;

/// Classes from `PANIC` on cause panics.
const PANIC: usize = 10;
/// Waits until a worker has seen this batch, and panics there.
const PANIC_OF_A_WORKER: usize = 20;

/// Panics with [`Counted`].
const PANIC_WITH_A_VALUE: usize = 30;
/// Panics with [`Again`].
const PANIC_AGAIN: usize = 40;

static WORKERS_PANICS: AtomicUsize = AtomicUsize::new(0);
static MADE: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// A panic payload whose instances are counted.
struct Counted;

impl Counted {
    fn new() -> Self {
        MADE.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

/// Panics once more when it is dropped.
struct Again;

impl Drop for Again {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[derive(Clone, Copy, Debug)]
struct Traps;

impl Options for Traps {
    const DEFAULT: Self = Self;
}

fn is_worker() -> bool {
    thread::current().name().is_some_and(|name| name.starts_with("ffnn worker"))
}

impl Loss<Softmax> for Traps {
    type Target<V: Vector> = usize;
    const METRIC: &'static str = "accuracy";

    fn check<V: Vector>(&self, _: &usize) -> Result<(), TargetError> {
        Ok(())
    }

    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &usize) -> V::Scalar {
        Loss::<Softmax>::value(&SoftmaxCrossEntropy, level, logits, target)
    }

    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &usize,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        match *target {
            PANIC_OF_A_WORKER if is_worker() => {
                WORKERS_PANICS.fetch_add(1, Ordering::SeqCst);
                panic!("class {target} on a worker");
            }
            PANIC_OF_A_WORKER => {
                let start = Instant::now();
                while WORKERS_PANICS.load(Ordering::SeqCst) == 0 {
                    assert!(start.elapsed() < Duration::from_secs(60), "no worker took the other piece");
                    thread::yield_now();
                }
                Loss::<Softmax>::gradient(&SoftmaxCrossEntropy, level, logits, &0, scale, gradient)
            }
            PANIC_WITH_A_VALUE => panic_any(Counted::new()),
            PANIC_AGAIN => panic_any(Again),
            PANIC.. => panic!("class {target}"),
            _ => Loss::<Softmax>::gradient(&SoftmaxCrossEntropy, level, logits, target, scale, gradient),
        }
    }

    fn score<V: Vector>(&self, _: &V, _: &usize) -> f64 {
        0.0
    }
}

const LENGTH: usize = 8;

fn inputs() -> [[f32; 5]; LENGTH] {
    std::array::from_fn(|n| std::array::from_fn(|i| ((n * 5 + i) as f32).sin()))
}

fn trainer(threads: usize) -> Trainer<Shared, Traps> {
    let builder = Trainer::<Shared>::builder().loss(Traps).batch(LENGTH).pieces(4).threads(threads);
    builder.build().expect("a trainer")
}

/// Returns the panic payload of a step.
#[track_caller]
fn panic_of(trainer: &mut Trainer<Shared, Traps>, targets: &[usize; LENGTH]) -> String {
    let step = AssertUnwindSafe(|| trainer.step(&inputs(), targets));
    let panic = catch_unwind(step).expect_err("a panic");
    *panic.downcast::<String>().expect("the sentence of the loss")
}

#[test]
fn a_panic_on_any_piece_is_that_of_the_step() {
    for threads in [1, 2, 4] {
        let (mut disturbed, mut undisturbed) = (trainer(threads), trainer(threads));
        for sample in 0..LENGTH {
            let mut targets = [1; LENGTH];
            targets[sample] = PANIC + sample;
            assert_eq!(panic_of(&mut disturbed, &targets), format!("class {}", PANIC + sample));
            assert_eq!(panic_of(&mut disturbed, &[PANIC; LENGTH]), "class 10");
            assert_eq!(bits(disturbed.network()), bits(undisturbed.network()));
            let losses = [&mut disturbed, &mut undisturbed].map(|trainer| trainer.step(&inputs(), &[1; LENGTH]));
            assert_eq!(losses[0], losses[1]);
            assert!(losses[0].is_ok());
        }
        assert_eq!(bits(disturbed.network()), bits(undisturbed.network()));
    }
}

#[test]
fn a_panic_of_a_worker_reaches_the_caller() {
    let mut trainer = trainer(2);
    assert_eq!(panic_of(&mut trainer, &[PANIC_OF_A_WORKER; LENGTH]), "class 20 on a worker");
    trainer.step(&inputs(), &[2; LENGTH]).expect("a step");
}

#[test]
fn what_every_panic_carries_is_dropped() {
    for threads in [1, 3] {
        let mut trainer = trainer(threads);
        let (made, dropped) = (MADE.load(Ordering::SeqCst), DROPPED.load(Ordering::SeqCst));
        let step = AssertUnwindSafe(|| trainer.step(&inputs(), &[PANIC_WITH_A_VALUE; LENGTH]));
        let panic = catch_unwind(step).expect_err("a panic");
        assert!(panic.is::<Counted>());
        let count = MADE.load(Ordering::SeqCst) - made;
        assert_eq!(count, 4, "one of each piece");
        assert_eq!(DROPPED.load(Ordering::SeqCst) - dropped, count - 1, "all but the one that the step panics with");
        drop(panic);
        assert_eq!(DROPPED.load(Ordering::SeqCst) - dropped, count);
    }
}

#[test]
fn what_panics_when_it_is_dropped_is_one_panic_of_the_step() {
    let mut trainer = trainer(3);
    let step = AssertUnwindSafe(|| trainer.step(&inputs(), &[PANIC_AGAIN; LENGTH]));
    let panic = catch_unwind(step).expect_err("a panic");
    assert!(panic.is::<Again>());
    // Dropping it here would panic in the test.
    catch_unwind(AssertUnwindSafe(|| drop(panic))).expect_err("a second panic");
    trainer.step(&inputs(), &[1; LENGTH]).expect("a step");
}

/// A thread-local value of [`Ending`] that counts finished threads.
struct Ended;

static ENDED: AtomicUsize = AtomicUsize::new(0);
static BEGUN: AtomicUsize = AtomicUsize::new(0);

impl Drop for Ended {
    fn drop(&mut self) {
        ENDED.fetch_add(1, Ordering::SeqCst);
    }
}

thread_local! {
    static END: RefCell<Option<Ended>> = const { RefCell::new(None) };
}

/// The only layer of a network; marks each worker and makes the calling thread wait for both.
#[derive(Clone, Copy, Debug)]
struct Ending;

impl Options for Ending {
    const DEFAULT: Self = Self;
}

impl ffnn::Activation for Ending {
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        if is_worker() {
            END.with_borrow_mut(|end| {
                end.get_or_insert_with(|| {
                    BEGUN.fetch_add(1, Ordering::SeqCst);
                    Ended
                });
            });
        }
        let start = Instant::now();
        while BEGUN.load(Ordering::SeqCst) < 2 {
            assert!(start.elapsed() < Duration::from_secs(60), "two workers take a piece each");
            thread::yield_now();
        }
        x
    }

    fn slope<L: Level, T: Scalar>(&self, _: L, _: T, _: T) -> T {
        T::ONE
    }
}

network! {
    struct Marked: 1 -> 1 {
        Ending,
        Linear,
    }
}

#[test]
fn threads_end_with_their_trainer() {
    let mut trainer = Trainer::<Marked>::builder().batch(3).pieces(3).threads(3).build().expect("a trainer");
    trainer.step(&[[1.0]; 3], &[[2.0]; 3]).expect("a step");
    assert_eq!(ENDED.load(Ordering::SeqCst), 0);
    drop(trainer.into_network());
    assert_eq!((BEGUN.load(Ordering::SeqCst), ENDED.load(Ordering::SeqCst)), (2, 2));
}
