//! `fit` holds out the requested share of each class, or returns an error that names the class.

use ffnn::prelude::*;
use ffnn::train::Validation;
use ffnn::{Stratum, TrainError};

network! { struct Classes: 1 -> 100 { Dense<100>, Softmax } }
network! { struct Answer: 1 -> 1 { Dense<1>, Sigmoid } }
network! { struct Answers: 1 -> 3 { Dense<3>, Sigmoid } }
network! { struct Signs: 1 -> 1 { Dense<1>, Linear } }

/// Number of training samples per epoch, with one sample per step.
fn trained(targets: Vec<usize>, validation: impl Into<Validation>, seed: u64) -> Result<usize, TrainError> {
    let inputs = (0..targets.len()).map(|row| [row as f32 / 100.0]).collect();
    let data = Dataset::new(inputs, targets).expect("a data set");
    let builder = Trainer::<Classes>::builder().validation(validation).batch(1).seed(seed).quiet();
    let mut trainer = builder.build().expect("a trainer");
    trainer.fit(&data, 1)?;
    Ok(trainer.steps() as usize)
}

#[test]
fn the_share_held_out_is_exact_whatever_the_classes() {
    for (per_class, share, held_out) in [(3, 0.2, 60), (4, 0.1, 40), (5, 0.1, 50), (7, 0.2, 140), (7, 0.01, 7)] {
        let targets: Vec<usize> = (0..100 * per_class).map(|row| row % 100).collect();
        for validation in [Validation::Fraction(share), Validation::Random(share), Validation::Last(share)] {
            let found = trained(targets.clone(), validation, 1);
            assert_eq!(found, Ok(100 * per_class - held_out), "{per_class} {validation:?}");
        }
    }
}

#[test]
fn a_class_of_one_sample_is_trained_on() {
    // All 20 seeds train on the one sample of class 1: its bias moves up at that step, and only there.
    for seed in 0..20 {
        let targets = (0..21).map(|row| usize::from(row == 20)).collect();
        let data = Dataset::new(vec![[0.0]; 21], targets).expect("a data set");
        let builder = Trainer::<Classes>::builder().optimizer(GradientDescent::new(0.1)).batch(1).seed(seed).quiet();
        let mut trainer = builder.validation(0.5).keep_last().build().expect("a trainer");
        trainer.fit(&data, 1).expect("an epoch");
        assert_eq!(trainer.steps(), 10);
        assert!(trainer.network().dense.bias[1] > 0.0, "seed {seed}");
    }
}

#[test]
fn a_class_that_would_be_held_out_entirely_is_named() {
    let targets = vec![0, 0, 0, 1, 1, 7];
    let error = trained(targets.clone(), 0.75, 1).expect_err("five of six held out");
    assert_eq!(error, TrainError::Stratum { stratum: Stratum::Class(7), samples: 1, held_out: 5, most: 3 });
    assert_eq!(trained(targets, Validation::Random(0.75), 1), Ok(1), "without classes there is nothing to keep");
}

/// Number of 200 seeds whose validation data has no positive sample.
fn without_positive(validation: impl Into<Validation> + Copy) -> usize {
    let targets = (0..100).map(|row| [f32::from(row < 5)]).collect();
    let data = Dataset::new((0..100).map(|row| [row as f32 / 100.0]).collect(), targets).expect("a data set");
    let without = (0..200).filter(|&seed| {
        let builder =
            Trainer::<Answer>::builder().optimizer(GradientDescent::new(0.0)).validation(validation).seed(seed);
        let mut trainer = builder.quiet().build().expect("a trainer");
        // A logit of 0 counts as 0: the metric is the share of zeros.
        trainer.network_mut().dense.weights[0] = 0.0;
        let history = trainer.fit(&data, 1).expect("an epoch");
        history.epochs[0].validation.expect("validation data").metric == 1.0
    });
    without.count()
}

#[test]
fn a_binary_sigmoid_is_stratified() {
    assert_eq!(without_positive(0.2), 0);
    assert!(without_positive(Validation::Random(0.2)) > 20, "not stratified, if asked for");
}

#[test]
fn labels_of_a_sigmoid_have_their_shares_on_both_sides() {
    // Two rare labels, and one in every second row.
    let targets: Vec<[f32; 3]> =
        (0..200).map(|row| [row % 20 == 0, row % 25 == 1, row % 2 == 0].map(f32::from)).collect();
    for seed in 0..20 {
        let data = Dataset::new((0..200).map(|row| [row as f32]).collect(), targets.clone()).expect("a data set");
        let builder = Trainer::<Answers>::builder().optimizer(GradientDescent::new(0.0)).validation(0.2).seed(seed);
        let mut trainer = builder.quiet().build().expect("a trainer");
        trainer.network_mut().dense.weights.fill(0.0);
        let history = trainer.fit(&data, 1).expect("an epoch");
        // All logits are 0, which counts as "not set": the metric is the share of labels that are not set.
        let epoch = history.epochs[0];
        let set = |metric: f64, rows: f64| ((1.0 - metric) * 3.0 * rows).round();
        let held_out = set(epoch.validation.expect("validation data").metric, 40.0);
        assert!((held_out - 0.2 * 118.0).abs() <= 4.0, "seed {seed}: {held_out} labels set among those held out");
        assert_eq!(set(epoch.training.metric, 160.0) + held_out, 118.0);
    }
}

#[test]
fn signs_of_a_hinge_are_stratified() {
    let targets = (0..100).map(|row| [if row < 5 { 1.0 } else { -1.0 }]).collect();
    let data = Dataset::new((0..100).map(|row| [row as f32]).collect(), targets).expect("a data set");
    for seed in 0..20 {
        let builder = Trainer::<Signs>::builder().loss(Hinge).optimizer(GradientDescent::new(0.0)).seed(seed).quiet();
        let mut trainer = builder.validation(0.2).build().expect("a trainer");
        trainer.network_mut().dense.weights.fill(0.0);
        trainer.network_mut().dense.bias.fill(-1.0);
        let history = trainer.fit(&data, 1).expect("an epoch");
        let found = history.epochs[0].validation.expect("validation data").metric;
        assert_eq!(found, 0.95, "seed {seed}: one positive of twenty");
    }
}

#[test]
fn a_bad_sample_is_named_by_its_row_in_the_data() {
    let mut inputs = vec![[0.0f32]; 50];
    inputs[37] = [f32::NAN];
    let data = Dataset::new(inputs, vec![0; 50]).expect("a data set");
    let mut trainer = Trainer::<Classes>::builder().validation(0.5).build().expect("a trainer");
    let error = trainer.fit(&data, 1).expect_err("a NaN").to_string();
    assert_eq!(error, "sample 37: expected a finite value for input 0, found NaN");
}
