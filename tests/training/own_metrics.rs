//! Custom metrics: by name in the history, monitored by early stopping, and in checkpoints.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ffnn::TrainError;
use ffnn::prelude::*;
use ffnn::train::{Builder, EarlyStopping, End, Epoch, History, Monitor};

use super::{Plain, bits, data};

type Made = Builder<Plain, SoftmaxCrossEntropy, Adam>;

/// The share of correct answers, like the loss's own metric.
fn right(network: &Plain, data: &Dataset<[f32; 2], usize>) -> f64 {
    let right =
        data.inputs().iter().zip(data.targets()).filter(|(input, class)| network.predict(input).class() == **class);
    right.count() as f64 / data.len() as f64
}

fn builder() -> Made {
    let builder = Trainer::<Plain>::builder().optimizer(Adam::new(0.05)).batch(8).seed(1).validation(0.3).quiet();
    builder.metric("right", right).metric("samples", |_, data| data.len() as f64)
}

fn untimed(history: &History) -> History {
    let epochs = history.epochs.iter().map(|epoch| Epoch { seconds: 0.0, ..*epoch }).collect();
    History { epochs, ..history.clone() }
}

#[test]
fn a_metric_enters_the_history_by_its_name() {
    let history = builder().build().expect("a trainer").fit(&data(), 5).expect("epochs");
    let measured = history.measured("right").expect("it was given");
    let accuracies = |part: fn(&Epoch) -> f64| history.epochs.iter().map(part).collect::<Vec<_>>();
    assert_eq!(measured.training, accuracies(|epoch| epoch.training.metric));
    assert_eq!(measured.validation, accuracies(|epoch| epoch.validation.expect("held out").metric));
    let samples = history.measured("samples").expect("it was given");
    assert_eq!((&*samples.training, samples.values()), (&[21.0; 5][..], &[9.0; 5][..]));
    assert_eq!(history.measured("wrong"), None);
    let csv = history.csv();
    let header = "seconds,training right,validation right,training samples,validation samples";
    assert!(csv.lines().next().is_some_and(|line| line.ends_with(header)), "{csv}");
    assert!(csv.lines().skip(1).all(|line| line.ends_with(",21,9") && line.split(',').count() == 14), "{csv}");
    let text = history.to_string();
    assert!(text.lines().next().is_some_and(|line| line.contains("  right") && line.contains("samples")), "{text}");
    let without = builder().validation(0.0).build().expect("a trainer").fit(&data(), 2).expect("epochs");
    assert_eq!(without.measured("samples").expect("it was given").values(), [30.0; 2]);
}

/// Stops on a figure that is best after the third epoch of those that are looked at.
#[test]
fn early_stopping_watches_a_metric_by_its_name() {
    // Values of the metric per epoch, independent of the network.
    thread_local! {
        static EPOCH: Cell<usize> = const { Cell::new(0) };
    }
    const FIGURES: [f64; 8] = [0.1, 0.5, 0.9, 0.8, 0.9, 0.2, f64::NAN, 1.0];
    let scripted = |sign: f64, stopping: EarlyStopping| {
        let metric = move |_: &Plain, data: &Dataset<[f32; 2], usize>| {
            // Twice per epoch: the training data, then the validation data.
            let epoch = if data.len() > 15 { EPOCH.get() } else { EPOCH.replace(EPOCH.get() + 1) };
            sign * FIGURES[epoch]
        };
        EPOCH.set(0);
        let builder = builder().metric("figure", metric).early_stopping(stopping);
        let mut trainer = builder.build().expect("a trainer");
        let mut networks = Vec::new();
        let history = trainer.fit_observed(&data(), 8, |event| networks.push(bits(event.network))).expect("epochs");
        assert_eq!(bits(trainer.network()), networks[history.best.expect("a best") as usize - 1]);
        (history.epochs.len(), history.best, history.end)
    };
    let stopped = (6, Some(3), End::EarlyStopping);
    assert_eq!(scripted(1.0, EarlyStopping::new(3).highest("figure")), stopped);
    assert_eq!(scripted(-1.0, EarlyStopping::new(3).lowest("figure")), stopped);
    assert_eq!(scripted(1.0, EarlyStopping::new(5).highest("figure")), (8, Some(8), End::Complete));
    assert_eq!(scripted(1.0, EarlyStopping::new(1).lowest("figure")), (2, Some(1), End::EarlyStopping));
    let stopping = EarlyStopping { on: Monitor::Highest("figure"), min_delta: 0.5, ..EarlyStopping::new(2) };
    assert_eq!(scripted(1.0, stopping), (5, Some(3), End::EarlyStopping), "0.1, then 0.9");
}

#[test]
fn early_stopping_watches_the_metric_of_the_loss() {
    let builder = builder().early_stopping(EarlyStopping::new(3).highest("accuracy"));
    let history = builder.build().expect("a trainer").fit(&data(), 100).expect("epochs");
    let accuracies = history.epochs.iter().map(|epoch| epoch.validation.expect("held out").metric);
    let most = accuracies.clone().fold(0.0, f64::max);
    let first = accuracies.clone().position(|accuracy| accuracy == most).expect("the most") as u64 + 1;
    assert_eq!((history.best, history.end), (Some(first), End::EarlyStopping));
    assert_eq!(history.epochs.len() as u64, first + 3);
}

#[test]
fn metrics_that_cannot_be_told_apart_or_of_are_refused() {
    let refused = |builder: Made, message: &str| {
        let error = builder.build().expect_err("a metric");
        assert!(matches!(error, TrainError::Metric { .. }));
        assert_eq!(error.to_string(), message);
    };
    let twice = "has the same name as another metric: rename one of them";
    refused(builder().metric("right", right), &format!("the metric `right` {twice}"));
    refused(builder().metric("accuracy", right), &format!("the metric `accuracy` {twice}"));
    let missing = "the metric `recall` is monitored by early stopping but does not exist: add it with `metric`";
    refused(builder().early_stopping(EarlyStopping::new(3).highest("recall")), missing);
    let other = builder().loss(SoftmaxCrossEntropy::DEFAULT);
    refused(other, "the metric `right` takes the targets of another loss: call `loss` before `metric`");
    let error = builder().validation(0.0).early_stopping(EarlyStopping::new(3).highest("right")).build();
    assert_eq!(error.expect_err("none"), TrainError::NoValidation { setting: "early stopping" });
}

#[test]
fn metrics_are_part_of_a_checkpoint() {
    let stopping = EarlyStopping::new(20).highest("right");
    let build = || builder().early_stopping(stopping).build().expect("a trainer");
    let (mut whole, mut half, mut rest) = (build(), build(), build());
    let expected = whole.fit(&data(), 8).expect("epochs");
    half.fit(&data(), 3).expect("epochs");
    rest.load_bytes(&half.save_bytes()).expect("a checkpoint");
    let history = rest.fit(&data(), 8).expect("more epochs");
    assert_eq!(untimed(&history), untimed(&expected));
    assert_eq!(bits(rest.network()), bits(whole.network()));
    let other = Trainer::<Plain>::builder().optimizer(Adam::new(0.05)).batch(8).seed(1).validation(0.3);
    let mut other = other.metric("right", right).early_stopping(stopping).build().expect("a trainer");
    let error = other.load_bytes(&half.save_bytes()).expect_err("another training").to_string();
    assert!(error.contains("the metrics: expected right, found right, samples;"), "{error}");
}

#[test]
fn a_panic_in_a_metric_loses_no_step() {
    thread_local! {
        static CALLS: Cell<u32> = const { Cell::new(0) };
    }
    let build = || {
        let builder = builder().diagnose().metric("panics", |_, data| {
            CALLS.set(CALLS.get() + 1);
            assert!(CALLS.get() != 4, "the second epoch, on the data held out");
            data.len() as f64
        });
        builder.build().expect("a trainer")
    };
    CALLS.set(10);
    let (mut whole, mut trainer) = (build(), build());
    let expected = whole.fit(&data(), 3).expect("epochs");
    CALLS.set(0);
    catch_unwind(AssertUnwindSafe(|| trainer.fit(&data(), 3))).expect_err("a panic");
    assert_eq!(trainer.steps(), 2 * 3);
    let mut loaded = build();
    loaded.load_bytes(&trainer.save_bytes()).expect("a checkpoint");
    for mut trainer in [trainer, loaded] {
        let history = trainer.fit(&data(), 3).expect("the rest");
        assert_eq!(untimed(&history), untimed(&expected));
        assert_eq!(bits(trainer.network()), bits(whole.network()));
    }
}
