//! Data sets with a single sample of a class, or the same target for all samples.

use ffnn::metrics::{Confusion, RSquared};
use ffnn::prelude::*;
use ffnn::train::EarlyStopping;

network! {
    struct Classes: 2 -> 3 {
        BatchNorm,
        Dense<5>,
        Relu,
        Dense<3>,
        Softmax,
    }
}

network! {
    struct Values: 2 -> 1 {
        Dense<5>,
        Relu,
        Dense<1>,
        Linear,
    }
}

const SAMPLES: usize = 33;

fn inputs() -> Vec<[f32; 2]> {
    (0..SAMPLES).map(|sample| [(sample as f32 * 0.7).sin(), (sample as f32 * 1.3).cos()]).collect()
}

/// Fits with validation data, and checks the whole history and the scores of each class.
fn fits(targets: Vec<usize>) {
    let data = Dataset::new(inputs(), targets).expect("a data set");
    let builder = Trainer::<Classes>::builder().batch(8).validation(0.2).early_stopping(EarlyStopping::new(5)).quiet();
    let mut trainer = builder.optimizer(Adam::new(0.05)).build().expect("a trainer");
    let history = trainer.fit(&data, 20).expect("epochs");
    for epoch in &history.epochs {
        assert!(epoch.training.loss.is_finite(), "{epoch:?}");
        assert!(epoch.validation.is_none_or(|validation| validation.loss.is_finite()), "{epoch:?}");
    }
    assert!(trainer.network().as_slice().iter().all(|value| value.is_finite()));
    let confusion = Confusion::of(trainer.network(), data.inputs(), data.targets()).expect("answers");
    assert!(confusion.accuracy() > 0.9, "{confusion}");
    assert!(!confusion.report().to_string().contains("NaN"), "{}", confusion.report());
}

#[test]
fn a_class_of_one_sample() {
    for rare in [0, 7, SAMPLES - 1] {
        let mut targets = vec![0; SAMPLES];
        targets[rare] = 2;
        fits(targets);
    }
}

#[test]
fn one_class() {
    fits(vec![1; SAMPLES]);
}

#[test]
fn one_value() {
    let data = Dataset::new(inputs(), vec![[3.0]; SAMPLES]).expect("a data set");
    let mut trainer =
        Trainer::<Values>::builder().optimizer(Adam::new(0.05)).batch(8).quiet().build().expect("a trainer");
    let history = trainer.fit(&data, 60).expect("epochs");
    assert!(history.last().expect("an epoch").training.loss < 1e-2);
    let score = RSquared::of(trainer.network(), data.inputs(), data.targets()).expect("answers");
    assert!(!score.mean().is_nan(), "{}", score.mean());
}
