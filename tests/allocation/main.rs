//! After construction nothing allocates: no prediction, step, evaluation or rejected batch.

#[path = "../shared/counting.rs"]
mod counting;
mod threads;

use std::hint::black_box;
use std::ops::ControlFlow;

use ffnn::data::{AugmentImages, Augmentation, Standardizer};
use ffnn::kernels::{Baseline, InstructionSet};
use ffnn::metrics::{RSquared, TopK};
use ffnn::nalgebra::SMatrix;
use ffnn::prelude::*;
use ffnn::train::{Event, Validation, evaluate};
use ffnn::{Deferred, Optimizer, Random, Stream};

use counting::{allocations, most};

#[track_caller]
fn assert_allocates_nothing(work: impl FnOnce()) {
    assert_eq!(allocations(work), 0, "expected no allocation");
}

const BATCH: usize = 19;

network! {
    /// Every kind of layer, activation and block.
    struct Everything: 6 -> 3 {
        Dropout { rate: 0.2 },
        Dense<17>,
        Elu,
        Dropout,
        Dense<12>,
        Tanh,
        Dense<11>,
        Sigmoid,
        Dense<9>,
        Relu,
        Dense<8>,
        LeakyRelu,
        Identity,
        Residual { Dense<5>, Tanh, Dense<8> },
        Concat { [Dense<4>, Tanh], [Residual { Dropout, Dense<8> }], [] },
        Dense<3>,
        Softmax,
    }
}

network! {
    /// Returns yes-or-no answers.
    struct Answers: 6 -> 3 {
        Dense<3>,
        Sigmoid,
    }
}

network! {
    /// Returns real values.
    struct Values: 6 -> 3 {
        Dense<3>,
        Linear,
    }
}

network! {
    /// Has penalties, a weight limit and batch statistics.
    struct Regularized: 6 -> 3 {
        Dense<17> { l1: 0.01, l2: 0.01, max_norm: 0.5 },
        BatchNorm,
        Elu,
        Dense<3> { l2: 0.01, penalize_bias: true },
        Softmax,
    }
}

fn inputs<T: Scalar>() -> [[T; 6]; BATCH] {
    std::array::from_fn(|sample| {
        std::array::from_fn(|feature| T::from_f64((sample * 6 + feature) as f64 / 114.0 - 0.5))
    })
}

/// Calls everything that a trainer and its network can do, at every batch length.
fn check<N, O>(optimizer: O, inputs: &[N::Input], targets: &[ffnn::train::Target<N, <N::Head as ffnn::Head>::Loss>])
where
    N: Network,
    O: Optimizer,
{
    let trainer = || Trainer::<N>::builder().optimizer(optimizer.clone()).batch(BATCH).build().expect("a trainer");
    assert!(allocations(|| drop(black_box(trainer()))) > 0, "building a trainer allocates, and that is counted");
    let mut trainer = trainer();
    let mut state = optimizer.state::<N::Parameters>();
    let (mut parameters, mut gradient) =
        (N::boxed(1).parameters().clone_boxed(), N::boxed(2).parameters().clone_boxed());
    for length in (1..=BATCH).rev() {
        let (inputs, targets) = (&inputs[..length], &targets[..length]);
        assert_allocates_nothing(|| {
            trainer.step(inputs, targets).expect("a step");
            trainer.compute(inputs, targets).expect("a gradient");
            trainer
                .process(|gradient, _| gradient.as_mut_slice().iter_mut().for_each(|value| *value *= N::Scalar::ONE));
            trainer.apply().expect("a step");
            optimizer.apply(Baseline, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
            optimizer.transform(Baseline, &mut state, &*parameters, &mut *gradient);
            let loss = <N::Head as ffnn::Head>::Loss::DEFAULT;
            black_box(evaluate(trainer.network(), &loss, inputs, targets).expect("a loss"));
            assert!(evaluate(trainer.network(), &loss, inputs, &[]).is_err());
            black_box(trainer.network().predict(&inputs[0]));
            black_box(trainer.network().logits(&inputs[0]));
            assert!(trainer.step(inputs, &[]).is_err());
        });
    }
}

fn check_optimizers<N: Network>(
    inputs: &[N::Input],
    targets: &[ffnn::train::Target<N, <N::Head as ffnn::Head>::Loss>],
) {
    check::<N, _>(GradientDescent::new(0.01), inputs, targets);
    check::<N, _>(Momentum::new(0.01), inputs, targets);
    check::<N, _>(Adam::new(0.01), inputs, targets);
    check::<N, _>((ClipByGlobalNorm(0.5), Adam::new(0.01)), inputs, targets);
    check::<N, _>((Momentum::new(0.01), ClipByGlobalNorm(0.5)), inputs, targets);
}

#[test]
fn nothing_allocates_in_single_precision() {
    let targets: [usize; BATCH] = std::array::from_fn(|sample| sample % 3);
    check_optimizers::<Everything<f32>>(&inputs(), &targets);
    check_optimizers::<Answers<f32>>(&inputs(), &[[0.0, 0.5, 1.0]; BATCH]);
    check_optimizers::<Values<f32>>(&inputs(), &[[-3.0, 0.5, 2.0]; BATCH]);
}

#[test]
fn nothing_allocates_in_double_precision() {
    let targets: [usize; BATCH] = std::array::from_fn(|sample| sample % 3);
    check_optimizers::<Everything<f64>>(&inputs(), &targets);
    check_optimizers::<Answers<f64>>(&inputs(), &[[0.0, 0.5, 1.0]; BATCH]);
    check_optimizers::<Values<f64>>(&inputs(), &[[-3.0, 0.5, 2.0]; BATCH]);
}

#[test]
fn a_step_with_all_that_goes_with_it_allocates_nothing() {
    let (inputs, targets) = (inputs::<f32>(), std::array::from_fn::<usize, BATCH, _>(|sample| sample % 3));
    let builder = Trainer::<Everything>::builder().batch(BATCH).diagnose().accumulate(2);
    let warmup = LinearWarmup::new(0.1, Length::Steps(2), OnPlateau::new(Threshold::Relative(1e-4)));
    let mut trainer = builder.validation(0.2).schedule(warmup).build().expect("a trainer");
    assert_allocates_nothing(|| {
        for _ in 0..4 {
            trainer.step(&inputs, &targets).expect("a step");
            trainer.end_epoch(Some(1.0));
        }
    });
}

#[test]
fn more_epochs_allocate_no_more() {
    let targets = (0..BATCH).map(|sample| sample % 3).collect();
    let data = Dataset::new(inputs::<f32>().to_vec(), targets).expect("a data set");
    let noise = |input: &mut [f32; 6], random: &mut ffnn::Random| input[0] += random.uniform() as f32;
    let builder = Trainer::<Everything>::builder().batch(4).diagnose().accumulate(3).augment(noise);
    let builder = builder.validation(Validation::Given).early_stopping(1000).schedule(CosineDecay::new(Length::Whole));
    let mut trainer = builder.build().expect("a trainer");
    let mut fit = |epochs| {
        allocations(|| {
            let observe = |_: &Event<'_, Everything>| ControlFlow::Continue(());
            let history = trainer.new_run().fit_with(&data, Some(&data), epochs, observe).expect("epochs");
            assert_eq!(history.epochs.len(), epochs);
        })
    };
    // The first call allocates the best network.
    let (first, few, many) = (fit(2), fit(2), fit(20));
    assert_eq!((first - 1, many), (few, few));
}

#[test]
fn a_batch_size_beyond_the_data_costs_no_memory() {
    const ROWS: usize = 300;
    let data = Dataset::new(vec![[0.5f32; 6]; ROWS], (0..ROWS).map(|sample| sample % 3).collect()).expect("a data set");
    let built = |batch| {
        let builder = Trainer::<Everything>::builder().batch(batch).quiet();
        move |threads: usize| if threads > 0 { builder.clone().threads(threads) } else { builder.clone() }
    };
    let used = |batch: usize, threads: usize, work: fn(&mut Trainer<Everything>, &Dataset<[f32; 6], usize>)| {
        most(|| work(&mut built(batch)(threads).build().expect("a trainer"), &data))
    };
    let fitted: fn(&mut Trainer<Everything>, &Dataset<_, _>) = |trainer, data| {
        trainer.fit(data, 2).expect("epochs");
        trainer.find_rate(data).expect("a curve");
    };
    let stepped: fn(&mut Trainer<Everything>, &Dataset<_, _>) = |trainer, data| {
        trainer.step(data.inputs(), data.targets()).expect("a step");
        trainer.step(&data.inputs()[..20], &data.targets()[..20]).expect("a step");
    };
    for work in [fitted, stepped] {
        for threads in [0, 1] {
            let enough = used(ROWS, threads, work);
            for batch in [ROWS + 1, 1 << 20, usize::MAX] {
                assert_eq!(used(batch, threads, work), enough, "{batch} with {threads} threads");
            }
        }
    }
}

#[test]
fn a_longer_batch_than_all_before_allocates_once() {
    let mut trainer = Trainer::<Answers>::builder().batch(usize::MAX).build().expect("a trainer");
    let (inputs, targets) = ([[0.5; 6]; 400], [[0.0, 0.5, 1.0]; 400]);
    for (length, expected) in [(300, 1), (300, 0), (10, 0), (400, 1), (301, 0)] {
        let found = allocations(|| drop(black_box(trainer.step(&inputs[..length], &targets[..length]))));
        assert_eq!(found, expected, "{length} samples");
    }
}

#[test]
fn regularization_allocates_nothing() {
    let inputs = inputs::<f32>();
    let targets: [usize; BATCH] = std::array::from_fn(|sample| sample % 3);
    let mut trainer = Trainer::<Regularized>::builder().batch(BATCH).build().expect("a trainer");
    for length in 2..=BATCH {
        assert_allocates_nothing(|| {
            trainer.step(&inputs[..length], &targets[..length]).expect("a step");
            assert!(trainer.penalty() > 0.0);
            assert!(trainer.step(&inputs[..1], &targets[..1]).is_err());
            black_box(evaluate(trainer.network(), &SoftmaxCrossEntropy, &inputs, &targets).expect("a loss"));
        });
    }
}

#[test]
fn inherent_methods_allocate_nothing() {
    let network = Everything::<f32>::boxed(1);
    let input = [0.5; 6];
    assert_allocates_nothing(|| {
        black_box(network.predict(&input).class());
        black_box(network.logits(&input));
        network.predict_batch(&inputs::<f32>(), &mut [Probabilities([0.0; 3]); BATCH]).expect("as many as inputs");
        network.logits_batch(&inputs::<f32>(), &mut [[0.0; 3]; BATCH]).expect("as many as inputs");
        for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
            black_box(network.predict_at(instructions, &input).class());
        }
        assert!("avx1024".parse::<InstructionSet>().is_err());
    });
    let mut frozen = network.freeze();
    assert_allocates_nothing(|| {
        network.freeze_into(&mut frozen);
        black_box(frozen.predict(&input).class());
        black_box(frozen.logits(&input));
        black_box(frozen.predict_with_jacobian(&input, &mut SMatrix::zeros()).class());
        frozen.predict_batch(&inputs::<f32>(), &mut [Probabilities([0.0; 3]); BATCH]).expect("as many as inputs");
        frozen.logits_batch(&inputs::<f32>(), &mut [[0.0; 3]; BATCH]).expect("as many as inputs");
    });
}

#[test]
fn changing_inputs_in_place_allocates_nothing() {
    let turned = AugmentImages { shift: 1.0, rotate: 10.0, resize: 0.1, noise: 0.1, ..AugmentImages::new(8, 8) };
    let doubled = |image: &mut [f32; 64], _: &mut Random| image.iter_mut().for_each(|pixel| *pixel *= 2.0);
    let mut images: Vec<[f32; 64]> = (0..BATCH).map(|image| [image as f32; 64]).collect();
    let samples: [usize; BATCH] = std::array::from_fn(|sample| sample);
    let standardizer = Standardizer::measure(&images).expect("finite images");
    assert_allocates_nothing(|| {
        (turned, doubled).augment_batch(&mut images, &samples, 1, Stream::root(1));
        standardizer.apply_all(&mut images);
        standardizer.invert_all(&mut images);
    });
}

#[test]
fn counting_answers_allocates_nothing() {
    let network = Everything::<f32>::boxed(1);
    let targets: [usize; BATCH] = std::array::from_fn(|sample| sample % 3);
    let mut r_squared = RSquared::new(3);
    assert_allocates_nothing(|| {
        black_box(TopK::of(&*network, 2, &inputs(), &targets).expect("two is more than none"));
        r_squared.add(&[1.0f32, 2.0, 3.0], &[1.5, 2.0, 2.5]).expect("three values");
    });
}
