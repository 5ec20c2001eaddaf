//! Single layers: both passes.

use ffnn::kernels::Baseline;
use ffnn::layers::{PReluPerFeature, RRelu};
use ffnn::prelude::*;
use ffnn::{Scalar, Stream, Trace};
use serde_json::Value;

use crate::reference::{self, Group, batch, list, number, numbers};

/// Results of both training passes.
struct Passed<Y: Layer<N, N>, T: Scalar, const N: usize> {
    output: Vec<[T; N]>,
    gradient: Box<Y::Parameters<T>>,
    input_gradient: Vec<[T; N]>,
}

/// `upstream` is the gradient with respect to the output.
fn pass<Y: Layer<N, N>, T: Scalar, const N: usize>(
    layer: &Y,
    parameters: &Y::Parameters<T>,
    inputs: &[[T; N]],
    upstream: &[[T; N]],
) -> Passed<Y, T, N> {
    let nan = T::from_f64(f64::NAN);
    let (mut output, mut input_gradient) = (vec![[nan; N]; inputs.len()], vec![[nan; N]; inputs.len()]);
    let (mut output_gradient, mut memory) = (upstream.to_vec(), vec![nan; Y::ROOM.values(inputs.len())]);
    let mut gradient = Y::Parameters::<T>::zeros_boxed();
    let mut trace = Trace { output: &mut output, gradient: &mut output_gradient, memory: &mut memory, defers: false };
    let random = &mut Stream::root(1).random();
    layer.forward_train(Baseline, parameters, &mut Y::State::<T>::zeros_boxed(), inputs, &mut trace, random);
    layer.backward(Baseline, parameters, inputs, &mut trace, &mut gradient, Some(&mut input_gradient));
    Passed { output, gradient, input_gradient }
}

/// Parameters with these values, in the order of the flat view.
fn parameters<Y: Layer<N, N>, T: Scalar, const N: usize>(values: &Value) -> Box<Y::Parameters<T>> {
    let mut parameters = Y::Parameters::<T>::zeros_boxed();
    let values = numbers(values);
    assert_eq!(parameters.as_slice().len(), values.len());
    for (parameter, value) in parameters.as_mut_slice().iter_mut().zip(values) {
        *parameter = T::from_f64(value);
    }
    parameters
}

fn predict<Y: Layer<N, N>, T: Scalar, const N: usize>(
    layer: &Y,
    parameters: &Y::Parameters<T>,
    inputs: &[[T; N]],
) -> Vec<[T; N]> {
    let mut output = vec![[T::from_f64(f64::NAN); N]; inputs.len()];
    layer.forward(Baseline, parameters, &Y::State::<T>::zeros_boxed(), inputs, &mut output);
    output
}

fn check_p_relu<Y: Layer<N, N>, const N: usize>(name: &str, layer: Y) {
    let file = reference::load("activations.json");
    let mut entries = list(&file["prelu_entries"]).iter().filter(|entry| entry["alpha_mode"] == name);
    let (Some(entry), None) = (entries.next(), entries.next()) else { panic!("one entry is `{name}`") };
    check_p_relu_scalar::<Y, f32, N>(name, &layer, entry);
    check_p_relu_scalar::<Y, f64, N>(name, &layer, entry);
}

fn check_p_relu_scalar<Y: Layer<N, N>, T: Scalar, const N: usize>(name: &str, layer: &Y, entry: &Value) {
    let parameters = parameters::<Y, T, N>(&entry["alpha"]);
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

fn check_r_relu<T: Scalar>() {
    let file = reference::load("activations.json");
    let name = "rrelu_eval(0.125,0.3333333333333333)";
    let [entry] = reference::entries(&file, |entry| entry["name"] == name)[..] else { panic!("one entry is `{name}`") };
    let inputs: Vec<[T; 1]> = numbers(&file["x"]).into_iter().map(|x| [T::from_f64(x)]).collect();
    let predicted = predict(&RRelu::DEFAULT, &(), &inputs);
    Group::new::<T>(name).compare(reference::pass::<T>(), "y", predicted.as_flattened(), &numbers(&entry["y"]));
}

#[test]
fn r_relu() {
    check_r_relu::<f32>();
    check_r_relu::<f64>();
}

fn check_layer_norm<const N: usize>(name: &str) {
    let file = reference::load("layer_norm.json");
    let [entry] = reference::entries(&file, |entry| entry["name"] == name)[..] else { panic!("one entry is `{name}`") };
    let layer = LayerNorm { epsilon: number(&entry["epsilon"]) };
    check_layer_norm_scalar::<f32, N>(name, layer, entry);
    check_layer_norm_scalar::<f64, N>(name, layer, entry);
}

fn check_layer_norm_scalar<T: Scalar, const N: usize>(name: &str, layer: LayerNorm, entry: &Value) {
    let parameters = parameters::<LayerNorm, T, N>(&entry["parameters"]);
    let inputs = batch::<[T; N]>(&entry["x"]);
    let passed = pass(&layer, &*parameters, &inputs, &batch(&entry["upstream"]));
    let (mut group, tolerance) = (Group::new::<T>(&format!("layer norm, {name}")), reference::pass::<T>());
    let predicted = predict(&layer, &*parameters, &inputs);
    group.compare(tolerance, "y, predicting", predicted.as_flattened(), &numbers(&entry["y"]));
    group.compare(tolerance, "y", passed.output.as_flattened(), &numbers(&entry["y"]));
    group.compare(tolerance, "dx", passed.input_gradient.as_flattened(), &numbers(&entry["dx"]));
    group.compare(tolerance, "dparameters", passed.gradient.as_slice(), &numbers(&entry["dparameters"]));
}

/// The samples include equal values, and values with mean 8000 and deviation 0.5.
#[test]
fn layer_norm() {
    check_layer_norm::<5>("5");
    check_layer_norm::<5>("5, as in Keras");
    check_layer_norm::<1>("1");
    check_layer_norm::<70>("70");
}
