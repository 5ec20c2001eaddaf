//! Allocations of each thread in a multithreaded step.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

use ffnn::prelude::*;
use ffnn::{Level, TargetError, Vector};

use super::counting::allocated;
use super::{BATCH, Everything, assert_allocates_nothing, inputs};

/// Allocations of the worker threads, and the number of samples they processed.
static OF_WORKERS: AtomicUsize = AtomicUsize::new(0);
static SEEN_BY_WORKERS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Allocations of this thread at its last sample; `None` before its first.
    static SEEN: Cell<Option<usize>> = const { Cell::new(None) };
    static STEPS: Cell<bool> = const { Cell::new(false) };
}

/// A loss that counts its thread's allocations between samples and between steps.
#[derive(Clone, Copy, Debug)]
struct Watching;

impl Options for Watching {
    const DEFAULT: Self = Self;
}

impl Loss<Softmax> for Watching {
    type Target<V: Vector> = usize;
    const METRIC: &'static str = "accuracy";

    fn check<V: Vector>(&self, target: &usize) -> Result<(), TargetError> {
        Loss::<Softmax>::check::<V>(&SoftmaxCrossEntropy, target)
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
        if !STEPS.get() {
            let before = SEEN.replace(Some(allocated()));
            OF_WORKERS.fetch_add(before.map_or(0, |before| allocated() - before), Ordering::SeqCst);
            SEEN_BY_WORKERS.fetch_add(1, Ordering::SeqCst);
        }
        Loss::<Softmax>::gradient(&SoftmaxCrossEntropy, level, logits, target, scale, gradient)
    }

    fn score<V: Vector>(&self, logits: &V, target: &usize) -> f64 {
        Loss::<Softmax>::score(&SoftmaxCrossEntropy, logits, target)
    }
}

#[test]
fn a_step_by_several_threads_allocates_nothing_on_any_of_them() {
    let targets: [usize; BATCH] = std::array::from_fn(|sample| sample % 3);
    let builder = Trainer::<Everything>::builder().loss(Watching).batch(BATCH).diagnose().accumulate(2);
    let mut trainer = builder.pieces(7).threads(4).build().expect("a trainer");
    STEPS.set(true);
    // Repeats until workers got samples, however busy the machine is.
    for _ in 0..100_000 {
        for length in [BATCH, 1, 8, 13] {
            assert_allocates_nothing(|| {
                trainer.step(&inputs()[..length], &targets[..length]).expect("a step");
                assert!(trainer.step(&inputs(), &[]).is_err());
            });
        }
        if SEEN_BY_WORKERS.load(Ordering::SeqCst) > 200 {
            break;
        }
    }
    assert!(SEEN_BY_WORKERS.load(Ordering::SeqCst) > 200, "workers work");
    assert_eq!(OF_WORKERS.load(Ordering::SeqCst), 0);
}
