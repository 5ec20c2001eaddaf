//! Batch predictions equal predictions of single samples, with every instruction set.

use std::hint::black_box;

use ffnn::kernels::{InstructionSet, Level, Pass, dispatch_at};
use ffnn::network::{BatchError, Prediction};
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::{Stream, Vector};

network! {
    /// Narrow, with every kind of layer that has its own form for transposed batches, and some without.
    struct Narrow: 5 -> 3 {
        Dense<16>,
        BatchNorm,
        Tanh,
        Dropout { rate: 0.2 },
        Residual { Dense<16>, Relu },
        LayerNorm,
        Concat { [Dense<7>, Silu], [Dense<3>], [] },
        PRelu,
        Dense<3>,
        Softmax,
    }
}

network! {
    /// One input, one output.
    struct Curve: 1 -> 1 {
        Dense<9>,
        Relu,
        Dense<1>,
        Linear,
    }
}

network! {
    /// The widest network whose batches are transposed.
    struct Widest: 32 -> 32 {
        Dense<32>,
        Sigmoid,
    }
}

network! {
    /// Too wide for transposed batches.
    struct Broad: 33 -> 4 {
        Dense<70>,
        Gelu,
        Dense<4>,
        Sigmoid,
    }
}

/// A network with values far from their initial ones, so that no layer hides another.
fn network<N: Network>() -> Box<N> {
    let mut network = N::boxed(21);
    let random = &mut Stream::root(22).random();
    network.as_mut_slice().iter_mut().for_each(|value| *value += N::Scalar::from_f64(0.3 * random.uniform()));
    network
}

fn inputs<N: Network>(samples: usize) -> Vec<N::Input> {
    let random = &mut Stream::root(23).random();
    let input = |_| {
        let mut input = <N::Input as Vector>::ZERO;
        input.as_mut().iter_mut().for_each(|value| *value = N::Scalar::from_f64(random.normal()));
        input
    };
    (0..samples).map(input).collect()
}

/// Tolerance between a batch and single samples: sums are in another order.
fn tolerance<T: Scalar>() -> Tolerance {
    if size_of::<T>() == size_of::<f32>() { Tolerance::F32_PASS } else { Tolerance::F64_PASS }
}

/// `values` returns the numbers of a prediction.
fn check<N: Network>(values: impl Fn(&Prediction<N>) -> &N::Logits)
where
    Prediction<N>: Clone,
{
    let network = network::<N>();
    let tolerance = tolerance::<N::Scalar>();
    for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        for samples in 0..40 {
            let inputs = inputs::<N>(samples);
            let single: Vec<_> = inputs.iter().map(|input| network.predict_at(instructions, input)).collect();
            // Rows that are not written keep the prediction for another input.
            let mut predictions = vec![network.predict_at(instructions, &<N::Input as Vector>::ZERO); samples];
            network.predict_batch_at(instructions, &inputs, &mut predictions).expect("as many as inputs");
            let mut logits = vec![<N::Logits as Vector>::ZERO; samples];
            network.logits_batch_at(instructions, &inputs, &mut logits).expect("as many as inputs");
            for (sample, (found, expected)) in predictions.iter().zip(&single).enumerate() {
                let name = format!("sample {sample} of {samples}, {instructions}");
                assert_close(tolerance, &name, values(found).as_ref(), values(expected).as_ref());
                let expected = network.logits_at(instructions, &inputs[sample]);
                assert_close(tolerance, &format!("logits of {name}"), logits[sample].as_ref(), expected.as_ref());
            }
        }
    }
}

#[test]
fn a_batch_says_what_its_samples_say_alone() {
    check::<Narrow<f32>>(|probabilities| probabilities);
    check::<Narrow<f64>>(|probabilities| probabilities);
    check::<Curve<f32>>(|values| values);
    check::<Curve<f64>>(|values| values);
    check::<Widest<f32>>(|values| values);
    check::<Widest<f64>>(|values| values);
    check::<Broad<f32>>(|values| values);
    check::<Broad<f64>>(|values| values);
}

#[test]
fn methods_say_the_same() {
    let (network, inputs) = (network::<Narrow>(), inputs::<Narrow>(21));
    let mut predictions = [Probabilities([0.0; 3]); 21];
    network.predict_batch(&inputs, &mut predictions).expect("as many as inputs");
    let mut logits = [[0.0; 3]; 21];
    network.logits_batch(&inputs, &mut logits).expect("as many as inputs");
    for (sample, input) in inputs.iter().enumerate() {
        assert_close(Tolerance::F32_PASS, "prediction", &*predictions[sample], &*network.predict(input));
        assert_close(Tolerance::F32_PASS, "logits", &logits[sample], &network.logits(input));
    }
}

#[test]
fn lengths_that_differ_are_an_error_and_write_nothing() {
    let (network, inputs) = (network::<Curve>(), inputs::<Curve>(3));
    for places in [0, 2, 4] {
        let mut predictions = vec![[7.0]; places];
        let expected = BatchError { inputs: 3, places };
        assert_eq!(network.predict_batch(&inputs, &mut predictions), Err(expected));
        assert_eq!(network.logits_batch(&inputs, &mut predictions), Err(expected));
        assert_eq!(predictions, vec![[7.0]; places]);
        let message = expected.to_string();
        assert!(message.contains("found 3 inputs") && message.ends_with(&format!("{places}")), "{message}");
    }
    assert_eq!(network.predict_batch(&[], &mut []), Ok(()));
}

/// A user's own loop around a batch, compiled as one function for the instruction set.
struct Swarm<'a> {
    network: &'a Curve,
    states: &'a mut [[f32; 1]],
}

impl Pass for Swarm<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let mut moves = [[0.0; 1]; 20];
        for _ in 0..10 {
            let moves = &mut moves[..self.states.len()];
            self.network.predict_batch_at(level, self.states, moves).expect("as many as states");
            for ([state], [by]) in self.states.iter_mut().zip(moves) {
                *state += 0.1 * *by;
            }
        }
    }
}

#[test]
fn a_loop_of_ones_own_takes_batches() {
    let network = network::<Curve>();
    let start: Vec<[f32; 1]> = (0..20).map(|place| [place as f32 / 20.0]).collect();
    let mut by_hand = start.clone();
    for _ in 0..10 {
        by_hand.iter_mut().for_each(|state| state[0] += 0.1 * network.predict(state)[0]);
    }
    for instructions in InstructionSet::all() {
        let mut states = start.clone();
        dispatch_at(instructions, Swarm { network: black_box(&network), states: &mut states });
        assert_close(Tolerance::F32_STEPS, instructions.name(), states.as_flattened(), by_hand.as_flattened());
    }
}
