//! A `Learner` in caller-provided memory trains bit for bit like a `Trainer`.

use std::mem::MaybeUninit;

use ffnn::losses::{Huber, MeanSquaredError};
use ffnn::network::scratch;
use ffnn::optimizers::{ClipByGlobalNorm, RmsProp};
use ffnn::prelude::*;
use ffnn::train::Workspace;
use ffnn::{Optimizer, Place, Stream, TrainError};

network! {
    /// With state, randomness, penalties and a weight limit.
    struct Full: 5 -> 3 {
        Dense<9> { l2: 1e-3 },
        BatchNorm,
        Elu,
        Dropout { rate: 0.2 },
        Dense<7> { max_norm: 0.5 },
        Tanh,
        Dense<3>,
        Linear,
    }
}

network! {
    struct Plain: 5 -> 3 {
        Dense<9>,
        Tanh,
        Dense<3>,
        Linear,
    }
}

const SEED: u64 = 3;
const BATCH: usize = 4;

fn sample(number: usize) -> ([f32; 5], [f32; 3]) {
    let value = |place: usize| (0.7 * number as f32 + 1.3 * place as f32).sin();
    (std::array::from_fn(value), std::array::from_fn(|output| value(output) * value(output + 1)))
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn check<N, O, L>(optimizer: O, loss: L, batch: usize)
where
    N: Network<Scalar = f32, Input = [f32; 5], Logits = [f32; 3], Head = Linear>,
    O: Optimizer,
    L: Loss<Linear>,
    L::Target<[f32; 3]>: From<[f32; 3]>,
{
    let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).loss(loss.clone()).batch(BATCH).seed(SEED);
    let mut trainer = builder.build().expect("a trainer");
    let (mut network, mut workspace) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    let mut scratch = vec![f32::NAN; scratch::<N>(batch)];
    let network = N::zeros_in(&mut network);
    network.initialize(Stream::root(SEED).named("init"));
    let mut learner = Learner::new(network, optimizer, &mut workspace, &mut scratch).expect("a learner");
    learner = learner.seed(SEED);
    let mut learner = learner.loss(loss);
    for step in 0..20 {
        let (inputs, targets): (Vec<_>, Vec<_>) = (0..batch).map(|place| sample(step * batch + place)).unzip();
        let targets: Vec<_> = targets.into_iter().map(Into::into).collect();
        let expected = trainer.step(&inputs, &targets).expect("a step");
        let found = learner.step(&inputs, &targets).expect("a step");
        assert_eq!(found.to_bits(), expected.to_bits(), "the loss of step {step}");
        assert_eq!(learner.penalty(), trainer.penalty());
    }
    assert_eq!(learner.steps(), trainer.steps());
    assert_eq!(bits(learner.gradient().as_slice()), bits(trainer.gradient().as_slice()));
    assert_eq!(bits(learner.network().as_slice()), bits(trainer.network().as_slice()));
}

#[test]
fn it_learns_what_a_trainer_learns() {
    check::<Plain, _, _>(GradientDescent::new(0.1), MeanSquaredError, 1);
    check::<Plain, _, _>(Momentum::new(0.05), MeanSquaredError, 1);
    check::<Plain, _, _>(Adam::new(0.02), MeanSquaredError, 1);
    check::<Plain, _, _>((ClipByGlobalNorm(0.5), Adam::new(0.02)), Huber::DEFAULT, 3);
    check::<Plain, _, _>(RmsProp { start: 1.0, ..RmsProp::new(0.02) }, MeanSquaredError, 2);
    check::<Full, _, _>(Adam::new(0.02), MeanSquaredError, BATCH);
    check::<Full, _, _>((ClipByGlobalNorm(0.5), Momentum::new(0.02)), MeanSquaredError, BATCH);
}

#[test]
fn a_step_that_fails_changes_nothing() {
    let (mut network, mut workspace) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    let network = Full::<f32>::zeros_in(&mut network);
    network.initialize(Stream::root(SEED).named("init"));
    let before = bits(network.as_slice());
    let (needed, found) = (scratch::<Full<f32>>(3), scratch::<Full<f32>>(2));
    let mut memory = vec![0.0; found];
    let mut learner = Learner::new(network, Adam::new(0.02), &mut workspace, &mut memory).expect("a learner");
    let ((a, x), (b, y), (c, z)) = (sample(0), sample(1), sample(2));
    assert_eq!(learner.step(&[a, b, c], &[x, y, z]), Err(TrainError::Scratch { needed, found }));
    assert_eq!(learner.step(&[], &[]), Err(TrainError::Empty));
    assert_eq!(learner.step(&[a, b], &[x]), Err(TrainError::Lengths { inputs: 2, targets: 1 }));
    let short = TrainError::BatchTooShort { layer: "batch_norm", least: 2, found: 1 };
    assert_eq!(learner.step(&[a], &[x]), Err(short));
    assert!(matches!(learner.step(&[a, [f32::NAN; 5]], &[x, y]), Err(TrainError::Input { sample: 1, .. })));
    let huge = learner.step(&[a, b], &[[1e30; 3], y]);
    assert_eq!(huge, Err(TrainError::NotFinite { place: Place::Loss, step: 0 }));
    learner.optimizer_mut().rate = -1.0;
    assert!(matches!(learner.step(&[a, b], &[x, y]), Err(TrainError::Setting(_))));
    assert_eq!((learner.steps(), bits(learner.network().as_slice())), (0, before));
    learner.optimizer_mut().rate = 0.02;
    learner.step(&[a, b], &[x, y]).expect("a step");
}

#[test]
fn a_gradient_may_be_changed_before_it_is_applied() {
    let (mut network, mut workspace) = (Plain::<f32>::boxed(1), MaybeUninit::uninit());
    let before = network.as_slice().to_vec();
    let mut scratch = vec![0.0; scratch::<Plain<f32>>(1)];
    let learner = Learner::new(&mut *network, GradientDescent::new(0.5), &mut workspace, &mut scratch);
    let (mut learner, (input, target)) = (learner.expect("a learner"), sample(0));
    learner.compute(&[input], &[target]).expect("a gradient");
    learner.process(|gradient, _| gradient.as_mut_slice().fill(0.25));
    learner.apply().expect("a step");
    let expected: Vec<f32> = before.iter().map(|value| value - 0.5 * 0.25).collect();
    assert_eq!(learner.network().as_slice(), expected);
}

#[test]
fn too_little_memory_and_wrong_settings_are_refused() {
    let mut network = Plain::<f32>::boxed(1);
    let mut workspace = MaybeUninit::uninit();
    let (needed, found) = (scratch::<Plain<f32>>(1), scratch::<Plain<f32>>(1) - 1);
    let refused = Learner::new(&mut *network, Adam::new(0.1), &mut workspace, &mut vec![0.0; found]).map(drop);
    assert_eq!(refused, Err(TrainError::Scratch { needed, found }));
    let refused = Learner::new(&mut *network, Adam::new(f64::NAN), &mut workspace, &mut vec![0.0; needed]).map(drop);
    assert!(matches!(refused, Err(TrainError::Setting(_))));
}

#[test]
fn a_network_is_copied_into_memory_of_the_callers() {
    let (network, mut place) = (Plain::<f32>::boxed(1), MaybeUninit::uninit());
    assert_eq!(bits(network.clone_in(&mut place).as_slice()), bits(network.as_slice()));
}

/// A network whose tape holds much besides the outputs of its layers.
mod remembering {
    use ffnn::layers::RRelu;
    use ffnn::prelude::*;

    network! {
        pub struct Remembering: 5 -> 3 {
            Dense<9>,
            LayerNorm,
            Residual { Dense<9>, PRelu },
            Concat { [Dense<4>, Dropout], [Dense<2>] },
            RRelu,
            Dense<3>,
            Linear,
        }
    }
}

/// Lengths of scratch buffers, computed at compile time.
const ROOM: usize = scratch::<Full>(BATCH);
const ONE: usize = scratch::<remembering::Remembering>(1);

#[test]
fn the_memory_is_known_while_compiling() {
    /// All memory of a learner.
    #[repr(C)]
    struct Memory<N: Network, O: Optimizer, const SCRATCH: usize> {
        network: MaybeUninit<N>,
        workspace: MaybeUninit<Workspace<N, O>>,
        scratch: [N::Scalar; SCRATCH],
    }

    fn check<N, O, const SCRATCH: usize>(optimizer: O, samples: usize)
    where
        N: Network<Scalar = f32, Input = [f32; 5], Logits = [f32; 3], Head = Linear>,
        O: Optimizer,
    {
        assert_eq!(scratch::<N>(samples), SCRATCH);
        let taken = size_of::<Memory<N, O, SCRATCH>>();
        let whole = Learner::<N, O>::bytes(samples).next_multiple_of(align_of::<Memory<N, O, SCRATCH>>());
        assert_eq!(whole, taken);
        let mut memory: Memory<N, O, SCRATCH> =
            Memory { network: MaybeUninit::uninit(), workspace: MaybeUninit::uninit(), scratch: [f32::NAN; SCRATCH] };
        let Memory { network, workspace, scratch } = &mut memory;
        let network = N::zeros_in(network);
        network.initialize(Stream::root(SEED).named("init"));
        let (inputs, targets): (Vec<_>, Vec<_>) = (0..samples).map(sample).unzip();
        let mut learner = Learner::new(network, optimizer.clone(), workspace, scratch).expect("a learner");
        learner.step(&inputs, &targets).expect("a step");
        // One value less must be rejected.
        let mut network = N::boxed(SEED);
        let mut workspace = MaybeUninit::uninit();
        let mut short = vec![0.0; SCRATCH - 1];
        let learner = Learner::new(&mut *network, optimizer, &mut workspace, &mut short);
        let refused = learner.and_then(|mut learner| learner.step(&inputs, &targets));
        assert_eq!(refused, Err(TrainError::Scratch { needed: SCRATCH, found: SCRATCH - 1 }));
    }

    check::<Full, _, ROOM>(Momentum::new(0.05), BATCH);
    check::<Full, _, ROOM>(Adam::new(0.02), BATCH);
    check::<remembering::Remembering, _, ONE>(GradientDescent::new(0.05), 1);
    check::<remembering::Remembering, _, ONE>((ClipByGlobalNorm(0.5), Adam::new(0.02)), 1);
    assert_eq!(remembering::Remembering::<f64>::TRAINING_BYTES, 8 * ONE);
    assert_eq!(Plain::<f32>::TRAINING_BYTES, 4 * scratch::<Plain>(1));
    // Values, gradients and memory of each layer, aligned to cache lines; then 15 values.
    let traces = (16 + 16 + 48) + (16 + 16) + (16 + 16 + 32);
    assert_eq!(scratch::<Plain>(1), traces + 15);
}
