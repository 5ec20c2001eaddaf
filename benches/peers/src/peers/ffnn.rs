//! This library, as a program uses it.

use std::hint::black_box;

use ffnn::network::BatchError;
use ffnn::optimizers::{Adam, GradientDescent};
use ffnn::prelude::*;
use ffnn::{Freeze, Optimizer, heads};

use crate::runner::Runner;
use crate::workload::*;

network! {
    struct Line: 1 -> 1 { Dense<16>, Relu, Dense<16>, Relu, Dense<1>, Linear }
}
network! {
    struct Pole: 4 -> 2 { Dense<16>, Tanh, Dense<16>, Tanh, Dense<2>, Linear }
}
network! {
    struct Digits: 64 -> 10 { Dense<32>, Relu, Dense<10>, Softmax }
}
network! {
    struct Robot: 18 -> 4 { Dense<64>, Tanh, Dense<64>, Tanh, Dense<4>, Linear }
}
network! {
    struct Wide: 784 -> 10 { Dense<128>, Relu, Dense<10>, Softmax }
}
network! {
    struct Logistic: 784 -> 10 { Dense<300>, Sigmoid, Dense<100>, Sigmoid, Dense<10>, Softmax }
}
network! {
    struct Large: 784 -> 10 { Dense<300>, Relu, Dense<100>, Relu, Dense<10>, Softmax }
}
network! {
    struct Normed: 784 -> 10 { Dense<300>, BatchNorm, Elu, Dense<100>, BatchNorm, Elu, Dense<10>, Softmax }
}
network! {
    struct Deep: 64 -> 10 {
        Dense<32>, Elu, Dense<32>, Elu, Dense<32>, Elu, Dense<32>, Elu, Dense<32>, Elu,
        Dense<32>, Elu, Dense<32>, Elu, Dense<32>, Elu, Dense<32>, Elu, Dense<32>, Elu,
        Dense<10>, Softmax,
    }
}

/// The trainable form in everything, and the frozen one in what it can.
/// The trainable form in all workloads, and the frozen one wherever it predicts.
pub fn run(runner: &mut Runner) {
    let commit = std::env::var("FFNN_COMMIT").unwrap_or_else(|_| "?".to_owned());
    runner.peer("ffnn", &commit);
    one(runner, &[ONE_1, CHAIN_1], filled::<Line>, Predict::logits);
    one(runner, &[ONE_4, CHAIN_4], filled::<Pole>, Predict::logits);
    one(runner, &[ONE_64, CHAIN_64], filled::<Digits>, Predict::logits);
    one(runner, &[ONE_18, CHAIN_18], filled::<Robot>, Predict::logits);
    one(runner, &[ONE_784], filled::<Wide>, Predict::logits);
    one(runner, &[ONE_300], filled::<Logistic>, Predict::logits);
    batch(runner, &BATCH_64, filled::<Digits>, Predict::logits_batch);
    batch(runner, &BATCH_784, filled::<Wide>, Predict::logits_batch);
    batch(runner, &BATCH_300, filled::<Logistic>, Predict::logits_batch);
    train::<Digits, 64, 10>(runner, TRAIN_64_SGD);
    train::<Digits, 64, 10>(runner, TRAIN_64_ADAM);
    train::<Wide, 784, 10>(runner, TRAIN_784_SGD);
    train::<Wide, 784, 10>(runner, TRAIN_784_ADAM);
    train::<Wide, 784, 10>(runner, TRAIN_784_ONE);
    train::<Large, 784, 10>(runner, TRAIN_300_SGD);
    train::<Normed, 784, 10>(runner, TRAIN_300_NORM);
    train::<Deep, 64, 10>(runner, TRAIN_DEEP);
    runner.peer("ffnn, frozen", &commit);
    one(runner, &[ONE_1, CHAIN_1], frozen::<Line>, Predict::logits);
    one(runner, &[ONE_4, CHAIN_4], frozen::<Pole>, Predict::logits);
    one(runner, &[ONE_64, CHAIN_64], frozen::<Digits>, Predict::logits);
    one(runner, &[ONE_18, CHAIN_18], frozen::<Robot>, Predict::logits);
    one(runner, &[ONE_784], frozen::<Wide>, Predict::logits);
    one(runner, &[ONE_300], frozen::<Logistic>, Predict::logits);
    batch(runner, &BATCH_64, frozen::<Digits>, Predict::logits_batch);
    batch(runner, &BATCH_784, frozen::<Wide>, Predict::logits_batch);
    batch(runner, &BATCH_300, frozen::<Logistic>, Predict::logits_batch);
}

fn one<M, const IN: usize, const OUT: usize>(
    runner: &mut Runner,
    works: &[Workload],
    make: impl Fn(&Workload) -> Box<M>,
    logits: impl Fn(&M, &[f32; IN]) -> [f32; OUT],
) {
    for work in works {
        let model = make(work);
        let input = work.rows::<IN>()[0];
        if work.task == Task::Chain {
            runner.chain(work, |input| logits(black_box(&*model), input));
        } else {
            runner.predict(work, || logits(black_box(&*model), black_box(&input)), |logits| logits.to_vec());
        }
    }
}

fn batch<M, const IN: usize, const OUT: usize>(
    runner: &mut Runner,
    work: &Workload,
    make: impl Fn(&Workload) -> Box<M>,
    logits_batch: impl Fn(&M, &[[f32; IN]], &mut [[f32; OUT]]) -> Result<(), BatchError>,
) {
    let model = make(work);
    let inputs = work.rows::<IN>();
    runner.fill(work, |outputs| {
        let outputs: &mut [[f32; OUT]] = outputs.as_chunks_mut().0;
        logits_batch(black_box(&*model), black_box(&inputs), outputs).expect("a place for each sample");
    });
}

fn train<N, const IN: usize, const OUT: usize>(runner: &mut Runner, work: Workload)
where
    N: Network<Scalar = f32, Input = [f32; IN], Logits = [f32; OUT], Head = heads::Softmax>,
{
    match work.task {
        Task::Train(Rule::Sgd, _) => train_with::<N, _, IN, OUT>(runner, work, GradientDescent::new),
        _ => train_with::<N, _, IN, OUT>(runner, work, Adam::new),
    }
}

fn train_with<N, O: Optimizer, const IN: usize, const OUT: usize>(
    runner: &mut Runner,
    work: Workload,
    optimizer: impl Fn(f64) -> O,
) where
    N: Network<Scalar = f32, Input = [f32; IN], Logits = [f32; OUT], Head = heads::Softmax>,
{
    let (inputs, targets) = (work.rows::<IN>(), work.targets());
    let make = |rate| {
        let builder = Trainer::<N>::builder().optimizer(optimizer(rate)).batch(inputs.len());
        builder.build_with(filled::<N>(&work)).expect("a trainer")
    };
    let step = |trainer: &mut Trainer<N, _, O>| {
        trainer.step(black_box(&inputs), black_box(&targets)).expect("a step")
    };
    runner.train(&work, make, step, |loss| loss as f32);
}

/// A network with the parameters of the workload.
fn filled<N: Network<Scalar = f32>>(work: &Workload) -> Box<N> {
    let mut network = N::boxed(1);
    let mut rest = network.parts_mut().0.as_mut_slice();
    for layer in work.layers() {
        // nalgebra has columns side by side.
        for tensor in [Some(layer.transposed()), layer.bias].into_iter().flatten() {
            let (place, behind) = rest.split_at_mut(tensor.len());
            place.copy_from_slice(&tensor);
            rest = behind;
        }
        if work.batch_norm && !rest.is_empty() && layer.outputs != work.outputs() {
            // Scale and shift start as 1 and 0.
            rest = &mut rest[2 * layer.outputs..];
        }
    }
    assert!(rest.is_empty(), "all parameters of {} are set", work.name);
    network
}

fn frozen<N: Network<Scalar = f32> + Freeze>(work: &Workload) -> Box<N::Frozen> {
    filled::<N>(work).freeze()
}
