//! Batch normalization: rejected batches, running statistics, and when they are updated.

use ffnn::layers::Running;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close, check_network};
use ffnn::train::evaluate;
use ffnn::{Place, Stream, TrainError};

use super::{bits, samples};

const MOMENTUM: f64 = 0.8;

/// Networks that differ only in their running statistics; the first layer sees the raw inputs.
macro_rules! networks {
    ($($name:ident { $running:ident })+) => {$(
        network! {
            struct $name: 3 -> 2 {
                inputs: BatchNorm { epsilon: 1e-5, momentum: MOMENTUM, running: Running::$running },
                Dense<5>,
                norm: BatchNorm,
                Elu,
                output: Dense<2>,
                Linear,
            }
        }
    )+};
}

networks! {
    Corrected { Corrected }
    TensorFlow { TensorFlow }
    Torch { Torch }
}

type Norms = Corrected<f64>;

fn trainer<N: Network>() -> Trainer<N> {
    Trainer::<N>::builder().optimizer(Adam::new(0.01)).batch(8).seed(4).build().expect("a trainer")
}

/// Calls `misuse` with a trainer in the middle of training, and compares later steps with an undisturbed one.
fn assert_changes_nothing(steps: u64, misuse: impl FnOnce(&mut Trainer<Norms>)) {
    let (inputs, targets) = samples(8);
    let (mut disturbed, mut undisturbed) = (trainer::<Norms>(), trainer::<Norms>());
    for _ in 0..steps {
        disturbed.step(&inputs, &targets).expect("a step");
        undisturbed.step(&inputs, &targets).expect("a step");
    }
    misuse(&mut disturbed);
    assert_eq!(disturbed.steps(), undisturbed.steps());
    assert_eq!(bits(disturbed.network()), bits(undisturbed.network()), "parameters or statistics changed");
    for _ in 0..2 {
        let losses = [disturbed.step(&inputs, &targets), undisturbed.step(&inputs, &targets)];
        assert_eq!(losses[0], losses[1]);
        assert_eq!(bits(disturbed.network()), bits(undisturbed.network()), "moments changed");
    }
}

#[test]
fn a_batch_of_one_is_refused() {
    let (inputs, targets) = samples(1);
    let expected = TrainError::BatchTooShort { layer: "inputs", least: 2, found: 1 };
    for steps in [0, 3] {
        assert_changes_nothing(steps, |trainer| {
            assert_eq!(trainer.step(&inputs, &targets), Err(expected.clone()));
            assert_eq!(trainer.compute(&inputs, &targets), Err(expected.clone()));
        });
    }
    assert_eq!(expected.to_string(), "layer `inputs` trains on batch statistics: expected at least 2 samples, found 1");
}

#[test]
fn epochs_that_would_end_with_a_batch_of_one_are_refused() {
    // Batches of eight, eight and one: the first two are not trained on either.
    let (inputs, targets) = samples(17);
    let data = Dataset::new(inputs, targets).expect("a data set");
    assert_changes_nothing(3, |trainer| {
        let expected = TrainError::LastBatchTooShort { layer: "inputs", least: 2, found: 1, rows: 17, batch: 8 };
        assert_eq!(trainer.fit(&data, 2).err(), Some(expected));
    });
}

#[test]
fn a_batch_of_one_after_a_gradient_leaves_that_to_apply() {
    let (inputs, targets) = samples(8);
    let (mut disturbed, mut undisturbed) = (trainer::<Norms>(), trainer::<Norms>());
    for trainer in [&mut disturbed, &mut undisturbed] {
        trainer.compute(&inputs, &targets).expect("a gradient");
    }
    disturbed.compute(&inputs[..1], &targets[..1]).expect_err("a batch of one");
    for trainer in [&mut disturbed, &mut undisturbed] {
        trainer.apply().expect("a step");
    }
    assert_eq!(bits(disturbed.network()), bits(undisturbed.network()));
}

#[test]
fn a_pass_that_breaks_down_keeps_the_statistics() {
    let (inputs, targets) = samples(8);
    assert_changes_nothing(3, |trainer| {
        let before = trainer.network().clone_boxed();
        trainer.network_mut().output.bias.fill(f64::MAX);
        trainer.network_mut().output.weights.fill(f64::MAX);
        let error = trainer.step(&inputs, &targets).expect_err("numbers run out");
        assert_eq!(error, TrainError::NotFinite { place: Place::Output("output"), step: 3 });
        assert_eq!(trainer.network().state().as_slice(), before.state().as_slice());
        trainer.network_mut().as_mut_slice().copy_from_slice(before.as_slice());
    });
}

#[test]
fn only_a_step_moves_the_running_statistics() {
    let (inputs, targets) = samples(8);
    assert_changes_nothing(2, |trainer| {
        trainer.compute(&inputs[..5], &targets[..5]).expect("a gradient");
        trainer.compute(&inputs, &targets).expect("a gradient");
        trainer.network().predict(&inputs[0]);
        evaluate(trainer.network(), &MeanSquaredError, &inputs, &targets).expect("a loss");
    });
    let mut trainer = trainer::<Norms>();
    let before = bits(trainer.network().state());
    trainer.step(&inputs, &targets).expect("a step");
    assert_ne!(bits(trainer.network().state()), before);
}

/// Batches of several lengths, whose statistics differ.
fn batches() -> Vec<Dataset<[f64; 3], [f64; 2]>> {
    let (inputs, targets) = samples(22);
    let mut batches = Vec::new();
    let mut start = 0;
    for length in [8, 3, 2, 5, 4] {
        let rows = start..start + length;
        batches.push(Dataset::new(inputs[rows.clone()].to_vec(), targets[rows].to_vec()).expect("a batch"));
        start += length;
    }
    batches
}

/// The mean and the variance, biased and unbiased, of each feature.
fn statistics(rows: &[[f64; 3]]) -> [[f64; 3]; 3] {
    let count = rows.len() as f64;
    let mean: [f64; 3] = std::array::from_fn(|feature| rows.iter().map(|row| row[feature]).sum::<f64>() / count);
    let squares: [f64; 3] =
        std::array::from_fn(|feature| rows.iter().map(|row| (row[feature] - mean[feature]).powi(2)).sum());
    [mean, squares.map(|sum| sum / count), squares.map(|sum| sum / (count - 1.0))]
}

#[test]
fn corrected_statistics_are_a_weighted_average_of_all_batches() {
    let mut trainer = trainer::<Norms>();
    let mut seen = Vec::new();
    for batch in batches() {
        let (inputs, targets) = (batch.inputs(), batch.targets());
        trainer.step(inputs, targets).expect("a step");
        seen.push(statistics(inputs));
        // A batch weighs `momentum` times as much as the one after it, and all weights sum to one.
        let weight = |age: usize| MOMENTUM.powi(age as i32);
        let total: f64 = (0..seen.len()).map(weight).sum();
        let average = |kind: usize, feature: usize| {
            seen.iter().rev().enumerate().map(|(age, seen)| weight(age) * seen[kind][feature]).sum::<f64>() / total
        };
        let [mean, variance] = [0, 2].map(|kind| [0, 1, 2].map(|feature| average(kind, feature)));
        let state = &trainer.network().state().inputs;
        assert_close(Tolerance::F64_PASS, "mean", state.mean.as_slice(), &mean);
        assert_close(Tolerance::F64_PASS, "variance", state.variance.as_slice(), &variance);
        let share = 1.0 - MOMENTUM.powi(seen.len() as i32);
        assert_close(Tolerance::F64_PASS, "weight", state.weight.as_slice(), &[share]);
    }
}

#[test]
fn the_statistics_of_frameworks_start_at_zero_and_one() {
    let mut tensor_flow = trainer::<TensorFlow<f64>>();
    let mut torch = trainer::<Torch<f64>>();
    let (mut mean, mut biased, mut unbiased) = ([0.0; 3], [1.0; 3], [1.0; 3]);
    for batch in batches() {
        let (inputs, targets) = (batch.inputs(), batch.targets());
        tensor_flow.step(inputs, targets).expect("a step");
        torch.step(inputs, targets).expect("a step");
        let [batch_mean, batch_biased, batch_unbiased] = statistics(inputs);
        for (kept, batch) in [(&mut mean, batch_mean), (&mut biased, batch_biased), (&mut unbiased, batch_unbiased)] {
            kept.iter_mut().zip(batch).for_each(|(kept, new)| *kept = MOMENTUM * *kept + (1.0 - MOMENTUM) * new);
        }
        for (state, variance) in
            [(&tensor_flow.network().state().inputs, &biased), (&torch.network().state().inputs, &unbiased)]
        {
            assert_close(Tolerance::F64_PASS, "mean", state.mean.as_slice(), &mean);
            assert_close(Tolerance::F64_PASS, "variance", state.variance.as_slice(), variance);
        }
    }
}

#[test]
fn predicting_takes_what_was_kept() {
    network! {
        struct Alone: 3 -> 3 {
            norm: BatchNorm,
            Linear,
        }
    }
    let mut network = Alone::<f64>::boxed(1);
    let input = [0.5, -2.0, 3.0];
    // Before any step, the statistics are mean 0 and variance 1.
    let expected = input.map(|x| x / (1.0_f64 + 1e-5).sqrt());
    assert_close(Tolerance::F64_PASS, "at the start", &network.logits(&input), &expected);
    let (parameters, state) = network.parts_mut();
    parameters.norm.scale.fill(2.0);
    parameters.norm.shift.fill(-1.0);
    state.norm.mean.fill(0.25);
    state.norm.variance.fill(4.0);
    let expected = input.map(|x| 2.0 * (x - 0.25) / (4.0_f64 + 1e-5).sqrt() - 1.0);
    assert_close(Tolerance::F64_PASS, "later", &network.logits(&input), &expected);
}

#[test]
fn a_gradient_goes_through_the_statistics_of_the_batch() {
    let (inputs, targets) = samples(6);
    let mut network = Norms::boxed(3);
    let check = check_network(&mut *network, &MeanSquaredError, &inputs, &targets, Stream::root(1));
    check.assert_passed();
}
