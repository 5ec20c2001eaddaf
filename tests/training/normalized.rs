//! Networks with a state and with penalties, in `fit`.

use std::ops::ControlFlow;

use ffnn::TrainError;
use ffnn::prelude::*;

use super::{bits, data};

network! {
    struct Normalized: 2 -> 3 {
        hidden: Dense<8>,
        BatchNorm,
        Tanh,
        output: Dense<3>,
        Softmax,
    }
}

network! {
    struct Penalized: 2 -> 3 {
        hidden: Dense<4> { l2: 0.5 },
        Tanh,
        output: Dense<3>,
        Softmax,
    }
}

#[test]
fn each_batch_of_a_step_moves_the_state_on() {
    // At a rate of 0 only the state changes, and batches do not depend on accumulation.
    let state = |accumulate: usize| {
        let builder = Trainer::<Normalized<f64>>::builder().optimizer(GradientDescent::new(0.0)).batch(5);
        let mut trainer = builder.accumulate(accumulate).build().expect("a trainer");
        let inputs = data().inputs().iter().map(|input| input.map(f64::from)).collect();
        let data = Dataset::new(inputs, data().targets().to_vec()).expect("a data set");
        trainer.fit(&data, 2).expect("two epochs");
        bits(trainer.network().state())
    };
    assert_eq!(state(1), state(4));
    assert_eq!(state(1), state(6));
}

#[test]
fn the_state_of_the_best_epoch_is_restored_with_its_parameters() {
    let targets = (0..30).map(|row| row * row / 3 % 3).collect();
    let data = Dataset::new(data().inputs().to_vec(), targets).expect("a data set");
    let builder = Trainer::<Normalized>::builder().optimizer(Adam::new(0.1)).batch(7).validation(0.3).seed(1);
    let mut trainer = builder.early_stopping(5).build().expect("a trainer");
    let mut states = Vec::new();
    let history = trainer.fit_observed(&data, 100, |event| {
        states.push((bits(event.network.parameters()), bits(event.network.state())));
        ControlFlow::Continue(())
    });
    let best = history.expect("epochs").best.expect("a best") as usize;
    let restored = (bits(trainer.network().parameters()), bits(trainer.network().state()));
    assert!(states.len() > best && restored == states[best - 1] && restored.1 != states[best].1);
}

#[test]
fn a_last_batch_that_is_too_short_is_refused_before_the_first_step() {
    let mut trainer = Trainer::<Normalized>::builder().batch(29).build().expect("a trainer");
    let before = bits(trainer.network());
    let refused = TrainError::LastBatchTooShort { layer: "batch_norm", least: 2, found: 1, rows: 30, batch: 29 };
    assert_eq!(trainer.fit(&data(), 1).expect_err("a batch of one"), refused);
    assert_eq!(trainer.find_rate(&data()).expect_err("a batch of one"), refused);
    assert_eq!((trainer.steps(), bits(trainer.network())), (0, before));
    // The advice in the message works.
    for builder in
        [Trainer::<Normalized>::builder().batch(29).whole_batches(), Trainer::<Normalized>::builder().batch(28)]
    {
        let mut trainer = builder.build().expect("a trainer");
        trainer.fit(&data(), 2).expect("two epochs");
        trainer.find_rate(&data()).expect("a curve");
    }
    let single = Dataset::new(vec![[0.0; 2]], vec![0]).expect("a data set");
    let found = trainer.fit(&single, 1).expect_err("one sample");
    assert_eq!(found, TrainError::BatchTooShort { layer: "batch_norm", least: 2, found: 1 });
}

#[test]
fn the_history_has_the_penalty_apart_from_the_loss() {
    let builder = Trainer::<Penalized<f64>>::builder().optimizer(GradientDescent::new(0.0)).batch(8).seed(1);
    let mut trainer = builder.build().expect("a trainer");
    let inputs = data().inputs().iter().map(|input| input.map(f64::from)).collect();
    let data = Dataset::new(inputs, data().targets().to_vec()).expect("a data set");
    let epoch = trainer.fit(&data, 1).expect("an epoch").epochs[0];
    let penalty = 0.5 * trainer.network().hidden.weights.iter().map(|weight| weight * weight).sum::<f64>();
    assert!(penalty > 0.1 && (epoch.penalty - penalty).abs() < 1e-12, "{} {penalty}", epoch.penalty);
    assert!((epoch.step_loss - epoch.training.loss).abs() < 1e-12, "{epoch:?}");
}
