//! Threads share a batch, and results do not depend on their number.

mod panics;
mod refused;

use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use ffnn::layers::GaussianDropout;
use ffnn::losses::WeightedBySample;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::train::{Builder, Epoch};
use ffnn::{Level, Place, TargetError, TrainError, Vector};

use super::bits;

network! {
    /// Noise, blocks and a penalty.
    struct Shared: 5 -> 3 {
        hidden: Dense<19> { l2: 0.01, max_norm: 2.0 },
        Relu,
        Dropout { rate: 0.3 },
        Residual { Dense<7>, Tanh, GaussianDropout { rate: 0.1 }, Dense<19> },
        LayerNorm,
        Concat { [Dense<4>, Tanh], [] },
        output: Dense<3>,
        Softmax,
    }
}

network! {
    /// The same without noise.
    struct Quiet: 5 -> 3 {
        hidden: Dense<19> { l2: 0.01 },
        Relu,
        Residual { Dense<7>, Tanh, Dense<19> },
        LayerNorm,
        Concat { [Dense<4>, Tanh], [] },
        output: Dense<3>,
        Softmax,
    }
}

network! {
    struct Deep: 2 -> 2 {
        first: Dense<6>,
        Relu,
        second: Dense<6>,
        output: Dense<2>,
        Linear,
    }
}

const BATCH: usize = 100;

fn samples<T: Scalar>() -> (Vec<[T; 5]>, Vec<usize>) {
    let value = |n: usize, i: usize| T::from_f64(((n * 5 + i) as f64 * 0.7).sin() + (n % 3) as f64 * 0.3);
    ((0..BATCH).map(|n| std::array::from_fn(|i| value(n, i))).collect(), (0..BATCH).map(|n| n % 3).collect())
}

/// Losses, gradients, penalties and networks of twenty steps.
fn trained<T: Scalar>(threads: usize, pieces: Option<usize>) -> Vec<u64> {
    let (inputs, targets) = samples::<T>();
    let builder = Trainer::<Shared<T>>::builder().optimizer(Adam::new(0.01)).batch(BATCH).seed(3).threads(threads);
    let builder = pieces.into_iter().fold(builder, Builder::pieces);
    let mut trainer = builder.build().expect("a trainer");
    let mut found = Vec::new();
    // Whole and ragged batches: two and a half pieces, one piece, one sample.
    for length in [BATCH, BATCH, 41, 13, BATCH, 1, 99, 16, 17, 97].into_iter().cycle().take(20) {
        let loss = trainer.compute(&inputs[BATCH - length..], &targets[BATCH - length..]).expect("a gradient");
        found.extend([loss, trainer.penalty()].map(f64::to_bits));
        found.extend(bits(trainer.gradient()));
        trainer.apply().expect("a step");
        found.extend(bits(trainer.network()));
    }
    assert!(trainer.penalty() > 0.0);
    found
}

fn assert_threads_do_not_matter<T: Scalar>() {
    for pieces in [None, Some(1), Some(2), Some(5), Some(100)] {
        let one = trained::<T>(1, pieces);
        for threads in [2, 3, 8, 20] {
            assert_eq!(trained::<T>(threads, pieces), one, "{threads} threads, {pieces:?} pieces");
        }
    }
}

#[test]
fn every_number_of_threads_gives_the_same_bits_in_single_precision() {
    assert_threads_do_not_matter::<f32>();
}

#[test]
fn every_number_of_threads_gives_the_same_bits_in_double_precision() {
    assert_threads_do_not_matter::<f64>();
}

#[test]
fn pieces_are_one_batch() {
    let (inputs, targets) = samples::<f64>();
    // One piece has only samples of zero weight.
    let targets: Vec<(usize, f64)> =
        targets.iter().enumerate().map(|(n, &class)| (class, if n < 20 { 0.0 } else { (n % 4) as f64 })).collect();
    let builder = Trainer::<Quiet<f64>>::builder().loss(WeightedBySample(SoftmaxCrossEntropy)).batch(BATCH).seed(3);
    let mut whole = builder.clone().build().expect("a trainer");
    for pieces in [1, 2, 5, 7, 100] {
        let mut cut = builder.clone().threads(2).pieces(pieces).build().expect("a trainer");
        for length in [100, 63, 20, 1] {
            let (inputs, targets) = (&inputs[..length], &targets[..length]);
            let loss = whole.compute(inputs, targets).expect("a gradient");
            let found = cut.compute(inputs, targets).expect("a gradient");
            assert_close(Tolerance::F64_PASS, "the loss", &[found], &[loss]);
            assert_close(Tolerance::F64_PASS, "gradient", cut.gradient().as_slice(), whole.gradient().as_slice());
            assert_eq!(cut.penalty(), whole.penalty());
            if pieces == 1 {
                assert_eq!((found, bits(cut.gradient())), (loss, bits(whole.gradient())), "one piece is no cut");
            }
        }
    }
}

#[test]
fn each_piece_draws_noise_of_its_own() {
    // The same sample twice: with equal masks both pieces would have the gradient of the mean.
    let ([input], [target]) = ([[0.3, -0.4, 0.9, 0.1, 0.5]], [1]);
    let gradient = |pieces: usize| {
        let builder = Trainer::<Shared<f64>>::builder().batch(2).seed(4).threads(1).pieces(pieces);
        let mut trainer = builder.build().expect("a trainer");
        trainer.compute(&[input; 2][..pieces], &[target; 2][..pieces]).expect("a gradient");
        bits(&trainer.gradient().hidden)
    };
    assert_ne!(gradient(1), gradient(2));
}

#[test]
fn a_fit_is_the_same_with_all_that_goes_with_it() {
    let (inputs, targets) = samples::<f32>();
    let data = Dataset::new(inputs, targets).expect("a data set");
    let fit = |threads| {
        let noise = |input: &mut [f32; 5], random: &mut ffnn::Random| input[0] += random.uniform() as f32;
        let builder = Trainer::<Shared>::builder().batch(20).accumulate(2).diagnose().augment(noise).validation(0.1);
        let mut trainer = builder.pieces(4).threads(threads).quiet().build().expect("a trainer");
        let mut history = trainer.fit(&data, 3).expect("three epochs");
        history.epochs.iter_mut().for_each(|epoch| *epoch = Epoch { seconds: 0.0, ..*epoch });
        assert!(history.diagnoses.iter().all(|layer| layer.dead < 1.0), "every piece is looked at");
        let curve = trainer.find_rate(&data).expect("a curve");
        (history, curve, bits(trainer.network()))
    };
    let one = fit(1);
    assert_eq!(fit(2), one);
    assert_eq!(fit(3), one);
}

#[test]
fn the_first_layer_that_breaks_down_in_any_piece_is_named() {
    // With all weights 1e20, the second layer overflows for 1, and the first for 1e30.
    let (small, large) = ([1.0f32, 0.0], [1e30, 0.0]);
    for threads in [1, 2] {
        let builder = Trainer::<Deep>::builder().batch(4).pieces(2).threads(threads);
        let mut trainer = builder.build().expect("a trainer");
        trainer.network_mut().as_mut_slice().fill(1e20);
        for (inputs, layer) in [
            ([small; 4], "second"),
            ([small, small, small, large], "first"),
            ([large, small, small, small], "first"),
            ([[0.0; 2], [0.0; 2], small, small], "second"),
        ] {
            let error = trainer.step(&inputs, &[[0.0; 2]; 4]);
            assert_eq!(error, Err(TrainError::NotFinite { place: Place::Output(layer), step: 0 }), "{inputs:?}");
            assert!(trainer.network().as_slice().iter().all(|&value| value == 1e20));
        }
    }
}

/// Threads that processed a batch.
static SEEN: Mutex<Vec<ThreadId>> = Mutex::new(Vec::new());
/// Condition: another thread has joined.
static MORE: Condvar = Condvar::new();

/// A zero loss that waits for other threads.
#[derive(Clone, Copy, Debug)]
struct Together;

impl Options for Together {
    const DEFAULT: Self = Self;
}

impl Loss<Linear> for Together {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "nothing";

    fn check<V: Vector>(&self, _: &V) -> Result<(), TargetError> {
        Ok(())
    }

    fn value<V: Vector>(&self, _: impl Level, _: &V, _: &V) -> V::Scalar {
        V::Scalar::ZERO
    }

    fn gradient<V: Vector>(&self, _: impl Level, _: &V, _: &V, _: V::Scalar, gradient: &mut V) -> V::Scalar {
        let (mut seen, this) = (SEEN.lock().expect("no panic"), thread::current().id());
        if !seen.contains(&this) {
            seen.push(this);
            MORE.notify_all();
        }
        let alone = |seen: &mut Vec<_>| seen.len() < 2;
        let (seen, waited) = MORE.wait_timeout_while(seen, Duration::from_secs(60), alone).expect("no panic");
        drop(seen);
        assert!(!waited.timed_out(), "a thread works alone");
        *gradient = V::ZERO;
        V::Scalar::ZERO
    }

    fn score<V: Vector>(&self, _: &V, _: &V) -> f64 {
        0.0
    }
}

#[test]
fn pieces_are_computed_at_the_same_time() {
    let mut trainer =
        Trainer::<Deep>::builder().loss(Together).batch(2).pieces(2).threads(2).build().expect("a trainer");
    for _ in 0..100 {
        trainer.step(&[[1.0, 2.0]; 2], &[[0.0; 2]; 2]).expect("a step");
        assert_eq!(std::mem::take(&mut *SEEN.lock().expect("no panic")).len(), 2);
    }
}
