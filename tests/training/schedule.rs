//! Schedules in training: the rate is the factor times the optimizer's rate.

use std::ops::ControlFlow;

use ffnn::optimizers::ClipByValue;
use ffnn::prelude::*;
use ffnn::schedules::{Constant, PolynomialDecay};
use ffnn::{Flat, TrainError};

use super::{Line, Plain, bits, data, trainer};

/// A line that learns only its bias, which changes by the rate in each step: the gradient is 1.
fn travelled(schedule: impl ffnn::Schedule, epochs: usize) -> Vec<f64> {
    let builder = Trainer::<Line<f64>>::builder().optimizer(GradientDescent::new(0.5)).batch(1);
    let mut trainer = builder.schedule(schedule).build().expect("a trainer");
    let mut steps = Vec::new();
    for _ in 0..epochs {
        for _ in 0..3 {
            trainer.compute(&[[0.0]], &[[0.0]]).expect("a gradient");
            trainer.process(|gradient, _| gradient.output.bias.fill(1.0));
            let before = trainer.network().output.bias[0];
            trainer.apply().expect("a step");
            steps.push(before - trainer.network().output.bias[0]);
        }
        trainer.end_epoch(None);
    }
    assert_eq!(trainer.optimizer_mut().rate, 0.5, "the optimizer keeps its own rate");
    steps
}

#[test]
fn a_step_moves_by_the_rate_times_the_factor() {
    let close = |found: &[f64], expected: &[f64]| {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "found {found}, expected {expected}");
        }
    };
    close(&travelled(StepDecay::new(0.5, Length::Steps(2)), 2), &[0.5, 0.5, 0.25, 0.25, 0.125, 0.125]);
    close(&travelled(StepDecay::new(0.5, Length::Epochs(1)), 2), &[0.5, 0.5, 0.5, 0.25, 0.25, 0.25]);
    close(&travelled(LinearWarmup::new(0.5, Length::Steps(2), Constant), 1), &[0.25, 0.375, 0.5]);
}

#[test]
fn the_history_has_the_rate_of_each_epoch() {
    let builder = Trainer::<Plain>::builder().optimizer((ClipByGlobalNorm(1.0), Adam::new(0.01))).batch(8);
    let rates = |history: ffnn::train::History| -> Vec<f64> {
        history.epochs.iter().map(|epoch| epoch.rate.expect("a rate")).collect()
    };
    let fit = |builder: ffnn::train::Builder<_, _, _>| {
        rates(builder.build().expect("a trainer").fit(&data(), 4).expect("four"))
    };
    assert_eq!(fit(builder.clone()), [0.01; 4]);
    let steps = fit(builder.clone().schedule(StepDecay::new(0.5, Length::Epochs(2))));
    assert_eq!(steps, [0.01, 0.01, 0.005, 0.005]);
    // 4 steps per epoch, 16 in total: the last steps of the epochs are 3, 7, 11 and 15.
    let linear = fit(builder.schedule(PolynomialDecay::new(Length::Whole)));
    for (found, step) in linear.iter().zip([3.0, 7.0, 11.0, 15.0]) {
        assert!((found - 0.01 * (1.0 - step / 16.0)).abs() < 1e-15, "{linear:?}");
    }
}

#[test]
fn a_constant_schedule_changes_no_bit() {
    let mut scheduled = Trainer::<Plain>::builder()
        .optimizer(Adam::new(0.01))
        .batch(8)
        .seed(1)
        .schedule(Constant)
        .build()
        .expect("one");
    let mut plain = trainer::<Plain>(1);
    scheduled.fit(&data(), 3).expect("three epochs");
    plain.fit(&data(), 3).expect("three epochs");
    assert_eq!(bits(scheduled.network()), bits(plain.network()));
    assert_eq!(scheduled.rate(), Some(0.01));
}

#[test]
fn ten_scheduled_epochs_are_five_and_five_more() {
    let build = || {
        let builder = Trainer::<Plain>::builder().optimizer(Adam::new(0.01)).batch(8).seed(1);
        builder.schedule(CosineDecay::new(Length::Steps(30))).build().expect("a trainer")
    };
    let (mut once, mut twice) = (build(), build());
    once.fit(&data(), 10).expect("ten epochs");
    twice.fit(&data(), 5).expect("five epochs");
    twice.fit(&data(), 10).expect("five more epochs");
    assert_eq!(bits(once.network()), bits(twice.network()));
    assert_eq!(once.rate(), Some(0.0), "the cosine ended before");
}

#[test]
fn a_plateau_lowers_the_rate() {
    let on_plateau = OnPlateau { patience: 2, ..OnPlateau::new(Threshold::Absolute(1e-4)) };
    let builder = Trainer::<Plain>::builder().optimizer(GradientDescent::new(0.0)).batch(8).validation(0.2);
    let mut trainer =
        builder.schedule(LinearWarmup::new(0.5, Length::Epochs(1), on_plateau)).build().expect("a trainer");
    trainer.optimizer_mut().rate = 1e-12;
    let history = trainer.fit(&data(), 8).expect("eight epochs");
    let factors: Vec<f64> = history.epochs.iter().map(|epoch| epoch.rate.expect("a rate") / 1e-12).collect();
    // Rates this small improve nothing: after the first epoch, every two epochs are a plateau.
    for (found, expected) in factors.iter().zip([0.5, 1.0, 1.0, 0.1, 0.1, 0.01, 0.01, 0.001]) {
        assert!((found / expected - 1.0).abs() < 1e-9, "{factors:?}");
    }
}

#[test]
fn what_a_schedule_needs_is_asked_for() {
    let on_plateau = || OnPlateau::new(Threshold::Absolute(0.0));
    let error = Trainer::<Plain>::builder().schedule(on_plateau()).build().expect_err("no validation data");
    assert_eq!(error, TrainError::NoValidation { setting: "the schedule" });
    let error = Trainer::<Plain>::builder().optimizer(ClipByValue(1.0)).schedule(Constant).build();
    assert_eq!(error.expect_err("no rate"), TrainError::NoRate);
    let builder = Trainer::<Plain>::builder().validation(ffnn::train::Validation::Given);
    let mut trainer = builder.schedule(on_plateau()).build().expect("a trainer");
    let before = trainer.network().clone_boxed();
    let fitted = trainer.fit_with(&data(), None, 1, |_| ControlFlow::Continue(()));
    assert_eq!(fitted.expect_err("none given"), TrainError::NoValidation { setting: "the schedule" });
    assert_eq!(
        trainer.fit(&data(), 1).expect_err("none given"),
        TrainError::NoValidation { setting: "`Validation::Given`" }
    );
    assert_eq!((trainer.steps(), bits(trainer.network())), (0, bits(&*before)));
    trainer.fit_with(&data(), Some(&data()), 1, |_| ControlFlow::Continue(())).expect("an epoch");
}

#[test]
fn a_whole_run_has_an_end_only_in_fit() {
    let builder = Trainer::<Plain>::builder().batch(8).schedule(OneCycle::new(Length::Whole));
    let mut trainer = builder.build().expect("a trainer");
    let before = bits(trainer.network());
    let error = trainer.step(&data().inputs()[..8], &data().targets()[..8]).expect_err("no end");
    let expected = "a finite number, at least 0; `Length::Whole` works only in `fit`, so use another length";
    assert_eq!(error.to_string(), format!("the schedule's factor is NaN: expected {expected}"));
    assert_eq!((trainer.steps(), bits(trainer.network())), (0, before));
    let first = trainer.fit(&data(), 5).expect("five epochs");
    let second = trainer.new_run().fit(&data(), 5).expect("five epochs");
    let rates = |history: &ffnn::train::History| history.epochs.iter().map(|epoch| epoch.rate).collect::<Vec<_>>();
    assert_eq!(rates(&first), rates(&second), "each run is a cycle of its own");
}
