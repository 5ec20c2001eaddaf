//! Layers by themselves: both passes.

use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use ffnn::{Scalar, Stream, Trace};
use serde_json::Value;

use crate::reference::{self, Group, batch, list, numbers};

/// What both training passes give.
struct Passed<Y: Layer<N, N>, T: Scalar, const N: usize> {
    output: Vec<[T; N]>,
    gradient: Box<Y::Parameters<T>>,
    input_gradient: Vec<[T; N]>,
}

/// `upstream` is the derivative by the output.
fn pass<Y: Layer<N, N>, T: Scalar, const N: usize>(
    layer: &Y,
    parameters: &Y::Parameters<T>,
    inputs: &[[T; N]],
    upstream: &[[T; N]],
) -> Passed<Y, T, N> {
    let nan = T::from_f64(f64::NAN);
    let (mut output, mut input_gradient) = (vec![[nan; N]; inputs.len()], vec![[nan; N]; inputs.len()]);
    let (mut output_gradient, mut memory) = (upstream.to_vec(), vec![nan; Y::memory(inputs.len())]);
    let mut gradient = Y::Parameters::<T>::zeros_boxed();
    let mut trace = Trace { output: &mut output, gradient: &mut output_gradient, memory: &mut memory };
    layer.forward_train(Baseline, parameters, inputs, &mut trace, &mut Stream::root(1).random());
    layer.backward(Baseline, parameters, inputs, &mut trace, &mut gradient, Some(&mut input_gradient));
    Passed { output, gradient, input_gradient }
}

fn check_p_relu<Y: Layer<N, N>, const N: usize>(name: &str, layer: Y) {
    let file = reference::load("activations.json");
    let mut entries = list(&file["prelu_entries"]).iter().filter(|entry| entry["alpha_mode"] == name);
    let (Some(entry), None) = (entries.next(), entries.next()) else { panic!("one entry is `{name}`") };
    check_p_relu_scalar::<Y, f32, N>(name, &layer, entry);
    check_p_relu_scalar::<Y, f64, N>(name, &layer, entry);
}

fn check_p_relu_scalar<Y: Layer<N, N>, T: Scalar, const N: usize>(name: &str, layer: &Y, entry: &Value) {
    let mut parameters = Y::Parameters::<T>::zeros_boxed();
    let slopes = numbers(&entry["alpha"]);
    assert_eq!(parameters.as_slice().len(), slopes.len());
    for (parameter, slope) in parameters.as_mut_slice().iter_mut().zip(slopes) {
        *parameter = T::from_f64(slope);
    }
    let passed = pass(layer, &*parameters, &batch::<[T; N]>(&entry["x"]), &batch(&entry["upstream"]));
    let (mut group, tolerance) = (Group::new::<T>(&format!("prelu, {name}")), reference::pass::<T>());
    group.compare(tolerance, "y", passed.output.as_flattened(), &numbers(&entry["y"]));
    group.compare(tolerance, "dx", passed.input_gradient.as_flattened(), &numbers(&entry["dx"]));
    group.compare(tolerance, "dalpha", passed.gradient.as_slice(), &numbers(&entry["dalpha"]));
}

#[test]
fn p_relu() {
    check_p_relu::<_, 3>("shared", PRelu::DEFAULT);
    check_p_relu::<_, 4>("per_channel", PReluPerFeature::DEFAULT);
}
