//! Training with a chosen instruction set.

use ffnn::kernels::{Deterministic, InstructionSet, Pass, dispatch_at, dispatch_each};
use ffnn::network::Tape;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::train::evaluate_at;
use ffnn::{Deferred, Level, Optimizer, Stream, regularize};

network! {
    /// Everything that depends on the level.
    struct Levels: 5 -> 3 {
        hidden: Dense<19> { l1: 1e-3, l2: 1e-3, max_norm: 1.0 },
        BatchNorm,
        Tanh,
        Dense<3>,
        Softmax,
    }
}

type Trained<T> = (Vec<f64>, Box<Levels<T>>, f64);

/// Losses of some steps, the network after them, and its loss.
fn train<T: Scalar>(instructions: Option<InstructionSet>) -> Trained<T> {
    let inputs: Vec<[T; 5]> =
        (0..24).map(|n| std::array::from_fn(|i| T::from_f64(f64::from(n * 7 + i as u32 * 5).sin()))).collect();
    let targets: Vec<usize> = (0..24).map(|n| n % 3).collect();
    let optimizer = (ClipByGlobalNorm(0.5), Momentum::new(0.1));
    let mut builder = Trainer::<Levels<T>>::builder().optimizer(optimizer).batch(24).seed(3).diagnose().quiet();
    if let Some(instructions) = instructions {
        builder = builder.instructions(instructions);
    }
    let mut trainer = builder.build().expect("a trainer");
    assert_eq!(trainer.instructions(), instructions.unwrap_or_else(InstructionSet::best));
    let losses = (0..10).map(|_| trainer.step(&inputs, &targets).expect("a step")).collect();
    let (network, at) = (trainer.into_network(), instructions.unwrap_or_else(InstructionSet::best));
    let evaluation = evaluate_at(at, &*network, &SoftmaxCrossEntropy, &inputs, &targets).expect("a loss");
    (losses, network, evaluation.loss)
}

fn bits<T: Scalar>((losses, network, evaluated): &Trained<T>) -> Vec<u64> {
    let network = network.as_slice().iter().map(|value| value.to_f64());
    losses.iter().copied().chain(network).chain([*evaluated]).map(f64::to_bits).collect()
}

fn compare<T: Scalar>(tolerance: Tolerance) {
    let plain = train::<T>(None);
    for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        let found = train::<T>(Some(instructions));
        if instructions == InstructionSet::best() {
            assert_eq!(bits(&found), bits(&plain), "{instructions} are the default");
        }
        assert_close(tolerance, &format!("losses, {instructions}"), &found.0, &plain.0);
        assert_close(tolerance, &format!("the network, {instructions}"), found.1.as_slice(), plain.1.as_slice());
        assert_close(tolerance, &format!("evaluation, {instructions}"), &[found.2], &[plain.2]);
    }
}

#[test]
fn every_instruction_set_trains_the_same_network() {
    compare::<f32>(Tolerance::F32_STEPS);
    compare::<f64>(Tolerance::F64_STEPS);
}

#[test]
fn the_search_for_a_rate_takes_the_instructions_of_the_trainer() {
    let inputs: Vec<[f32; 5]> = (0..40).map(|n| std::array::from_fn(|i| ((n * 5 + i) as f32).sin())).collect();
    let data = Dataset::new(inputs, (0..40).map(|n| n % 3).collect()).expect("a data set");
    let curve = |instructions| {
        let builder = Trainer::<Levels>::builder().batch(20).instructions(instructions);
        builder.build().expect("a trainer").find_rate(&data).expect("a curve").points
    };
    let plain = curve(InstructionSet::BASELINE);
    for instructions in InstructionSet::all() {
        let found = curve(instructions);
        let losses =
            |points: &[ffnn::train::RatePoint]| points[..20].iter().map(|point| point.loss).collect::<Vec<_>>();
        assert_close(Tolerance::F32_STEPS, instructions.name(), &losses(&found), &losses(&plain));
    }
}

/// A manual step at the level [`Deterministic`], independent of the compiled instruction set.
#[derive(Clone)]
struct Regardless;

impl Pass for Regardless {
    type Output = Vec<u32>;

    #[inline(always)]
    fn run<L: Level>(self, _: L) -> Vec<u32> {
        let (level, optimizer) = (Deterministic, (ClipByGlobalNorm(0.5), Adam::new(0.1)));
        let mut network = Levels::<f32>::boxed(4);
        let inputs: [[f32; 5]; 9] = std::array::from_fn(|n| std::array::from_fn(|i| (n * 3 % 7 + i) as f32 / 7.0));
        let mut scratch = vec![0.0; ffnn::network::scratch::<Levels<f32>>(inputs.len())];
        let mut tape = Levels::<f32>::tape(&mut scratch, inputs.len());
        let mut gradient = LevelsParameters::zeros_boxed();
        network.forward_train(level, &mut *network.state().clone_boxed(), &inputs, &mut tape, Stream::root(1));
        let (logits, by_logits) = tape.logits();
        for (sample, (logits, by_logits)) in logits.iter().zip(by_logits).enumerate() {
            SoftmaxCrossEntropy.gradient(level, logits, &(sample % 3), 0.1, by_logits);
        }
        network.backward(level, &inputs, &mut tape, &mut gradient);
        let (parameters, _) = network.parts_mut();
        regularize::penalize(level, parameters, &mut *gradient);
        optimizer.apply(level, &mut optimizer.state(), parameters, &mut *gradient, Deferred::NONE);
        regularize::limit(level, parameters);
        let said = network.predict_at(level, &inputs[0]);
        network.as_slice().iter().chain(&*said).map(|value| value.to_bits()).collect()
    }
}

#[test]
fn deterministic_bits_do_not_depend_on_the_instructions() {
    let mut first = None;
    dispatch_each(Regardless, |instructions, found| {
        assert_eq!(*first.get_or_insert_with(|| found.clone()), found, "{instructions}");
    });
}

#[test]
fn predictions_take_instructions_and_levels() {
    let network = Levels::<f64>::boxed(1);
    let inputs: [[f64; 5]; 11] = std::array::from_fn(|n| std::array::from_fn(|i| (n as f64 - 5.0) * 0.1 + i as f64));
    for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        for input in &inputs {
            let found = *network.predict_at(instructions, input);
            assert_close(Tolerance::F64_PASS, instructions.name(), &found, &*network.predict(input));
            let found = network.logits_at(instructions, input);
            assert_close(Tolerance::F64_PASS, instructions.name(), &found, &network.logits(input));
        }
        network.each_logits_at(instructions, &inputs, |sample, logits| {
            assert_close(Tolerance::F64_PASS, instructions.name(), logits, &network.logits(&inputs[sample]));
        });
    }
    let outside = network.predict_at(InstructionSet::DETERMINISTIC, &inputs[0]);
    assert_eq!(network.predict_at(Deterministic, &inputs[0]), outside);
    struct Inside<'a>(&'a Levels<f64>, &'a [f64; 5]);
    impl Pass for Inside<'_> {
        type Output = Probabilities<[f64; 3]>;

        #[inline(always)]
        fn run<L: Level>(self, level: L) -> Self::Output {
            self.0.predict_at(level, self.1)
        }
    }
    assert_eq!(dispatch_at(InstructionSet::DETERMINISTIC, Inside(&network, &inputs[0])), outside);
}
