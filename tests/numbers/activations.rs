//! Values and slopes on a grid from -10,000 to 10,000.

use ffnn::Scalar;
use ffnn::prelude::*;
use serde_json::Value;

use crate::reference::{self, Group, list, number, numbers};

fn check<A: Activation>(name: &str, activation: A) {
    let file = reference::load("activations.json");
    let [entry] = reference::entries(&file, |entry| entry["name"] == name)[..] else { panic!("one entry is `{name}`") };
    check_scalar::<A, f32>(name, &activation, &numbers(&file["x"]), entry);
    check_scalar::<A, f64>(name, &activation, &numbers(&file["x"]), entry);
}

fn check_scalar<A: Activation, T: Scalar>(name: &str, activation: &A, grid: &[f64], entry: &Value) {
    let inputs: Vec<T> = grid.iter().map(|&x| T::from_f64(x)).collect();
    let values: Vec<T> = inputs.iter().map(|&x| activation.value(x)).collect();
    let slopes: Vec<T> = inputs.iter().zip(&values).map(|(&x, &y)| activation.slope(x, y)).collect();
    let mut expected = numbers(&entry["dy"]);
    for ((expected, &slope), &x) in expected.iter_mut().zip(&slopes).zip(grid) {
        *expected = at_kink(entry, x, slope.to_f64()).unwrap_or(*expected);
    }
    let mut group = Group::new::<T>(name);
    group.compare(reference::pass::<T>(), "y", &values, &numbers(&entry["y"]));
    group.compare(reference::pass::<T>(), "dy", &slopes, &expected);
}

/// Where there is no derivative, the nearest of the conventions in use.
fn at_kink(entry: &Value, x: f64, slope: f64) -> Option<f64> {
    let kink = list(&entry["kinks"]).iter().find(|kink| number(&kink["x"]) == x)?;
    let conventions = ["dy_listed", "torch", "tensorflow"].map(|convention| number(&kink[convention]));
    conventions.into_iter().min_by(|a, b| (a - slope).abs().total_cmp(&(b - slope).abs()))
}

#[test]
fn sigmoid() {
    check("sigmoid", Sigmoid);
}

#[test]
fn tanh() {
    check("tanh", Tanh);
}

#[test]
fn relu() {
    check("relu", Relu);
}

#[test]
fn leaky_relu() {
    check("leaky_relu(0.01)", LeakyRelu { slope: 0.01 });
    check("leaky_relu(0.2)", LeakyRelu { slope: 0.2 });
}

#[test]
fn elu() {
    check("elu(1.0)", Elu { alpha: 1.0 });
    check("elu(0.5)", Elu { alpha: 0.5 });
}

#[test]
fn selu() {
    check("selu", Selu);
}

#[test]
fn gelu() {
    check("gelu", Gelu);
    check("gelu_tanh", GeluTanh);
}

#[test]
fn silu() {
    check("silu", Silu);
}

#[test]
fn softplus() {
    check("softplus", Softplus);
}

#[test]
fn mish() {
    check("mish", Mish);
}

#[test]
fn hard_sigmoid() {
    check("hard_sigmoid", HardSigmoid);
}
