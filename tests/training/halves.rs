//! The two halves of a step: failures of the first, and trainers cloned between them.

use std::mem::MaybeUninit;

use ffnn::TrainError;
use ffnn::prelude::*;
use ffnn::train::{Builder, Learner};

use super::{bits, data};

network! {
    /// With state that changes with each batch.
    struct Stateful: 2 -> 3 {
        Dense<8>,
        norm: BatchNorm,
        Tanh,
        Dropout { rate: 0.2 },
        Dense<3>,
        Softmax,
    }
}

network! {
    struct Penalized: 2 -> 3 {
        Dense<8> { l2: 1e-3 },
        Tanh,
        Dense<3>,
        Softmax,
    }
}

network! {
    struct Line: 1 -> 1 {
        Dense<1>,
        Linear,
    }
}

/// Finite inputs with infinite squares.
const TOO_LARGE: [[f32; 2]; 2] = [[1e30, 0.0], [-1e30, 0.0]];

#[test]
fn a_gradient_that_could_not_be_computed_is_not_applied() {
    let data = data();
    let (inputs, targets) = (&data.inputs()[..8], &data.targets()[..8]);
    let mut trainer = Trainer::<Stateful>::builder().batch(8).seed(1).build().expect("a trainer");
    let mut untouched = trainer.clone();
    trainer.compute(&TOO_LARGE, &[0, 1]).expect_err("squares that are not finite");
    let before = bits(trainer.network());
    assert_eq!(trainer.apply(), Err(TrainError::NoGradient));
    assert_eq!((bits(trainer.network()), trainer.steps()), (before, 0));
    for trainer in [&mut trainer, &mut untouched] {
        trainer.compute(inputs, targets).expect("a gradient");
        trainer.apply().expect("a step");
    }
    assert_eq!(bits(trainer.network()), bits(untouched.network()), "nothing is left of the batch that failed");
}

#[test]
fn a_learner_applies_no_gradient_that_it_could_not_compute() {
    let (mut network, mut workspace) = (Stateful::<f32>::boxed(1), MaybeUninit::uninit());
    let mut scratch = vec![0.0; ffnn::network::scratch::<Stateful>(8)];
    let mut learner = Learner::new(&mut *network, Adam::new(0.01), &mut workspace, &mut scratch).expect("a learner");
    let before = bits(learner.network());
    learner.compute(&TOO_LARGE, &[0, 1]).expect_err("squares that are not finite");
    assert_eq!(learner.apply(), Err(TrainError::NoGradient));
    learner.step(&TOO_LARGE, &[0, 1]).expect_err("squares that are not finite");
    assert_eq!(learner.apply(), Err(TrainError::NoGradient));
    assert_eq!(bits(learner.network()), before);
    learner.compute(&data().inputs()[..8], &data().targets()[..8]).expect("a gradient");
    learner.apply().expect("a step");
}

/// A whole step leaves parts of its gradient unwritten.
#[test]
fn what_a_whole_step_leaves_is_not_applied() {
    fn check<N: Network<Input = [f32; 2], Logits = [f32; 3], Head = Softmax>>() {
        let mut trainer = Trainer::<N>::builder().batch(8).build().expect("a trainer");
        trainer.step(&data().inputs()[..8], &data().targets()[..8]).expect("a step");
        let before = bits(trainer.network());
        assert_eq!(trainer.apply(), Err(TrainError::NoGradient));
        assert_eq!(bits(trainer.network()), before);
    }
    check::<Stateful<f32>>();
    check::<Penalized<f32>>();
}

#[test]
fn a_gradient_of_the_callers_moves_no_running_statistic() {
    let mut trainer = Trainer::<Stateful>::builder().batch(8).build().expect("a trainer");
    trainer.network_mut().parts_mut().1.norm.mean.fill(0.5);
    for _ in 0..2 {
        trainer.process(|gradient, _| gradient.as_mut_slice().fill(0.1));
        trainer.apply().expect("a step");
        assert!(trainer.network().state().norm.mean.iter().all(|&mean| mean == 0.5));
    }
}

#[test]
fn a_clone_goes_on_by_itself_to_the_same_bits() {
    let builder = Trainer::<Stateful>::builder().optimizer((ClipByGlobalNorm(1.0), Adam::new(0.02))).batch(4).seed(3);
    let builder = builder.validation(0.2).accumulate(2).diagnose().schedule(CosineDecay::new(Length::Epochs(9)));
    let noise = |input: &mut [f32; 2], random: &mut ffnn::Random| input[0] += 0.1 * random.normal() as f32;
    let mut trainer = builder.augment(noise).build().expect("a trainer");
    trainer.fit(&data(), 3).expect("epochs");
    let mut copy = trainer.clone();
    assert_eq!(copy.save_bytes(), trainer.save_bytes());
    copy.fit(&data(), 6).expect("more epochs");
    assert_ne!(bits(copy.network()), bits(trainer.network()), "each has a network of its own");
    trainer.fit(&data(), 6).expect("more epochs");
    copy.new_run();
    trainer.new_run();
    assert_eq!(copy.save_bytes(), trainer.save_bytes());
    // Also between the halves of a step.
    trainer.compute(&data().inputs()[..4], &data().targets()[..4]).expect("a gradient");
    let mut copy = trainer.clone();
    for trainer in [&mut copy, &mut trainer] {
        trainer.apply().expect("a step");
    }
    assert_eq!(copy.save_bytes(), trainer.save_bytes());
    // Also with threads.
    let mut trainer = Trainer::<Penalized>::builder().batch(8).threads(2).pieces(2).build().expect("a trainer");
    let mut copy = trainer.clone();
    for trainer in [&mut copy, &mut trainer] {
        trainer.fit(&data(), 2).expect("epochs");
    }
    assert_eq!(bits(copy.network()), bits(trainer.network()));
}

#[test]
fn a_clone_writes_no_checkpoint() {
    let file = std::env::temp_dir().join(format!("ffnn-clone-{}.checkpoint", std::process::id()));
    let trainer = Trainer::<Stateful>::builder().checkpoint(&file).build().expect("a trainer");
    trainer.clone().fit(&data(), 1).expect("an epoch");
    assert!(!file.exists());
}

#[test]
fn a_builder_is_reached_with_another_loss_in_the_type() {
    let mut trainer = Trainer::<Line, Huber>::builder().batch(2).seed(1).build().expect("a trainer");
    let mut told = Trainer::<Line>::builder().loss(Huber::DEFAULT).batch(2).seed(1).build().expect("a trainer");
    let loss = trainer.step(&[[1.0], [2.0]], &[[9.0], [0.0]]).expect("a step");
    assert_eq!(told.step(&[[1.0], [2.0]], &[[9.0], [0.0]]), Ok(loss));
    let trainer: Trainer<Line> = Trainer::builder().build().expect("a trainer");
    assert_eq!(trainer.steps(), 0);
}

network! {
    /// The output of the first layer is between -1 and 1 for any weights.
    struct Saturated: 2 -> 3 {
        hidden: Dense<8>,
        norm: BatchNorm,
        Tanh,
        output: Dense<3>,
        Softmax,
    }
}

#[test]
fn a_step_that_makes_a_parameter_infinite_is_told_and_changes_nothing() {
    fn check<O: ffnn::Optimizer>(optimizer: O, diagnose: bool) {
        let data = data();
        let (inputs, targets) = (&data.inputs()[..8], &data.targets()[..8]);
        let builder = Trainer::<Saturated>::builder().optimizer(optimizer).batch(8).seed(1);
        let builder = if diagnose { builder.diagnose() } else { builder };
        let mut trainer = builder.build().expect("a trainer");
        let rate = *trainer.optimizer_mut().rate_mut().expect("a rate");
        for _ in 0..2 {
            *trainer.optimizer_mut().rate_mut().expect("a rate") = 1e-3;
            trainer.step(inputs, targets).expect("a step");
            let before = trainer.save_bytes();
            *trainer.optimizer_mut().rate_mut().expect("a rate") = rate;
            let mut steps = 0;
            let error = loop {
                match trainer.step(inputs, targets) {
                    Ok(_) => steps += 1,
                    Err(error) => break error,
                }
                assert!(trainer.network().as_slice().iter().all(|value| value.is_finite()));
                assert!(steps < 10, "such steps end");
            };
            let TrainError::NotFinite { place, .. } = error else { panic!("{error}") };
            if steps == 0 {
                assert!(matches!(place, ffnn::Place::Parameter { .. }), "{error}");
                *trainer.optimizer_mut().rate_mut().expect("a rate") = 1e-3;
                assert!(trainer.save_bytes() == before, "{error}");
            } else {
                trainer.load_bytes(&before).expect("its own checkpoint");
            }
        }
    }
    for diagnose in [false, true] {
        check(GradientDescent::new(f64::from(f32::MAX) * 1e6), diagnose);
        check(Momentum::new(f64::from(f32::MAX) * 1e6), diagnose);
        check(Adam::new(1e300), diagnose);
        check((ClipByGlobalNorm(1.0), RmsProp::new(1e300)), diagnose);
        check(Adam::new(3e38), diagnose);
    }
}

type Made<O> = Builder<Line, MeanSquaredError, O>;

#[test]
fn a_gradient_that_makes_a_parameter_infinite_is_told_and_changes_nothing() {
    fn check<O: ffnn::Optimizer>(optimizer: O, set: fn(Made<O>) -> Made<O>) {
        let builder = set(Trainer::<Line>::builder().optimizer(optimizer).batch(1).seed(1));
        let mut trainer = builder.build().expect("a trainer");
        trainer.network_mut().dense.weights.fill(0.5);
        trainer.network_mut().dense.bias.fill(0.0);
        let set_rate = |trainer: &mut Trainer<_, _, O>, rate| {
            *trainer.optimizer_mut().rate_mut().expect("a rate") = rate;
        };
        set_rate(&mut trainer, 0.0);
        trainer.step(&[[1e19]], &[[0.0]]).expect("a step to nowhere");
        set_rate(&mut trainer, 10.0);
        let before = trainer.save_bytes();
        // 2 · 0.5e19 · 1e19 is a gradient of 1e38, and ten times as much overflows.
        let error = trainer.step(&[[1e19]], &[[0.0]]).expect_err("a step").to_string();
        assert!(error.starts_with("step 2: `dense.weights` after the step is infinite or NaN;"), "{error}");
        assert!(trainer.save_bytes() == before);
        set_rate(&mut trainer, 1e-37);
        trainer.step(&[[1e19]], &[[0.0]]).expect("a smaller rate");
        let [weight] = trainer.network().dense.weights.as_slice() else { panic!("one weight") };
        assert!(*weight < 0.0 && weight.is_finite(), "{weight}");
    }
    let all: [fn(_) -> _; 3] = [|builder| builder, Builder::diagnose, |builder| builder.threads(2)];
    all.into_iter().for_each(|set| check(GradientDescent::new(10.0), set));
    check(Momentum::new(10.0), |builder| builder);
    check(Nesterov::new(10.0), |builder| builder.accumulate(2));
    check((DecayWeights::new(0.0), GradientDescent::new(10.0)), |builder| builder);
}

#[test]
fn a_learner_takes_no_step_that_it_could_not_go_back_from() {
    let (mut network, mut workspace) = (Saturated::<f32>::boxed(1), MaybeUninit::uninit());
    let mut scratch = vec![0.0; ffnn::network::scratch::<Saturated>(8)];
    let mut learner = Learner::new(&mut *network, Adam::new(0.01), &mut workspace, &mut scratch).expect("a learner");
    learner.optimizer_mut().rate = 3e38;
    let before = bits(learner.network());
    let error = learner.step(&data().inputs()[..8], &data().targets()[..8]).expect_err("a rate");
    let message = "the learning rate is 3e38: expected at most 1e6 without a heap, because a \
                   failed step could not be undone";
    assert_eq!((error.to_string(), bits(learner.network())), (message.to_string(), before));
}

#[test]
fn a_learner_takes_no_step_by_a_gradient_that_might_break_it() {
    let (mut network, mut workspace) = (Line::<f32>::boxed(1), MaybeUninit::uninit());
    let mut scratch = vec![0.0; ffnn::network::scratch::<Line>(1)];
    let optimizer = GradientDescent::new(10.0);
    let mut learner = Learner::new(&mut *network, optimizer, &mut workspace, &mut scratch).expect("a learner");
    let before = bits(learner.network());
    let message = "step 1: `dense.weights` after a step by its gradient, which a learner could not undo, may be infinite or \
                   NaN; try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or inputs scaled to about ±1";
    let error = learner.step(&[[1e19]], &[[0.0]]).expect_err("a gradient");
    assert_eq!(error.to_string(), message);
    learner.compute(&[[1e19]], &[[0.0]]).expect("a gradient");
    assert_eq!(learner.apply().expect_err("a gradient"), error);
    assert_eq!(bits(learner.network()), before);
    learner.step(&[[1.0]], &[[0.0]]).expect("a step");
}
