//! The library never returns denormal numbers (nonzero and below the smallest normal number), whatever its input:
//! logits, predictions, gradients, parameters, running statistics and moments, at every instruction set.
//!
//! `cargo bench --bench denormals` measures the time that such numbers take.

use ffnn::kernels::InstructionSet;
use ffnn::layers::PReluPerFeature;
use ffnn::prelude::*;
use ffnn::{Moments, Optimizer, Vector};

network! {
    /// Small enough that a single prediction does not change the floating-point mode.
    struct Narrow: 4 -> 2 {
        hidden: Dense<16>,
        Tanh,
        output: Dense<2>,
        Sigmoid,
    }
}

network! {
    struct Wide: 64 -> 8 {
        hidden: Dense<64>,
        Relu,
        norm: BatchNorm,
        Dense<64>,
        Silu,
        LayerNorm,
        slopes: PReluPerFeature,
        output: Dense<8>,
        Softmax,
    }
}

network! {
    struct Blocks: 8 -> 3 {
        Residual { Dense<8>, Gelu },
        Concat { [Dense<4>, LeakyRelu], [Elu], [] },
        PRelu { slope: 0.25 },
        Dense<3>,
        Linear,
    }
}

/// Magnitudes of inputs, weights and targets that are denormal or have denormal products.
fn sizes<T: Scalar>() -> impl Iterator<Item = [f64; 3]> {
    let (tiny, small) = if size_of::<T>() == 4 { (1e-40, 1e-20) } else { (1e-310, 1e-155) };
    [[tiny, 1.0, 1.0], [1.0, tiny, 1.0], [small, small, 1.0], [1.0, small, small], [tiny, tiny, tiny]].into_iter()
}

fn instructions() -> impl Iterator<Item = InstructionSet> {
    InstructionSet::all().chain([InstructionSet::DETERMINISTIC])
}

fn fill<T: Scalar>(values: &mut [T], size: f64, first: usize) {
    for (place, value) in values.iter_mut().enumerate() {
        *value = T::from_f64(size * (1.5 + ((first + place) as f64 * 1.7).sin()));
    }
}

fn inputs<N: Network>(size: f64, samples: usize) -> Vec<N::Input> {
    let input = |sample| {
        let mut input = N::Input::ZERO;
        fill(input.as_mut(), size, 31 * sample);
        input
    };
    (0..samples).map(input).collect()
}

#[track_caller]
fn assert_none<T: Scalar>(what: &str, at: InstructionSet, sizes: [f64; 3], values: &[T]) {
    let denormal = values.iter().find(|value| value.flushed() != **value);
    assert!(denormal.is_none(), "{what} at {at}, inputs, weights and targets of {sizes:?}: {denormal:?} is denormal");
}

/// Makes targets of a magnitude for a number of samples.
type Targets<N> = fn(f64, usize) -> Vec<ffnn::train::Target<N, <<N as Network>::Head as ffnn::Head>::Loss>>;

/// `targets` makes targets of a magnitude; `values` returns the numbers of a prediction.
fn check<N: Network, const M: usize>(
    optimizer: impl Optimizer<State<N::Parameters> = Moments<N::Parameters, M>>,
    targets: Targets<N>,
    values: fn(&ffnn::network::Prediction<N>) -> &[N::Scalar],
) {
    for sizes in sizes::<N::Scalar>() {
        let [input, weight, target] = sizes;
        let mut network = N::boxed(1);
        if weight != 1.0 {
            fill(network.parts_mut().0.as_mut_slice(), weight, 0);
        }
        let inputs = inputs::<N>(input, 19);
        for at in instructions() {
            let mut logits = vec![N::Logits::ZERO; inputs.len()];
            network.logits_batch_at(at, &inputs, &mut logits).expect("as many places");
            logits.iter().for_each(|logits| assert_none("a batch", at, sizes, logits.as_ref()));
            let mut predictions: Vec<_> = inputs.iter().map(|input| network.predict_at(at, input)).collect();
            predictions.iter().for_each(|said| assert_none("a prediction", at, sizes, values(said)));
            network.predict_batch_at(at, &inputs, &mut predictions).expect("as many places");
            predictions.iter().for_each(|said| assert_none("predictions", at, sizes, values(said)));
            for input in &inputs {
                assert_none("logits", at, sizes, network.logits_at(at, input).as_ref());
            }
            let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).batch(inputs.len()).instructions(at);
            let mut trainer = builder.build_with(network.clone_boxed()).expect("a trainer");
            let targets = targets(target, inputs.len());
            for _ in 0..3 {
                trainer.compute(&inputs, &targets).expect("a gradient");
                assert_none("the gradient", at, sizes, trainer.gradient().as_slice());
                trainer.apply().expect("a step");
                assert_none("the network", at, sizes, trainer.network().as_slice());
                trainer.step(&inputs, &targets).expect("a step");
                assert_none("the network", at, sizes, trainer.network().as_slice());
            }
        }
    }
}

fn every_optimizer<N: Network>(targets: Targets<N>, values: fn(&ffnn::network::Prediction<N>) -> &[N::Scalar]) {
    check::<N, 0>(GradientDescent::new(0.1), targets, values);
    check::<N, 2>(Adam::new(0.1), targets, values);
}

#[test]
fn are_not_handed_on_by_small_networks() {
    every_optimizer::<Narrow<f32>>(|size, count| vec![[size as f32; 2]; count], |said| said);
    every_optimizer::<Narrow<f64>>(|size, count| vec![[size; 2]; count], |said| said);
}

#[test]
fn are_not_handed_on_by_wide_networks() {
    every_optimizer::<Wide<f32>>(|_, count| (0..count).map(|sample| sample % 8).collect(), |said| &said[..]);
    every_optimizer::<Wide<f64>>(|_, count| (0..count).map(|sample| sample % 8).collect(), |said| &said[..]);
}

#[test]
fn are_not_handed_on_by_blocks() {
    every_optimizer::<Blocks<f32>>(|size, count| vec![[size as f32; 3]; count], |said| said);
    every_optimizer::<Blocks<f64>>(|size, count| vec![[size; 3]; count], |said| said);
}
