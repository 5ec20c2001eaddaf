//! The learning-rate search: a curve, a suggestion, and an unchanged trainer.

use ffnn::optimizers::ClipByValue;
use ffnn::prelude::*;
use ffnn::train::{RateFinder, RatePoint};
use ffnn::{Optimizer, TrainError};

use super::{Dropping, Line, Plain, bits, data};

/// A trainer in the middle of training.
fn begun() -> Trainer<Dropping> {
    let builder = Trainer::<Dropping>::builder().optimizer(Adam::new(0.01)).batch(8).seed(3).accumulate(2);
    let mut trainer = builder.schedule(CosineDecay::new(Length::Epochs(9))).build().expect("a trainer");
    trainer.fit(&data(), 2).expect("two epochs");
    trainer
}

#[test]
fn searching_leaves_everything_as_it_was_and_repeats() {
    let (mut searched, mut plain) = (begun(), begun());
    let before = bits(searched.network());
    let curve = searched.find_rate(&data()).expect("a curve");
    assert_eq!(searched.find_rate(&data()).expect("a curve"), curve);
    assert_eq!(bits(searched.network()), before);
    assert_eq!((searched.steps(), searched.rate()), (plain.steps(), plain.rate()));
    assert_eq!(searched.optimizer_mut().rate, 0.01);
    // Every later step depends on all moments and counters.
    searched.fit(&data(), 3).expect("three epochs");
    plain.fit(&data(), 3).expect("three epochs");
    assert_eq!(bits(searched.network()), bits(plain.network()));
}

#[test]
fn the_curve_is_the_one_of_steps_by_hand() {
    // One sample, so that no order matters: f(w, b) = (w x + b)² with x = 1, whose loss falls by (1 - 4 rate)² a step.
    let data = Dataset::new(vec![[1.0]], vec![[0.0]]).expect("a data set");
    let mut network = Line::<f64>::boxed(1);
    network.parameters.output.weights.fill(1.0);
    network.parameters.output.bias.fill(1.0);
    let builder = Trainer::<Line<f64>>::builder().optimizer((ClipByGlobalNorm(1e9), GradientDescent::new(0.3)));
    let curve = builder.build_with(network).expect("a trainer").find_rate(&data).expect("a curve");
    let (mut loss, mut mean) = (4.0, 0.0);
    for (step, point) in curve.points.iter().enumerate() {
        let rate = 1e-7 * 1e8f64.powf(step as f64 / 99.0);
        mean = 0.98 * mean + 0.02 * loss;
        let smoothed = mean / (1.0 - 0.98f64.powi(step as i32 + 1));
        let close = |found: f64, expected: f64| (found - expected).abs() <= 1e-9 * expected.abs().max(1e-9);
        let RatePoint { rate: found, loss: found_loss, smoothed: found_smoothed } = *point;
        assert!(close(found, rate) && close(found_smoothed, smoothed), "step {step}: {point:?}, {rate}, {smoothed}");
        assert!((found_loss - loss).abs() <= 1e-9 * loss.max(1e-3), "step {step}: {found_loss}, {loss}");
        loss *= (1.0 - 4.0 * rate) * (1.0 - 4.0 * rate);
    }
    let smoothed: Vec<f64> = curve.points.iter().map(|point| point.smoothed).collect();
    let lowest = smoothed.iter().copied().fold(f64::INFINITY, f64::min);
    let last = *smoothed.last().expect("a point");
    assert!(curve.points.len() < 100 && last > 4.0 * lowest, "it ends when the loss explodes: {last}, {lowest}");
    let mut lowest = f64::INFINITY;
    for loss in &smoothed[..smoothed.len() - 1] {
        lowest = lowest.min(*loss);
        assert!(*loss <= 4.0 * lowest, "and not later: {loss}, {lowest}");
    }
    // Beyond 0.5 the loss of this bowl grows.
    let suggestion = curve.suggestion.expect("the loss falls");
    assert!((0.01..0.5).contains(&suggestion), "{suggestion}");
    assert_eq!(curve.to_string().lines().count(), curve.points.len() + 1);
}

#[test]
fn the_suggestion_is_where_the_loss_falls_most_steeply() {
    // One sample and a small network: a larger rate lowers the loss faster, up to the end of the search.
    let data = Dataset::new(vec![[1.0]], vec![[0.0]]).expect("a data set");
    let mut network = Line::<f64>::boxed(1);
    network.parameters.output.weights.fill(1.0);
    let builder = Trainer::<Line<f64>>::builder().optimizer(GradientDescent::new(0.3));
    let trainer = builder.build_with(network).expect("a trainer");
    for (to, limit) in [(0.02, 4.0), (10.0, 4.0), (10.0, 1.001)] {
        let finder = RateFinder { to, limit, smoothing: 0.5, ..RateFinder::DEFAULT };
        let curve = trainer.find_rate_with(&data, finder).expect("a curve");
        let last = curve.points.len() - 1;
        let slope = |at: usize| curve.points[at + 1].smoothed - curve.points[at - 1].smoothed;
        // The first ten points and the last are omitted, and a slope needs a point on both sides.
        let steepest = (11..last - 1).min_by(|&one, &other| slope(one).total_cmp(&slope(other))).expect("points");
        assert_eq!(curve.suggestion, Some(curve.points[steepest].rate), "to {to}");
        assert!(to > 1.0 || steepest == last - 2, "it falls fastest at the end: {steepest} of {last}");
    }
}

#[test]
fn every_pass_over_the_data_has_an_order_of_its_own() {
    // Steps too small to matter, and a loss that identifies its sample.
    let (inputs, targets) = (0..8).map(|row| ([1.0], [10.0 * f64::from(row)])).unzip();
    let data = Dataset::new(inputs, targets).expect("a data set");
    let finder = RateFinder { from: 1e-12, to: 1e-11, steps: 32, ..RateFinder::DEFAULT };
    let trainer = Trainer::<Line<f64>>::builder().optimizer(GradientDescent::new(0.1)).batch(1).build();
    let curve = trainer.expect("a trainer").find_rate_with(&data, finder).expect("a curve");
    let mut passes: Vec<Vec<f64>> =
        curve.points.chunks(8).map(|pass| pass.iter().map(|point| point.loss.round()).collect()).collect();
    assert!(passes.windows(2).all(|two| two[0] != two[1]), "{passes:?}");
    passes.iter_mut().for_each(|pass| pass.sort_by(f64::total_cmp));
    assert!(passes.iter().all(|pass| *pass == passes[0]), "{passes:?}");
}

#[test]
fn training_at_the_suggestion_learns() {
    let builder = Trainer::<Plain>::builder().batch(8).seed(1);
    let curve = builder.clone().build().expect("a trainer").find_rate(&data()).expect("a curve");
    let rate = curve.suggestion.expect("the loss falls");
    let mut trainer = builder.optimizer(Adam::new(rate)).build().expect("a trainer");
    let history = trainer.fit(&data(), 100).expect("a hundred epochs");
    let (first, last) = (history.epochs[0].training.loss, history.last().expect("epochs").training.loss);
    assert!(last < 0.7 * first, "rate {rate}: from {first} to {last}");
}

#[test]
fn where_nothing_falls_nothing_is_suggested() {
    // The network is already optimal, so no step improves it.
    let mut network = Line::<f64>::boxed(1);
    network.parameters.output.weights.fill(0.0);
    let data = Dataset::new(vec![[1.0], [2.0]], vec![[0.0], [0.0]]).expect("a data set");
    let trainer = Trainer::<Line<f64>>::builder().batch(1).build_with(network).expect("a trainer");
    let curve = trainer.find_rate(&data).expect("a curve");
    assert_eq!((curve.points.len(), curve.suggestion), (100, None));
    let few = RateFinder { steps: 5, ..RateFinder::DEFAULT };
    let curve = super::trainer::<Plain>(1).find_rate_with(&super::data(), few).expect("a curve");
    assert_eq!((curve.points.len(), curve.suggestion), (5, None));
}

#[test]
fn settings_that_find_nothing_are_refused() {
    let trainer = super::trainer::<Plain>(1);
    let refused = |finder: RateFinder, message: &str| {
        assert_eq!(trainer.find_rate_with(&data(), finder).expect_err("a setting").to_string(), message);
    };
    let finder = RateFinder::DEFAULT;
    refused(RateFinder { from: 0.0, ..finder }, "the first rate is 0: expected a finite number above 0");
    refused(RateFinder { to: 1e-8, ..finder }, "the last rate is 1e-8: expected a finite number above the first rate");
    refused(RateFinder { steps: 1, ..finder }, "the number of rates is 1: expected at least 2");
    refused(RateFinder { smoothing: 1.0, ..finder }, "the smoothing is 1: expected at least 0 and below 1");
    refused(RateFinder { limit: 1.0, ..finder }, "the limit of the loss is 1: expected a finite number above 1");
    fn no_rate(optimizer: impl Optimizer) -> Option<TrainError> {
        let trainer = Trainer::<Plain>::builder().optimizer(optimizer).build().expect("a trainer");
        trainer.find_rate(&data()).err()
    }
    assert_eq!(no_rate(ClipByValue(1.0)), Some(TrainError::NoRate));
    let bad = Dataset::new(vec![[f32::NAN, 0.0]], vec![0]).expect("a data set");
    assert!(matches!(trainer.find_rate(&bad), Err(TrainError::Input { sample: 0, feature: 0, .. })));
}
