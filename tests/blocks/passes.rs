//! Values and gradients of blocks, with every instruction set of this processor.

use ffnn::kernels::{Pass, dispatch_each};
use ffnn::network::Tape;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close, check_network};
use ffnn::train::Target;
use ffnn::{Level, Stream};

use crate::declared::{AtTheEnds, Both, Empty, Generic, Nested, Noisy, Wide};
use crate::inputs;

/// A network with nonzero biases, because zeros would hide a wrong column.
fn network<N: Network>() -> Box<N> {
    let mut network = N::boxed(11);
    let random = &mut Stream::root(12).random();
    network.as_mut_slice().iter_mut().for_each(|value| *value += N::Scalar::from_f64(0.2 * random.uniform()));
    network
}

/// Gradients agree with finite differences, and with each other at every level.
fn check<N, L>(loss: &L, inputs: &[N::Input], target: impl Fn(usize) -> Target<N, L>)
where
    N: Network<Scalar = f64>,
    L: Loss<N::Head>,
{
    let mut network = network::<N>();
    let targets: Vec<_> = (0..inputs.len()).map(target).collect();
    let check = check_network(&mut *network, loss, inputs, &targets, Stream::root(5));
    println!("{}: {check}", std::any::type_name::<N>());
    check.assert_passed();
    let mut first = None;
    dispatch_each(Compute { network: &*network, loss, inputs, targets: &targets }, |level, (logits, gradient)| {
        let (expected_logits, expected) = first.get_or_insert_with(|| (logits.clone(), gradient.clone()));
        assert_close(Tolerance::F64_PASS, &format!("{level}, logits"), &logits, expected_logits);
        assert_close(Tolerance::F64_PASS, &format!("{level}, gradient"), &gradient, expected);
    });
}

/// The logits and the gradient of the summed loss.
struct Compute<'a, N: Network, L: Loss<N::Head>> {
    network: &'a N,
    loss: &'a L,
    inputs: &'a [N::Input],
    targets: &'a [Target<N, L>],
}

impl<N: Network, L: Loss<N::Head>> Clone for Compute<'_, N, L> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<N: Network<Scalar = f64>, L: Loss<N::Head>> Pass for Compute<'_, N, L> {
    type Output = (Vec<f64>, Vec<f64>);

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> (Vec<f64>, Vec<f64>) {
        // NaN marks memory that passes must overwrite.
        let mut scratch = vec![f64::NAN; ffnn::network::scratch::<N>(self.inputs.len())];
        let mut tape = N::tape(&mut scratch, self.inputs.len());
        let (mut state, mut gradient) = (self.network.state().clone_boxed(), N::Parameters::zeros_boxed());
        gradient.as_mut_slice().fill(f64::NAN);
        self.network.forward_train(level, &mut state, self.inputs, &mut tape, Stream::root(5));
        let (logits, by_logits) = tape.logits();
        for ((logits, target), gradient) in logits.iter().zip(self.targets).zip(by_logits) {
            self.loss.gradient(level, logits, target, 1.0, gradient);
        }
        let logits = logits.iter().flat_map(|logits| logits.as_ref().to_vec()).collect();
        self.network.backward(level, self.inputs, &mut tape, &mut gradient);
        (logits, gradient.as_slice().to_vec())
    }
}

#[test]
fn one_of_each() {
    check::<Both<f64>, _>(&SoftmaxCrossEntropy, &inputs(), |sample| sample % 3);
}

#[test]
fn first_and_last_in_the_list() {
    let values = |sample| std::array::from_fn(|place| (sample + 2 * place) as f64 / 20.0);
    check::<AtTheEnds<f64>, _>(&MeanSquaredError, &inputs(), values);
}

#[test]
fn branches_of_the_input() {
    check::<Wide<f64>, _>(&SigmoidCrossEntropy, &inputs(), |sample| [sample as f64 / 9.0, 0.5]);
}

#[test]
fn blocks_in_blocks() {
    check::<Nested<f64>, _>(&SoftmaxCrossEntropy, &inputs(), |sample| sample % 2);
}

#[test]
fn empty_branches() {
    check::<Empty<f64>, _>(&MeanSquaredError, &inputs(), |_| [0.5; 16]);
}

#[test]
fn dropout_and_batch_normalization_inside() {
    check::<Noisy<f64>, _>(&SoftmaxCrossEntropy, &inputs(), |sample| sample % 2);
}

#[test]
fn widths_that_are_parameters() {
    check::<Generic<3, 5, f64>, _>(&MeanSquaredError, &inputs(), |_| [0.5, -0.5]);
}

/// A training pass without randomness gives the prediction, for one sample and for groups.
fn predicts_as_it_trains<N: Network<Scalar = f64>>(inputs: &[N::Input]) {
    let network = network::<N>();
    let mut scratch = vec![f64::NAN; ffnn::network::scratch::<N>(inputs.len())];
    let mut tape = N::tape(&mut scratch, inputs.len());
    let mut state = network.state().clone_boxed();
    network.forward_train(ffnn::kernels::Baseline, &mut state, inputs, &mut tape, Stream::root(5));
    let trained: Vec<f64> = tape.logits().0.iter().flat_map(|logits| logits.as_ref().to_vec()).collect();
    let single: Vec<f64> = inputs.iter().flat_map(|input| network.logits(input).as_ref().to_vec()).collect();
    let mut in_lanes = Vec::new();
    // A full vector of samples, padded with repeated ones.
    let many: [N::Input; 16] = std::array::from_fn(|sample| inputs[sample.min(inputs.len() - 1)]);
    let lanes = network.forward_lanes(ffnn::kernels::Baseline, &many);
    lanes[..inputs.len()].iter().for_each(|logits| in_lanes.extend_from_slice(logits.as_ref()));
    assert_close(Tolerance::F64_PASS, "side by side", &in_lanes, &trained);
    let mut grouped = Vec::new();
    network.each_logits(inputs, |_, logits| grouped.extend_from_slice(logits.as_ref()));
    assert_close(Tolerance::F64_PASS, "one sample", &single, &trained);
    assert_close(Tolerance::F64_PASS, "groups", &grouped, &trained);
}

#[test]
fn predictions_are_the_training_pass() {
    predicts_as_it_trains::<Both<f64>>(&inputs());
    predicts_as_it_trains::<AtTheEnds<f64>>(&inputs());
    predicts_as_it_trains::<Wide<f64>>(&inputs());
    predicts_as_it_trains::<Nested<f64>>(&inputs());
    predicts_as_it_trains::<Empty<f64>>(&inputs());
    predicts_as_it_trains::<Generic<3, 5, f64>>(&inputs());
}
