//! A training with everything that a checkpoint could forget: dropout, running statistics, augmentation, shuffling, a
//! schedule that watches the validation loss, accumulation, clipping, early stopping, diagnoses, the best network.

use std::fmt::Write;
use std::ops::ControlFlow;

use ffnn::prelude::*;
use ffnn::train::{Builder, Checkpoint, EarlyStopping, Epoch, History};
use ffnn::{Optimizer, Random, TrainError};

network! {
    pub(super) struct Everything: 2 -> 3 {
        hidden: Dense<8> { l2: 0.001, max_norm: 3.0 },
        BatchNorm,
        Tanh,
        Dropout { rate: 0.2 },
        output: Dense<3>,
        Softmax,
    }
}

pub(super) type Made<O> = Builder<Everything, SoftmaxCrossEntropy, O>;
pub(super) type Trained<O> = Trainer<Everything, SoftmaxCrossEntropy, O>;

pub(super) const EPOCHS: usize = 10;

/// Three groups of points, some of them with labels that can only be learnt by heart, which does not help those held
/// out.
pub(super) fn data() -> Dataset<[f32; 2], usize> {
    let inputs = (0..60).map(|row| {
        let angle = row as f32 * 2.1;
        [(row % 3) as f32 - 1.0 + 1.5 * angle.sin(), 0.5 * angle.cos() - (row % 2) as f32]
    });
    Dataset::new(inputs.collect(), (0..60).map(|row| row * row / 7 % 3).collect()).expect("a data set")
}

/// Six steps per epoch, of two batches each.
pub(super) fn builder<O: Optimizer>(optimizer: O) -> Made<O> {
    let noise = |input: &mut [f32; 2], random: &mut Random| {
        input.iter_mut().for_each(|value| *value += 0.1 * random.normal() as f32);
    };
    let plateau = OnPlateau { factor: 0.5, patience: 1, ..OnPlateau::new(Threshold::Absolute(0.001)) };
    let builder = Trainer::<Everything>::builder().optimizer(optimizer).batch(4).accumulate(2).seed(12);
    let builder = builder.validation(0.2).schedule(LinearWarmup::new(0.2, Length::Steps(9), plateau)).augment(noise);
    builder.early_stopping(EarlyStopping { start: 2, ..EarlyStopping::new(4) }).diagnose()
}

/// The complete state and history of a trainer after the epochs, without durations.
pub(super) fn outcome<O: Optimizer>(mut trainer: Trained<O>, history: &History) -> String {
    let mut text = String::new();
    for epoch in &history.epochs {
        let epoch = Epoch { seconds: 0.0, ..*epoch };
        writeln!(text, "{epoch:?}").expect("writing to a string");
    }
    writeln!(text, "{:?}", history.diagnoses).expect("writing to a string");
    writeln!(text, "{:?} {} {:?}", history.best, history.restored, history.end).expect("writing to a string");
    // Without the record of `fit`, which contains durations.
    trainer.new_run();
    trainer.save_bytes().iter().for_each(|byte| write!(text, "{byte:02x}").expect("writing to a string"));
    text
}

/// Result of an uninterrupted training without checkpoints.
pub(super) fn undisturbed<O: Optimizer>(optimizer: O) -> String {
    let mut trainer = builder(optimizer).build().expect("a trainer");
    let history = trainer.fit(&data(), EPOCHS).expect("epochs");
    outcome(trainer, &history)
}

/// The same training with checkpoints; `observe` gets the number of each epoch.
pub(super) fn disturbed<O: Optimizer>(
    optimizer: O,
    checkpoint: Checkpoint,
    mut observe: impl FnMut(u64),
) -> Result<String, TrainError> {
    let mut trainer = builder(optimizer).checkpoint(checkpoint).build()?;
    let history = trainer.fit_observed(&data(), EPOCHS, |event| {
        observe(event.epoch.number);
        ControlFlow::Continue(())
    })?;
    Ok(outcome(trainer, &history))
}

#[test]
fn nothing_is_switched_off() {
    let mut trainer = builder(Adam::new(0.02)).build().expect("a trainer");
    let history = trainer.fit(&data(), EPOCHS).expect("epochs");
    let rates: Vec<f64> = history.epochs.iter().filter_map(|epoch| epoch.rate).collect();
    assert!(rates[0] < 0.02 && rates.iter().any(|rate| *rate < rates[2]), "warm-up and plateau: {rates:?}");
    println!("{history}");
    assert!(history.restored && history.best != Some(EPOCHS as u64) && trainer.last_network().is_some());
    assert_eq!(trainer.steps(), 6 * history.epochs.len() as u64);
}

/// Manual steps, with an epoch ending after every third.
fn by_hand(trainer: &mut Trained<Adam>, steps: std::ops::Range<usize>) {
    let data = data();
    for step in steps {
        let range = step * 7 % 50..step * 7 % 50 + 4;
        trainer.step(&data.inputs()[range.clone()], &data.targets()[range]).expect("a step");
        if step % 3 == 2 {
            trainer.end_epoch(Some(1.0 + (step % 5) as f64));
        }
    }
}

#[test]
fn a_trainer_is_saved_between_any_two_steps() {
    let made = || builder(Adam::new(0.02)).build().expect("a trainer");
    let mut whole = made();
    by_hand(&mut whole, 0..20);
    for half in 0..20 {
        let (mut first, mut second) = (made(), made());
        by_hand(&mut first, 0..half);
        let bytes = first.save_bytes();
        // Loading discards earlier work, including a computed gradient.
        second.fit(&data(), 2).expect("two epochs");
        second.compute(&data().inputs()[..4], &data().targets()[..4]).expect("a gradient");
        second.load_bytes(&bytes).expect("a checkpoint");
        assert!(second.save_bytes() == bytes, "{half} steps");
        by_hand(&mut second, half..20);
        assert!(second.save_bytes() == whole.save_bytes(), "{half} steps");
    }
}
