//! Written by hand with nalgebra, for the default target: matrices of static sizes, nothing allocated in a call.
//!
//! Products of one sample are static; those of a batch go through `matrixmultiply`, which nalgebra takes for dynamic
//! sizes and which uses AVX where there is some: the faster form for each.

mod functions;
mod layer;
mod networks;

use std::hint::black_box;

use nalgebra::{SMatrix, SVector};

use self::functions::{Elu, Relu, Sigmoid, Tanh};
use self::layer::Step;
use self::networks::{Eleven, Network, Three, Two};
use crate::runner::Runner;
use crate::workload::*;

/// Matrices of static sizes are made on the stack before they are moved to the heap.
const STACK: usize = 64 << 20;

pub fn run(runner: &mut Runner) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || run_all(runner));
        thread.expect("a thread").join().expect("all workloads");
    });
}

fn run_all(runner: &mut Runner) {
    runner.peer("nalgebra", env!("VERSION_NALGEBRA"));
    one(runner, [ONE_1, CHAIN_1], Three::<1, 16, 16, 1, Relu>::boxed, Three::predict);
    one(runner, [ONE_4, CHAIN_4], Three::<4, 16, 16, 2, Tanh>::boxed, Three::predict);
    one(runner, [ONE_64, CHAIN_64], Two::<64, 32, 10, Relu>::boxed, Two::predict);
    one(runner, [ONE_18, CHAIN_18], Three::<18, 64, 64, 4, Tanh>::boxed, Three::predict);
    one(runner, [ONE_784], Two::<784, 128, 10, Relu>::boxed, Two::predict);
    one(runner, [ONE_300], Three::<784, 300, 100, 10, Sigmoid>::boxed, Three::predict);
    batch::<Two<64, 32, 10, Relu>, 64, 64>(runner, BATCH_64);
    batch::<Two<784, 128, 10, Relu>, 64, 784>(runner, BATCH_784);
    batch::<Three<784, 300, 100, 10, Sigmoid>, 64, 784>(runner, BATCH_300);
    train::<Two<64, 32, 10, Relu>, 32, 64>(runner, TRAIN_64_SGD);
    train::<Two<64, 32, 10, Relu>, 32, 64>(runner, TRAIN_64_ADAM);
    train::<Two<784, 128, 10, Relu>, 64, 784>(runner, TRAIN_784_SGD);
    train::<Two<784, 128, 10, Relu>, 64, 784>(runner, TRAIN_784_ADAM);
    train::<Two<784, 128, 10, Relu>, 1, 784>(runner, TRAIN_784_ONE);
    train::<Three<784, 300, 100, 10, Relu>, 64, 784>(runner, TRAIN_300_SGD);
    train::<Eleven<64, 32, 10, Elu>, 32, 64>(runner, TRAIN_DEEP);
}

/// `make` and `predict` come as functions, because a `Network` is one that trains on batches.
fn one<N, const IN: usize, const OUT: usize>(
    runner: &mut Runner,
    works: impl IntoIterator<Item = Workload>,
    make: impl Fn(&Workload) -> Box<N>,
    predict: impl Fn(&N, &SVector<f32, IN>) -> SVector<f32, OUT>,
) {
    for work in works {
        let network = make(&work);
        let input = SVector::from(work.rows::<IN>()[0]);
        if work.task == Task::Chain {
            runner.chain(&work, |input: &[f32; IN]| predict(black_box(&*network), &SVector::from(*input)).into());
        } else {
            let call = || predict(black_box(&*network), black_box(&input));
            runner.predict(&work, call, |logits| logits.as_slice().to_vec());
        }
    }
}

/// One column a sample.
fn columns<const IN: usize, const B: usize>(work: &Workload) -> Box<SMatrix<f32, IN, B>> {
    assert_eq!([IN, B], [work.inputs(), work.samples()], "the shape of {}", work.name);
    Box::new(SMatrix::from_column_slice(&work.data()))
}

fn batch<N: Network<B, IN>, const B: usize, const IN: usize>(runner: &mut Runner, work: Workload) {
    let (network, mut room, input) = (N::new(&work), N::room(), columns::<IN, B>(&work));
    runner.fill(&work, |outputs| {
        outputs.copy_from_slice(black_box(&*network).forward(&mut room, black_box(&input)));
    });
}

struct Training<N: Network<B, IN>, const B: usize, const IN: usize> {
    network: Box<N>,
    room: Box<N::Room>,
    rate: f64,
    steps: i32,
}

fn train<N: Network<B, IN>, const B: usize, const IN: usize>(runner: &mut Runner, work: Workload) {
    let (input, targets) = (columns::<IN, B>(&work), work.targets());
    let Task::Train(rule, _) = work.task else { unreachable!("{} trains", work.name) };
    let make = |rate| Training { network: N::new(&work), room: N::room(), rate, steps: 0 };
    let step = |training: &mut Training<N, B, IN>| {
        training.steps += 1;
        let step = Step::new(rule, training.rate, training.steps);
        training.network.step(&mut training.room, black_box(&input), black_box(&targets), step)
    };
    runner.train(&work, make, step, |loss| loss);
}
