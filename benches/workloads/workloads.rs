//! The workloads: what is called, on what.

use std::hint::black_box;

use ffnn::kernels::InstructionSet;
use ffnn::prelude::*;
use ffnn::{Optimizer, Vector};

use crate::bound::{Kind, Work};
use crate::measure;
use crate::networks::{Curve, Deep, Digits, Mnist, Normalized, Plant, Policy, Relus, Sigmoids};

/// What a user would call, again and again.
pub(crate) struct Workload {
    /// What is done, the network, and then what tells it from its like.
    pub(crate) name: &'static str,
    /// Makes the network and its inputs, which nobody pays for who does not run it.
    pub(crate) prepare: fn(InstructionSet) -> Prepared,
}

/// A workload with its network and inputs.
pub(crate) struct Prepared {
    pub(crate) work: Work,
    /// Calls it so many times; gives the nanoseconds that a call took.
    pub(crate) burst: Box<dyn FnMut(u32) -> f64>,
}

const fn workload(name: &'static str, prepare: fn(InstructionSet) -> Prepared) -> Workload {
    Workload { name, prepare }
}

/// All of them. A rate of zero makes every step as much work as the first; no optimizer looks.
pub(crate) const ALL: &[Workload] = &[
    workload("one/1-16-16-1/relu", one::<Curve>),
    workload("one/4-16-16-2/tanh", one::<Plant>),
    workload("one/64-32-10/relu", one::<Digits>),
    workload("one/18-64-64-4/tanh", one::<Policy>),
    workload("one/784-128-10/relu", one::<Mnist>),
    workload("one/784-300-100-10/sigmoid", one::<Sigmoids>),
    // What one value has to go through, one after the other: a load into all lanes, three multiply-adds, sums within a
    // vector and a store from which the next load is forwarded. Counted for Zen 5; others differ by a few cycles.
    workload("chain/1-16-16-1/relu", |at| chain::<Curve>(at, 63.0)),
    workload("chain/4-16-16-2/tanh", |at| chain::<Plant>(at, 70.0)),
    workload("forward/64-32-10/relu/64", |at| forward::<Digits>(at, 64)),
    workload("forward/784-128-10/relu/64", |at| forward::<Mnist>(at, 64)),
    workload("forward/784-300-100-10/sigmoid/64", |at| forward::<Sigmoids>(at, 64)),
    workload("step/64-32-10/relu/sgd/32", |at| step::<Digits>(at, GradientDescent::new(0.0), 32)),
    workload("step/64-32-10/relu/adam/32", |at| step::<Digits>(at, Adam::new(0.0), 32)),
    workload("step/784-128-10/relu/sgd/64", |at| step::<Mnist>(at, GradientDescent::new(0.0), 64)),
    workload("step/784-128-10/relu/adam/64", |at| step::<Mnist>(at, Adam::new(0.0), 64)),
    workload("step/784-128-10/relu/sgd/1", |at| step::<Mnist>(at, GradientDescent::new(0.0), 1)),
    workload("step/784-300-100-10/relu/sgd/64", |at| step::<Relus>(at, GradientDescent::new(0.0), 64)),
    workload("step/784-300-100-10/elu-norm/adam/64", |at| step::<Normalized>(at, Adam::new(0.0), 64)),
    workload("step/64-10x32-10/elu/adam/32", |at| step::<Deep>(at, Adam::new(0.0), 32)),
];

/// The logits of one sample, each call independent of the others.
fn one<N: Network<Scalar = f32> + 'static>(at: InstructionSet) -> Prepared {
    let (network, [input]) = (N::boxed(1), inputs::<N, 1>());
    prepared::<N, _>(Kind::One, move || black_box(&*network).logits_at(at, black_box(&input)))
}

/// The logits of one sample that depends on the logits of the one before, as in a simulation.
fn chain<N: Network<Scalar = f32> + 'static>(at: InstructionSet, cycles: f64) -> Prepared {
    /// How much of the output goes into the next input: too little to change what is calculated.
    const SHARE: f32 = 1e-3;
    let (network, [first]) = (N::boxed(1), inputs::<N, 1>());
    let mut input = first;
    prepared::<N, _>(Kind::Chain { cycles }, move || {
        let logits = black_box(&*network).logits_at(at, &input);
        for (index, value) in input.as_mut().iter_mut().enumerate() {
            *value = first.as_ref()[index] + SHARE * logits.as_ref()[index % N::Logits::LEN];
        }
    })
}

/// The logits of many samples, written side by side.
fn forward<N: Network<Scalar = f32> + 'static>(at: InstructionSet, samples: usize) -> Prepared {
    let (network, inputs) = (N::boxed(1), batch::<N>(samples));
    let mut rows = vec![N::Logits::ZERO; samples];
    prepared::<N, _>(Kind::Forward(samples), move || {
        black_box(&*network).logits_batch_at(at, black_box(&inputs), black_box(&mut rows)).expect("a row a sample");
    })
}

/// A training step: what `Trainer::step` does, its checks included.
fn step<N: Network<Scalar = f32, Head = Softmax> + 'static>(
    at: InstructionSet,
    optimizer: impl Optimizer,
    samples: usize,
) -> Prepared {
    let trainer = Trainer::<N>::builder().optimizer(optimizer).batch(samples).seed(1).instructions(at).build();
    let mut trainer = trainer.expect("a trainer");
    let inputs = batch::<N>(samples);
    let targets: Vec<usize> = (0..samples).map(|sample| sample % N::Logits::LEN).collect();
    prepared::<N, _>(Kind::Step(samples), move || {
        trainer.step(black_box(&inputs), black_box(&targets)).expect("a step on numbers that stay finite")
    })
}

fn prepared<N: Network, A>(kind: Kind, mut call: impl FnMut() -> A + 'static) -> Prepared {
    Prepared { work: Work::of::<N>(kind), burst: Box::new(move |calls| measure::time(&mut call, calls)) }
}

/// Inputs like pixels: from 0 to 1, none so small that a processor slows down.
fn batch<N: Network<Scalar = f32>>(samples: usize) -> Vec<N::Input> {
    let random = &mut ffnn::Stream::root(1).named("inputs").random();
    let mut input = || {
        let mut input = N::Input::ZERO;
        input.as_mut().fill_with(|| random.uniform() as f32);
        input
    };
    (0..samples).map(|_| input()).collect()
}

fn inputs<N: Network<Scalar = f32>, const SAMPLES: usize>() -> [N::Input; SAMPLES] {
    batch::<N>(SAMPLES).try_into().unwrap_or_else(|_| unreachable!("as many as were asked for"))
}
