//! Errors for bad input say where it is, what was expected and what was found, and a rejected step changes nothing: a
//! trainer that got bad batches continues bit for bit like one that did not.

use ffnn::prelude::*;
use ffnn::schedules::{Constant, CosineRestarts, InverseTimeDecay, PiecewiseConstant, PolynomialDecay};
use ffnn::{Optimizer, Place, TrainError};

const ROOM: usize = 4;

network! {
    /// With dropout, whose masks would differ if a rejected step counted.
    struct Classes: 2 -> 3 {
        Dropout { rate: 0.3 },
        hidden: Dense<5>,
        Relu,
        output: Dense<3>,
        Softmax,
    }
}

network! {
    struct Normed: 2 -> 3 {
        norm: BatchNorm,
        Dense<3>,
        Softmax,
    }
}

network! {
    struct Answers: 2 -> 2 {
        Dense<2>,
        Sigmoid,
    }
}

network! {
    struct Values: 2 -> 2 {
        hidden: Dense<3>,
        Tanh,
        output: Dense<2>,
        Linear,
    }
}

network! {
    struct Deep: 2 -> 2 {
        first: Dense<6> { init: glorot_uniform },
        Identity,
        second: Dense<6> { init: glorot_uniform },
        Identity,
        output: Dense<2> { init: glorot_uniform },
        Linear,
    }
}

const INPUTS: [[f32; 2]; ROOM] = [[0.5, -1.0], [1.0, 0.25], [-0.75, 0.5], [2.0, 1.0]];
const TARGETS: [usize; ROOM] = [0, 2, 1, 2];
const ADVICE: &str = "is infinite or NaN; try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or \
                      inputs scaled to about ±1";

fn trainer() -> Trainer<Classes> {
    Trainer::<Classes>::builder().optimizer(Adam::new(0.01)).batch(ROOM).seed(3).build().expect("a trainer")
}

#[track_caller]
fn assert_message<V>(result: Result<V, TrainError>, message: &str) {
    let error = result.err().expect("an error");
    assert_eq!(error.to_string(), message);
}

fn bits<N: Network>(network: &N) -> Vec<u64> {
    network.as_slice().iter().map(|value| value.to_f64().to_bits()).collect()
}

/// Calls `misuse` with a trainer in the middle of training, and compares later steps with an undisturbed one.
#[track_caller]
fn assert_changes_nothing(misuse: impl FnOnce(&mut Trainer<Classes>)) {
    let (mut disturbed, mut undisturbed) = (trainer(), trainer());
    for trainer in [&mut disturbed, &mut undisturbed] {
        for _ in 0..3 {
            trainer.step(&INPUTS, &TARGETS).expect("a step");
        }
    }
    misuse(&mut disturbed);
    assert_eq!(disturbed.steps(), undisturbed.steps());
    assert_eq!(bits(disturbed.network()), bits(undisturbed.network()), "the network changed");
    // Every later step depends on all moments and on the step counter.
    for _ in 0..3 {
        let losses = [&mut disturbed, &mut undisturbed].map(|trainer| trainer.step(&INPUTS, &TARGETS));
        assert_eq!(losses[0], losses[1]);
        assert_eq!(bits(disturbed.network()), bits(undisturbed.network()), "the optimizer's state changed");
    }
}

/// Checks that `step` and `compute` reject the batch with the same message.
#[track_caller]
fn assert_batch_refused(inputs: &[[f32; 2]], targets: &[usize], message: &str) {
    assert_changes_nothing(|trainer| assert_message(trainer.step(inputs, targets), message));
    assert_changes_nothing(|trainer| assert_message(trainer.compute(inputs, targets), message));
}

fn with_input(sample: usize, feature: usize, value: f32) -> [[f32; 2]; ROOM] {
    let mut inputs = INPUTS;
    inputs[sample][feature] = value;
    inputs
}

#[test]
fn lengths() {
    assert_batch_refused(&INPUTS, &TARGETS[..3], "expected one target per input, found 4 inputs and 3 targets");
    assert_batch_refused(&INPUTS[..3], &TARGETS, "expected one target per input, found 3 inputs and 4 targets");
    assert_batch_refused(&[], &TARGETS[..1], "expected one target per input, found 0 inputs and 1 targets");
    assert_batch_refused(&[], &[], "expected at least one sample, found none");
    assert_batch_refused(
        &[[0.0; 2]; ROOM + 1],
        &[0; ROOM + 1],
        "expected a batch of at most 4 samples, found 5: build the trainer with `.batch(5)`",
    );
}

#[test]
fn inputs_that_are_not_finite() {
    let refused = |inputs: [[f32; 2]; ROOM], message| assert_batch_refused(&inputs, &TARGETS, message);
    refused(with_input(2, 1, f32::NAN), "sample 2: expected a finite value for input 1, found NaN");
    refused(with_input(0, 0, f32::INFINITY), "sample 0: expected a finite value for input 0, found inf");
    refused(with_input(3, 0, f32::NEG_INFINITY), "sample 3: expected a finite value for input 0, found -inf");
}

#[test]
fn targets_that_are_no_answer() {
    assert_batch_refused(&INPUTS, &[0, 1, 3, 2], "sample 2: expected a class from 0 to 2, found 3");
    let mut answers = Trainer::<Answers>::builder().build().expect("a trainer");
    let message = "sample 1: expected a value from 0 to 1 for output 1, found 1.5";
    assert_message(answers.step(&INPUTS[..2], &[[0.0, 1.0], [0.5, 1.5]]), message);
    let message = "sample 0: expected a value from 0 to 1 for output 0, found NaN";
    assert_message(answers.step(&INPUTS[..1], &[[f32::NAN, 0.0]]), message);
    let mut values = Trainer::<Values>::builder().build().expect("a trainer");
    let message = "sample 1: expected a finite value for output 0, found -inf";
    assert_message(values.step(&INPUTS[..2], &[[0.0, 1.0], [f32::NEG_INFINITY, 0.0]]), message);
}

#[test]
fn data_sets() {
    assert_message(Dataset::<[f32; 2], usize>::new(vec![], vec![]), "expected at least one sample, found none");
    let message = "expected one target per input, found 4 inputs and 1 targets";
    assert_message(Dataset::new(INPUTS.to_vec(), vec![0]), message);
    let fit = |inputs: [[f32; 2]; ROOM], targets: [usize; ROOM], message: &str| {
        let data = Dataset::new(inputs.to_vec(), targets.to_vec()).expect("a data set");
        assert_changes_nothing(|trainer| assert_message(trainer.fit(&data, 2), message));
    };
    fit(with_input(3, 1, f32::NAN), TARGETS, "sample 3: expected a finite value for input 1, found NaN");
    fit(INPUTS, [0, 1, 2, 9], "sample 3: expected a class from 0 to 2, found 9");
    let (good, bad) = (INPUTS.to_vec(), with_input(1, 0, f32::INFINITY).to_vec());
    let [good, bad] = [good, bad].map(|inputs| Dataset::new(inputs, TARGETS.to_vec()).expect("a data set"));
    assert_changes_nothing(|trainer| {
        let fitted = trainer.fit_with(&good, Some(&bad), 1, |_| std::ops::ControlFlow::Continue(()));
        assert_message(fitted, "sample 1: expected a finite value for input 0, found inf");
    });
}

#[test]
fn settings() {
    let refused = |builder: Result<Trainer<Classes>, TrainError>, message: &str| assert_message(builder, message);
    let builder = Trainer::<Classes>::builder;
    let with = |adam| Trainer::<Classes>::builder().optimizer(adam).build();
    let adam = Adam::new(0.01);
    refused(with(Adam::new(f64::NAN)), "the learning rate is NaN: expected a finite number, at least 0");
    refused(with(Adam::new(-0.5)), "the learning rate is -0.5: expected a finite number, at least 0");
    refused(with(Adam::new(f64::INFINITY)), "the learning rate is inf: expected a finite number, at least 0");
    refused(with(Adam { beta1: 1.0, ..adam }), "beta1 is 1: expected at least 0 and below 1");
    refused(with(Adam { beta2: -0.1, ..adam }), "beta2 is -0.1: expected at least 0 and below 1");
    refused(with(Adam { epsilon: 0.0, ..adam }), "epsilon is 0: expected a finite number above 0");
    refused(builder().batch(0).build(), "the batch size is 0: expected at least 1");
    let fraction = |fraction| builder().validation(fraction).build();
    refused(fraction(1.0), "the validation fraction is 1: expected at least 0 and below 1");
    refused(fraction(-0.25), "the validation fraction is -0.25: expected at least 0 and below 1");
    refused(fraction(f64::NAN), "the validation fraction is NaN: expected at least 0 and below 1");
    refused(builder().batch(0).build_with(Classes::boxed(1)), "the batch size is 0: expected at least 1");
    let rate = "the learning rate is -1: expected a finite number, at least 0";
    assert_message(builder().optimizer(GradientDescent::new(-1.0)).build(), rate);
    assert_message(builder().optimizer(Momentum::new(-1.0)).build(), rate);
    assert_message(builder().optimizer((ClipByGlobalNorm(1.0), Momentum::new(-1.0))).build(), rate);
    let momentum = Momentum { momentum: 1.5, ..Momentum::new(0.1) };
    assert_message(builder().optimizer(momentum).build(), "the momentum is 1.5: expected at least 0 and below 1");
    let clip = (ClipByGlobalNorm(0.0), adam);
    assert_message(builder().optimizer(clip).build(), "the norm to clip at is 0: expected a finite number above 0");
}

#[test]
fn settings_of_schedules() {
    let refused = |schedule: &dyn ffnn::Schedule, message: &str| {
        assert_eq!(schedule.check().expect_err("a setting").to_string(), message);
    };
    let (steps, none) = (Length::Steps(5), Length::Epochs(0));
    let from_0_to_1 = |name: &str| format!("{name}: expected from 0 to 1");
    refused(&StepDecay::new(1.5, steps), &from_0_to_1("the decay factor is 1.5"));
    refused(&StepDecay::new(0.5, none), "the length between decays is 0: expected at least 1");
    refused(&ExponentialDecay::new(f64::NAN, steps), &from_0_to_1("the decay factor is NaN"));
    refused(&ExponentialDecay::new(0.5, none), "the length of the decay is 0: expected at least 1");
    let decay = "the inverse time decay is -1: expected a finite number, at least 0";
    refused(&InverseTimeDecay::new(-1.0, steps), decay);
    let last = "the last factor is -0.1: expected a finite number, at least 0";
    refused(&CosineDecay { last: -0.1, ..CosineDecay::new(steps) }, last);
    refused(&CosineDecay::new(none), "the length of the decay is 0: expected at least 1");
    let restarts = CosineRestarts::new(steps);
    let lengthening = "the lengthening of a wave is 0.5: expected a finite number, at least 1";
    refused(&CosineRestarts { lengthen: 0.5, ..restarts }, lengthening);
    refused(&CosineRestarts { shrink: 2.0, ..restarts }, &from_0_to_1("the shrinking of a wave is 2"));
    let warmup = LinearWarmup::new(0.1, steps, Constant);
    let first = "the first factor is -1: expected a finite number, at least 0";
    refused(&LinearWarmup { first: -1.0, ..warmup }, first);
    let length = "the length of the warm-up is inf: expected a number of steps or epochs";
    refused(&LinearWarmup { length: Length::Whole, ..warmup }, length);
    refused(
        &LinearWarmup::new(0.1, steps, CosineDecay::new(none)),
        "the length of the decay is 0: expected at least 1",
    );
    refused(&OneCycle { rise: 1.5, ..OneCycle::new(steps) }, &from_0_to_1("the rising part is 1.5"));
    let div = "the first division is 0.5: expected a finite number, at least 1";
    refused(&OneCycle { div: 0.5, ..OneCycle::new(steps) }, div);
    let boundary = |pieces: &[(Length, f64)], found: &str| {
        let message = format!("a boundary of the schedule is {found}: expected all in steps or all in epochs, each");
        refused(&PiecewiseConstant::new(pieces), &format!("{message} above the one before"));
    };
    boundary(&[(steps, 0.5), (steps, 0.1)], "5");
    boundary(&[(steps, 0.5), (Length::Epochs(9), 0.1)], "9");
    boundary(&[(Length::Whole, 0.5)], "inf");
    let power = "the power of the decay is 0: expected a finite number above 0";
    refused(&PolynomialDecay { power: 0.0, ..PolynomialDecay::new(steps) }, power);
    let plateau = OnPlateau::new(Threshold::Relative(1.0));
    refused(&plateau, "the relative threshold is 1: expected at least 0 and below 1");
    let plateau = OnPlateau::new(Threshold::Absolute(-1.0));
    refused(&plateau, "the absolute threshold is -1: expected a finite number, at least 0");
    let plateau = OnPlateau { patience: 0, ..OnPlateau::new(Threshold::Absolute(0.0)) };
    refused(&plateau, "the patience of the schedule is 0: expected at least 1");
    let builder = Trainer::<Classes>::builder().schedule(StepDecay::new(0.5, none));
    assert_message(builder.build(), "the length between decays is 0: expected at least 1");
}

#[test]
fn a_setting_changed_while_training() {
    assert_changes_nothing(|trainer| {
        trainer.optimizer_mut().rate = f64::NAN;
        let message = "the learning rate is NaN: expected a finite number, at least 0";
        assert_message(trainer.step(&INPUTS, &TARGETS), message);
        trainer.optimizer_mut().rate = 0.01;
    });
}

#[test]
fn a_validation_split_with_an_empty_side() {
    let data = Dataset::new(INPUTS.to_vec(), TARGETS.to_vec()).expect("a data set");
    let split = |fraction, message: &str| {
        let mut trainer = Trainer::<Classes>::builder().validation(fraction).build().expect("a trainer");
        let before = bits(trainer.network());
        assert_message(trainer.fit(&data, 1), message);
        assert_eq!((trainer.steps(), bits(trainer.network())), (0, before));
    };
    let sides = "expected samples on both sides of the stratified split, found";
    split(0.01, &format!("{sides} 4 to train on and 0 held out"));
    split(0.9, &format!("{sides} 0 to train on and 4 held out"));
}

#[test]
fn a_gradient_that_is_not_finite_names_its_tensor() {
    for (value, layer, tensor) in [(f32::NAN, "hidden", "weights"), (f32::INFINITY, "output", "bias")] {
        assert_changes_nothing(|trainer| {
            trainer.compute(&INPUTS, &TARGETS).expect("a gradient");
            trainer.process(|gradient, _| match layer {
                "hidden" => gradient.hidden.weights[(4, 1)] = value,
                _ => gradient.output.bias[2] = value,
            });
            let error = trainer.apply().expect_err("an error");
            assert_eq!(error, TrainError::NotFinite { place: Place::Gradient { layer, tensor }, step: 3 });
            assert_eq!(error.to_string(), format!("step 4: the gradient of `{layer}.{tensor}` {ADVICE}"));
        });
    }
}

#[test]
fn a_layer_that_overflows_is_named() {
    assert_changes_nothing(|trainer| {
        let whole = trainer.network().clone_boxed();
        trainer.network_mut().hidden.bias.fill(f32::MAX);
        trainer.network_mut().hidden.weights.fill(f32::MAX);
        let before = bits(trainer.network());
        let message = format!("step 4: the output of layer `hidden` {ADVICE}");
        assert_message(trainer.step(&INPUTS, &TARGETS), &message);
        assert_eq!(bits(trainer.network()), before);
        trainer.network_mut().as_mut_slice().copy_from_slice(whole.as_slice());
    });
}

/// Trains on the same sample, so that order does not matter, until `place` is not finite.
#[track_caller]
fn assert_diverges<N>(optimizer: impl Optimizer, input: N::Input, target: N::Logits, place: &str)
where
    N: Network<Head = Linear>,
{
    let trainer = || Trainer::<N>::builder().optimizer(optimizer.clone()).batch(2).seed(1).build().expect("a trainer");
    let (mut fitted, mut stepped) = (trainer(), trainer());
    let data = Dataset::new(vec![input; 6], vec![target; 6]).expect("a data set");
    let error = fitted.fit(&data, 1000).expect_err("the numbers run out");
    let TrainError::NotFinite { step, .. } = error else { panic!("expected numbers to run out, found {error}") };
    assert_eq!(error.to_string(), format!("step {}: {place} {ADVICE}", step + 1));
    for _ in 0..step {
        stepped.step(&[input; 2], &[target; 2]).expect("a step");
    }
    assert_eq!(fitted.steps(), step);
    assert_eq!(bits(fitted.network()), bits(stepped.network()), "the network is the one before the failed step");
    assert!(fitted.network().as_slice().iter().all(|value| value.is_finite()));
    assert_eq!(stepped.step(&[input; 2], &[target; 2]), Err(error));
}

#[test]
fn a_learning_rate_that_is_too_high() {
    let descent = GradientDescent::new;
    assert_diverges::<Values<f32>>(descent(100.0), [1.0, -1.0], [1.0, 2.0], "the loss");
    assert_diverges::<Values<f64>>(Momentum::new(100.0), [1.0, -1.0], [1.0, 2.0], "the loss");
    assert_diverges::<Deep<f32>>(descent(1.0), [1.0, -1.0], [1.0, 2.0], "the output of layer `second`");
    assert_diverges::<Deep<f64>>(descent(1000.0), [1.0, -1.0], [1.0, 2.0], "the output of layer `output`");
}

#[test]
fn a_running_statistic_that_overflows_is_named_and_kept_as_it_was() {
    let mut trainer = Trainer::<Normed>::builder().batch(2).build().expect("a trainer");
    let before = bits(trainer.network());
    // Finite values with infinite squares.
    let error = trainer.step(&[[1e30, 0.0], [-1e30, 0.0]], &[0, 1]).expect_err("an error");
    let place = Place::State { layer: "norm", tensor: "variance" };
    assert_eq!(error, TrainError::NotFinite { place, step: 0 });
    assert_eq!(error.to_string(), format!("step 1: the running statistic `norm.variance` {ADVICE}"));
    assert_eq!(bits(trainer.network()), before);
}
