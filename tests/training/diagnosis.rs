//! The diagnosis of each layer matches values computed independently.

use std::ops::ControlFlow;

use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::train::{Checkpoint, LayerDiagnosis};

use super::{Plain, PlainParameters, bits, data, trainer};

network! {
    struct Rectified: 2 -> 3 {
        hidden: Dense<8>,
        Relu,
        output: Dense<3>,
        Softmax,
    }
}

/// The root of the mean square, and of the sums of squares.
fn norm(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().map(|value| value * value).sum::<f64>().sqrt()
}

#[test]
fn norms_and_ratios_are_those_of_the_steps() {
    let inputs: Vec<[f64; 2]> = data().inputs().iter().map(|input| input.map(f64::from)).collect();
    let data = Dataset::new(inputs, data().targets().to_vec()).expect("a data set");
    let build = || {
        let optimizer = (ClipByGlobalNorm(0.01), GradientDescent::new(0.1));
        Trainer::<Plain<f64>>::builder().optimizer(optimizer).batch(30).seed(1).diagnose().build().expect("a trainer")
    };
    let (mut fitted, mut stepped) = (build(), build());
    // One batch per epoch, whose order affects only rounding.
    let history = fitted.fit(&data, 1).expect("an epoch");
    let before = stepped.network().clone_boxed();
    stepped.compute(data.inputs(), data.targets()).expect("a gradient");
    let gradient = stepped.gradient().clone_boxed();
    stepped.apply().expect("a step");
    let [hidden, tanh, output] = history.layers(0) else { panic!("three layers") };
    let flat = |network: &PlainParameters<f64>, layer: usize| match layer {
        0 => network.hidden.as_slice().to_vec(),
        _ => network.output.as_slice().to_vec(),
    };
    for (index, layer) in [hidden, output].into_iter().enumerate() {
        let (old, new) = (flat(&before, index), flat(stepped.network(), index));
        let moved = norm(new.iter().zip(&old).map(|(new, old)| new - old)) / norm(old);
        let found = [layer.gradient_norm, layer.update_ratio];
        assert_close(Tolerance::F64_STEPS, layer.name, &found, &[norm(flat(&gradient, index)), moved]);
        assert!(layer.gradient_norm > 0.01 && layer.dead == 0.0, "not what was clipped: {layer:?}");
    }
    assert_eq!((hidden.name, output.name), ("hidden", "output"));
    assert_eq!(*tanh, LayerDiagnosis { name: "tanh", gradient_norm: 0.0, update_ratio: 0.0, dead: 0.0 });
    let whole = norm(gradient.as_slice().iter().copied());
    let found = history.last().expect("an epoch").gradient_norm.expect("a norm");
    assert_close(Tolerance::F64_STEPS, "gradient", &[found], &[whole]);
}

#[test]
fn units_that_never_speak_are_dead() {
    let mut network = Rectified::boxed(1);
    network.hidden.bias.fill(10.0);
    for unit in [1, 4, 6] {
        network.hidden.bias[unit] = -10.0;
    }
    let builder = Trainer::<Rectified>::builder().optimizer(GradientDescent::new(1e-3)).batch(8).diagnose();
    let mut trainer = builder.build_with(network).expect("a trainer");
    let history = trainer.fit_observed(&data(), 2, |event| {
        let dead: Vec<f64> = event.layers().iter().map(|layer| layer.dead).collect();
        assert_eq!(dead, [0.0, 3.0 / 8.0, 0.0]);
        ControlFlow::Continue(())
    });
    assert_eq!(history.expect("two epochs").diagnoses.len(), 2 * 3);
}

#[test]
fn one_sample_in_an_epoch_is_enough_to_live() {
    let mut network = Rectified::boxed(1);
    network.hidden.weights.fill(0.0);
    network.hidden.weights[(2, 0)] = 1.0;
    // Only unit 2, and only for an input above 5, of which the second batch has one.
    network.hidden.bias.fill(-5.0);
    let inputs = (0..10).map(|row| [if row == 9 { 6.0 } else { 0.0 }, 0.0]).collect();
    let data = Dataset::new(inputs, vec![0; 10]).expect("a data set");
    let builder = Trainer::<Rectified>::builder().optimizer(GradientDescent::new(0.0)).batch(4).diagnose();
    let history = builder.build_with(network).expect("a trainer").fit(&data, 1).expect("an epoch");
    assert_eq!(history.layers(0)[1].dead, 7.0 / 8.0);
}

#[test]
fn diagnosing_changes_no_bit() {
    let mut diagnosed =
        Trainer::<Plain>::builder().optimizer(Adam::new(0.01)).batch(8).seed(1).diagnose().build().expect("a trainer");
    let mut plain = trainer::<Plain>(1);
    let history = diagnosed.fit(&data(), 3).expect("three epochs");
    let quiet = plain.fit(&data(), 3).expect("three epochs");
    assert_eq!(bits(diagnosed.network()), bits(plain.network()));
    assert_eq!((quiet.diagnoses.len(), quiet.layers(0).len()), (0, 0));
    assert!(history.epochs.iter().zip(&quiet.epochs).all(|(one, other)| one.step_loss == other.step_loss));
}

#[test]
fn norms_over_an_epoch_are_roots_of_mean_squares() {
    let inputs: Vec<[f64; 2]> = data().inputs().iter().map(|input| input.map(f64::from)).collect();
    let data = Dataset::new(inputs, data().targets().to_vec()).expect("a data set");
    // Nothing moves, and each sample is a batch, so that their order does not matter.
    let builder = Trainer::<Plain<f64>>::builder().optimizer(GradientDescent::new(0.0)).batch(1).seed(1);
    let history = builder.clone().diagnose().build().expect("a trainer").fit(&data, 1).expect("an epoch");
    let mut stepped = builder.build().expect("a trainer");
    let norms = data.inputs().iter().zip(data.targets()).map(|(&input, &target)| {
        stepped.compute(&[input], &[target]).expect("a gradient");
        norm(stepped.gradient().as_slice().iter().copied())
    });
    let expected = norm(norms) / (data.len() as f64).sqrt();
    let found = history.last().expect("an epoch").gradient_norm.expect("a norm");
    assert_close(Tolerance::F64_STEPS, "gradient", &[found], &[expected]);
}

network! {
    /// More layers than an epoch has fields of its own.
    struct Single: 2 -> 1 {
        narrow: Dense<1>,
        Relu,
        Tanh,
        Tanh,
        Tanh,
        Tanh,
        Tanh,
        Tanh,
        Tanh,
        Tanh,
        Tanh,
        output: Dense<1>,
        Linear,
    }
}

#[test]
fn all_of_a_layer_with_one_unit_may_be_dead_and_a_checkpoint_keeps_every_row() {
    let mut network = Single::boxed(1);
    network.narrow.bias.fill(-10.0);
    let file = std::env::temp_dir().join(format!("ffnn-diagnosis-{}.checkpoint", std::process::id()));
    let data = Dataset::new(data().inputs().to_vec(), vec![[0.0]; 30]).expect("a data set");
    let builder = Trainer::<Single>::builder().optimizer(GradientDescent::new(1e-3)).batch(30).diagnose();
    let builder = builder.checkpoint(Checkpoint::new(&file));
    let mut trainer = builder.clone().build_with(network).expect("a trainer");
    let history = trainer.fit(&data, 2).expect("two epochs");
    let dead: Vec<f64> = history.layers(1).iter().map(|layer| layer.dead).collect();
    assert_eq!(dead[..2], [0.0, 1.0], "{history}");
    // The finished call is restored with its history.
    let again = builder.build().expect("a trainer").fit(&data, 2).expect("the same two epochs");
    assert_eq!(again.diagnoses, history.diagnoses);
    std::fs::remove_file(file).expect("the file");
}
