//! Early stopping: when training ends, and with which network.

use std::ops::ControlFlow;

use ffnn::prelude::*;
use ffnn::train::{EarlyStopping, End, History, Validation};
use ffnn::{Level, TargetError, TrainError, Vector};

use super::{Plain, bits, data};

network! {
    /// Only a bias, which a step changes by the rate.
    struct Point: 1 -> 1 {
        output: Dense<1>,
        Linear,
    }
}

/// A loss whose derivative is -1, so that the bias counts the steps, and whose value in validation (target 1) is read
/// from a table by that count.
#[derive(Clone, Copy, Debug)]
struct Scripted(&'static [f64]);

impl Options for Scripted {
    const DEFAULT: Self = Self(&[]);
}

impl Loss<Linear> for Scripted {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "nothing";

    fn check<V: Vector>(&self, _: &V) -> Result<(), TargetError> {
        Ok(())
    }

    fn value<V: Vector>(&self, _: impl Level, logits: &V, target: &V) -> V::Scalar {
        if target.as_ref()[0] == V::Scalar::ZERO {
            return V::Scalar::ZERO;
        }
        let epoch = logits.as_ref()[0].to_f64().round() as usize;
        V::Scalar::from_f64(self.0[epoch - 1])
    }

    fn gradient<V: Vector>(&self, _: impl Level, _: &V, _: &V, scale: V::Scalar, gradient: &mut V) -> V::Scalar {
        gradient.as_mut().fill(-scale);
        V::Scalar::ZERO
    }

    fn score<V: Vector>(&self, _: &V, _: &V) -> f64 {
        0.0
    }
}

/// Trains one step per epoch with these validation losses. Returns the history, the network's epoch and the last epoch.
fn scripted(
    losses: &'static [f64],
    early_stopping: Option<EarlyStopping>,
    keep_last: bool,
) -> (History, u64, Option<u64>) {
    let mut builder = Trainer::<Point<f64>>::builder().loss(Scripted(losses)).optimizer(GradientDescent::new(1.0));
    builder = builder.validation(Validation::Given).quiet();
    if let Some(early_stopping) = early_stopping {
        builder = builder.early_stopping(early_stopping);
    }
    if keep_last {
        builder = builder.keep_last();
    }
    let mut network = Point::<f64>::boxed(1);
    network.output.bias.fill(0.0);
    let mut trainer = builder.build_with(network).expect("a trainer");
    let set = |target: f64| Dataset::new(vec![[0.0]], vec![[target]]).expect("a data set");
    let history = trainer.fit_with(&set(0.0), Some(&set(1.0)), losses.len(), |_| ControlFlow::Continue(()));
    let epoch = |network: &Point<f64>| network.output.bias[0].round() as u64;
    (history.expect("epochs"), epoch(trainer.network()), trainer.last_network().map(epoch))
}

#[test]
fn the_best_network_is_restored_and_the_last_is_kept() {
    let losses = &[5.0, 3.0, 2.0, 4.0, 2.0, 6.0];
    let (history, network, last) = scripted(losses, None, false);
    assert_eq!((history.best, history.restored, history.end), (Some(3), true, End::Complete));
    assert_eq!((history.epochs.len(), network, last), (6, 3, Some(6)));
    assert_eq!(history.best_epoch().expect("a best").validation.expect("losses").loss, 2.0);
    let (history, network, last) = scripted(losses, None, true);
    assert_eq!((history.best, history.restored, network, last), (Some(3), false, 6, None));
    let (history, network, last) = scripted(&[3.0, 2.0, 1.0], None, false);
    assert_eq!((history.best, history.restored, network, last), (Some(3), true, 3, None), "the last is the best");
}

#[test]
fn patience_counts_epochs_without_an_improvement() {
    let losses = &[5.0, 3.0, 4.0, 4.0, 2.9, 3.0, 3.0, 3.0, 1.0];
    for (patience, epochs, best) in [(1, 3, 2), (2, 4, 2), (3, 8, 5), (4, 9, 9)] {
        let (history, network, _) = scripted(losses, Some(EarlyStopping::new(patience)), false);
        let end = if epochs < 9 { End::EarlyStopping } else { End::Complete };
        assert_eq!((history.epochs.len(), history.best, history.end), (epochs, Some(best), end), "patience {patience}");
        assert_eq!(network, best);
    }
}

#[test]
fn a_small_improvement_counts_for_the_network_but_not_for_the_patience() {
    let losses = &[5.0, 4.9, 4.8, 4.7, 4.4, 4.3, 4.2, 4.1];
    let stopping = EarlyStopping { min_delta: 0.5, ..EarlyStopping::new(3) };
    let (history, network, _) = scripted(losses, Some(stopping), false);
    assert_eq!((history.epochs.len(), history.best, network), (4, Some(4), 4));
    // Exactly `min_delta` lower is not an improvement.
    let stopping = EarlyStopping { min_delta: 0.5, ..EarlyStopping::new(2) };
    assert_eq!(scripted(&[5.0, 4.5, 4.0, 3.5], Some(stopping), false).0.epochs.len(), 4);
    assert_eq!(scripted(&[5.0, 4.5, 4.5, 3.5], Some(stopping), false).0.epochs.len(), 3);
}

#[test]
fn epochs_before_the_start_do_not_count() {
    let losses = &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let (history, network, _) = scripted(losses, Some(EarlyStopping { start: 3, ..EarlyStopping::new(2) }), false);
    // The fourth epoch is the first monitored one, and the best so far.
    assert_eq!((history.epochs.len(), history.end), (6, End::EarlyStopping));
    assert_eq!((history.best, network), (Some(1), 1));
}

#[test]
fn a_loss_that_is_not_a_number_is_no_improvement() {
    let losses = &[f64::NAN, 2.0, f64::NAN, f64::INFINITY, 1.0];
    let (history, network, _) = scripted(losses, Some(EarlyStopping::new(2)), false);
    assert_eq!((history.epochs.len(), history.best, network), (4, Some(2), 2));
    let (history, network, last) = scripted(&[f64::NAN, f64::NAN], None, false);
    assert_eq!((history.best, history.restored, network, last), (None, false, 2, None));
}

#[test]
fn early_stopping_needs_validation_data() {
    let error = Trainer::<Plain>::builder().early_stopping(3).build().expect_err("no validation data");
    assert_eq!(error, TrainError::NoValidation { setting: "early stopping" });
    for (stopping, message) in [
        (EarlyStopping::new(0), "the patience of early stopping is 0: expected at least 1"),
        (
            EarlyStopping { min_delta: f64::NAN, ..EarlyStopping::new(1) },
            "the smallest improvement is NaN: expected a finite number, at least 0",
        ),
    ] {
        let error = Trainer::<Plain>::builder().validation(0.2).early_stopping(stopping).build();
        assert_eq!(error.expect_err("a setting").to_string(), message);
    }
}

#[test]
fn the_restored_network_has_the_loss_that_the_history_tells() {
    // Random labels can only be memorized, which does not help validation.
    let data =
        Dataset::new(data().inputs().to_vec(), (0..30).map(|row| row * row / 3 % 3).collect()).expect("a data set");
    let builder = Trainer::<Plain>::builder().optimizer(Adam::new(0.1)).batch(4).seed(2);
    let mut trainer = builder.validation(0.3).early_stopping(5).build().expect("a trainer");
    let mut networks = Vec::new();
    let history = trainer.fit_observed(&data, 200, |event| {
        networks.push(bits(event.network));
        ControlFlow::Continue(())
    });
    let history = history.expect("epochs");
    let best = history.best.expect("a best") as usize;
    assert_eq!(history.end, End::EarlyStopping);
    assert_eq!(history.epochs.len(), best + 5);
    assert_eq!(bits(trainer.network()), networks[best - 1]);
    assert_eq!(bits(trainer.last_network().expect("the last")), networks[best + 4]);
    trainer.new_run().fit(&data, 1).expect("one more");
    assert!(trainer.last_network().is_none(), "one epoch is its own best");
}

#[test]
fn the_end_of_a_series_can_be_held_out() {
    let targets: Vec<usize> = (0..10).map(|row| usize::from(row >= 7)).collect();
    let data = Dataset::new(vec![[0.0, 0.0]; 10], targets).expect("a data set");
    let builder = Trainer::<Plain>::builder().optimizer(GradientDescent::new(0.0)).validation(Validation::Last(0.3));
    let mut network = Plain::boxed(1);
    network.output.bias[1] = 50.0;
    let history = builder.build_with(network).expect("a trainer").fit(&data, 1).expect("an epoch");
    let epoch = history.last().expect("an epoch");
    assert_eq!((epoch.training.metric, epoch.validation.expect("validation").metric), (0.0, 1.0));
}

#[test]
fn as_many_epochs_as_there_are_numbers_are_until_it_stops() {
    let builder = Trainer::<Plain>::builder().batch(8).validation(0.3).early_stopping(2).diagnose().quiet();
    let mut trainer = builder.optimizer(GradientDescent::new(0.0)).build().expect("a trainer");
    let history = trainer.fit(&data(), usize::MAX).expect("a few epochs");
    assert_eq!((history.end, history.epochs.len()), (End::EarlyStopping, 3));
}
