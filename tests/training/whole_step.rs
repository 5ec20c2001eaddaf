//! A whole step processes the gradient of large weights some rows at a time, with the same bits as its two halves.

use std::mem::MaybeUninit;

use ffnn::kernels::InstructionSet;
use ffnn::optimizers::{AdamW, Momentum};
use ffnn::prelude::*;
use ffnn::train::Learner;
use ffnn::{Optimizer, Place, TrainError};

network! {
    /// Layers so large that they defer, first, in blocks and last, beside smaller ones and others that learn; 97 rows
    /// are no multiple of anything.
    struct Large: 97 -> 90 {
        first: Dense<96>,
        BatchNorm,
        Tanh,
        Residual { Dense<96>, Elu },
        Concat { [Dense<90>, Tanh], [Dense<3>], [] },
        Dense<5>,
        Elu,
        last: Dense<90>,
        wide: Dense<92> { max_norm: 0.5 },
        narrow: Dense<90>,
        Linear,
    }
}

network! {
    struct One: 100 -> 96 {
        output: Dense<96>,
        Linear,
    }
}

network! {
    /// Rows longer than the intended size of a block of rows.
    struct LongRows: 3 -> 2 {
        long: Dense<5000>,
        Relu,
        Dense<2>,
        Linear,
    }
}

fn samples<T: Scalar>(count: usize) -> (Vec<[T; 97]>, Vec<[T; 90]>) {
    let value = |sample: usize, place: usize| T::from_f64((sample as f64 * 1.7 + place as f64 * 0.9).sin());
    let input = |sample| std::array::from_fn(|place| if place % 5 == 0 { T::ZERO } else { value(sample, place) });
    let target = |sample| std::array::from_fn(|place| value(sample, place + 7));
    ((0..count).map(input).collect(), (0..count).map(target).collect())
}

fn bits<T: Scalar>(network: &impl Flat<T>) -> Vec<u64> {
    network.as_slice().iter().map(|value| value.to_f64().to_bits()).collect()
}

/// Three whole steps, three steps in halves, and three of a learner.
fn compare<T: Scalar>(instructions: InstructionSet, optimizer: impl Optimizer, count: usize) {
    let (inputs, targets) = samples::<T>(count);
    let builder = Trainer::<Large<T>>::builder().optimizer(optimizer.clone()).batch(count).seed(5);
    let mut whole = builder.clone().instructions(instructions).build().expect("a trainer");
    let mut halves = builder.instructions(instructions).build().expect("a trainer");
    let (mut network, mut workspace) = (whole.network().clone_boxed(), Box::new(MaybeUninit::uninit()));
    let mut scratch = vec![T::ZERO; ffnn::network::scratch::<Large<T>>(count)];
    let learner = Learner::new(&mut *network, optimizer, &mut workspace, &mut scratch).expect("a learner");
    let mut learner = learner.seed(5).instructions(instructions);
    for _ in 0..3 {
        let loss = whole.step(&inputs, &targets).expect("a step");
        assert_eq!(halves.compute(&inputs, &targets).expect("a gradient"), loss);
        halves.apply().expect("a step");
        assert_eq!(learner.step(&inputs, &targets).expect("a step"), loss);
    }
    assert_eq!(whole.steps(), halves.steps());
    let found = bits(whole.network());
    assert_eq!(found, bits(halves.network()), "{instructions}, {count} samples");
    assert_eq!(found, bits(learner.network()), "{instructions}, {count} samples, without a heap");
}

fn compare_all<T: Scalar>(instructions: InstructionSet) {
    for count in [2, 9] {
        compare::<T>(instructions, GradientDescent::new(0.1), count);
    }
    compare::<T>(instructions, Momentum::new(0.1), 9);
    compare::<T>(instructions, AdamW::new(0.01), 3);
    compare::<T>(instructions, (ClipByGlobalNorm(0.1), Adam::new(0.01)), 3);
}

#[test]
fn a_whole_step_is_its_halves_bit_for_bit() {
    for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        compare_all::<f32>(instructions);
    }
    compare_all::<f64>(InstructionSet::best());
}

/// The same in `fit` and for one sample, whose gradient is never evaluated as a matrix.
#[test]
fn of_one_sample_too() {
    let (inputs, targets) = samples::<f32>(8);
    let inputs: Vec<[f32; 100]> = inputs.iter().map(|x| std::array::from_fn(|place| x[place % 97])).collect();
    let targets: Vec<[f32; 96]> = targets.iter().map(|y| std::array::from_fn(|place| y[place % 90])).collect();
    for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        let builder = Trainer::<One>::builder().optimizer(Momentum::new(0.01)).batch(1).instructions(instructions);
        let mut whole = builder.clone().build().expect("a trainer");
        let mut halves = builder.build().expect("a trainer");
        for (input, target) in inputs.iter().zip(&targets) {
            let (input, target) = ([*input], [*target]);
            let loss = whole.step(&input, &target).expect("a step");
            assert_eq!(halves.compute(&input, &target).expect("a gradient"), loss);
            halves.apply().expect("a step");
        }
        assert_eq!(bits(whole.network()), bits(halves.network()), "{instructions}");
    }
    let data = Dataset::new(inputs, targets).expect("a data set");
    let fitted = |builder: ffnn::train::Builder<One, _, _>| {
        let mut trainer = builder.optimizer(Adam::new(0.01)).batch(1).quiet().build().expect("a trainer");
        trainer.fit(&data, 2).expect("two epochs");
        bits(trainer.network())
    };
    // A diagnosis reads the gradient, so it must be evaluated.
    assert_eq!(fitted(Trainer::builder()), fitted(Trainer::builder().diagnose()));
}

#[test]
fn rows_may_be_longer_than_a_block() {
    for batch in [1, 2] {
        let builder = Trainer::<LongRows>::builder().optimizer(GradientDescent::new(0.01)).batch(batch).seed(1);
        let (mut whole, mut halves) =
            (builder.clone().build().expect("a trainer"), builder.build().expect("a trainer"));
        let (inputs, targets) = (vec![[0.3, -0.7, 1.1]; batch], vec![[1.0, -1.0]; batch]);
        let before = bits(whole.network());
        let loss = whole.step(&inputs, &targets).expect("a step");
        assert_eq!(halves.compute(&inputs, &targets).expect("a gradient"), loss);
        halves.apply().expect("a step");
        assert_eq!(bits(whole.network()), bits(halves.network()));
        assert_ne!(bits(whole.network()), before);
    }
}

#[test]
fn a_product_that_overflows_names_its_tensor_and_moves_nothing() {
    let builder = || Trainer::<One>::builder().optimizer(GradientDescent::new(2e-38)).batch(1);
    let step = |input: f32, target: f32| {
        let mut trainer = builder().build().expect("a trainer");
        trainer.network_mut().output.weights.fill(0.0);
        let before = bits(trainer.network());
        let result = trainer.step(&[[input; 100]], &[[target; 96]]);
        (result, bits(trainer.network()) != before)
    };
    let place = Place::Gradient { layer: "output", tensor: "weights" };
    assert_eq!(step(1e30, 1e12), (Err(TrainError::NotFinite { place, step: 0 }), false));
    // The bound overflows, but the gradient is finite.
    let mut halves = builder().build().expect("a trainer");
    halves.network_mut().output.weights.fill(0.0);
    halves.compute(&[[1e27; 100]], &[[1e12; 96]]).expect("a gradient");
    assert!(halves.gradient().as_slice().iter().all(|value| value.is_finite()));
    let (result, moved) = step(1e27, 1e12);
    assert!(result.is_ok_and(f64::is_finite) && moved);
}
