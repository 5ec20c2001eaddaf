//! Each use of a sample is augmented anew, determined by the seed alone.

use std::sync::{Arc, Mutex};

use ffnn::prelude::*;
use ffnn::{Random, TrainError};

use super::{Plain, bits, data};

type Seen = Arc<Mutex<Vec<([f32; 2], u64)>>>;

/// Inputs of an augmentation, each with its random draw.
fn asked(batch: usize, seed: u64, epochs: usize) -> Vec<([f32; 2], u64)> {
    let seen = Seen::default();
    let noting = seen.clone();
    let augment = move |input: &mut [f32; 2], random: &mut Random| {
        noting.lock().expect("a lock").push((*input, random.bits()));
    };
    let mut trainer = Trainer::<Plain>::builder().batch(batch).seed(seed).augment(augment).build().expect("a trainer");
    trainer.fit(&data(), epochs).expect("epochs");
    let mut seen = seen.lock().expect("a lock").clone();
    assert_eq!(seen.len(), 30 * epochs, "once for each sample in each epoch");
    for epoch in seen.chunks_mut(30) {
        epoch.sort_by(|(one, _), (other, _)| one.partial_cmp(other).expect("numbers"));
    }
    seen
}

#[test]
fn draws_follow_from_seed_epoch_and_sample_alone() {
    let seen = asked(8, 1, 2);
    assert_eq!(seen, asked(30, 1, 2), "whatever the batch");
    assert_ne!(seen, asked(8, 2, 2));
    let mut inputs: Vec<[f32; 2]> = data().inputs().to_vec();
    inputs.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    assert!(seen.chunks(30).all(|epoch| epoch.iter().map(|(input, _)| *input).eq(inputs.iter().copied())));
    let mut draws: Vec<u64> = seen.iter().map(|&(_, draw)| draw).collect();
    draws.sort_unstable();
    draws.dedup();
    assert_eq!(draws.len(), 60, "no two samples and no two epochs draw the same");
}

#[test]
fn only_what_is_trained_on_changes() {
    let builder = Trainer::<Plain>::builder().optimizer(GradientDescent::new(0.0)).validation(0.2).batch(8).seed(1);
    let zero = |input: &mut [f32; 2], _: &mut Random| *input = [0.0; 2];
    let fit =
        |builder: ffnn::train::Builder<_, _, _>| builder.build().expect("a trainer").fit(&data(), 1).expect("one");
    let (plain, augmented) = (fit(builder.clone()), fit(builder.clone().augment(zero)));
    let (plain, augmented) = (plain.epochs[0], augmented.epochs[0]);
    assert_eq!((plain.training, plain.validation), (augmented.training, augmented.validation));
    assert_ne!(plain.step_loss, augmented.step_loss);
    let nothing = |_: &mut [f32; 2], _: &mut Random| {};
    let train = |builder: ffnn::train::Builder<Plain, _, Adam>| {
        let mut trainer = builder.build().expect("a trainer");
        trainer.fit(&data(), 3).expect("three epochs");
        bits(trainer.network())
    };
    let builder = builder.optimizer(Adam::new(0.01));
    assert_eq!(train(builder.clone()), train(builder.augment(nothing)));
}

#[test]
fn an_input_that_is_broken_is_named() {
    let broken = |input: &mut [f32; 2], _: &mut Random| {
        if *input == data().inputs()[7] {
            input[1] = f32::NAN;
        }
    };
    let mut trainer = Trainer::<Plain>::builder().batch(8).augment(broken).build().expect("a trainer");
    let error = trainer.fit(&data(), 1).expect_err("a broken input");
    assert!(matches!(error, TrainError::Augmented { sample: 7, feature: 1, found } if found.is_nan()), "{error}");
}
