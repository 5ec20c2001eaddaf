//! Values and slopes on a grid from -10,000 to 10,000, and the limits.

use ffnn::Scalar;
use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use serde_json::Value;

use crate::reference::{self, Group, list, number, numbers};

fn check<A: Activation>(name: &str, activation: A) {
    check_in("activations.json", name, activation);
}

/// Where the frameworks' file has no entry: the definition in 60 digits, by `data/exact.py`.
fn check_exact<A: Activation>(name: &str, activation: A) {
    check_in("activations_exact.json", name, activation);
}

fn check_in<A: Activation>(file: &str, name: &str, activation: A) {
    let file = reference::load(file);
    let [entry] = reference::entries(&file, |entry| entry["name"] == name)[..] else { panic!("one entry is `{name}`") };
    check_scalar::<A, f32>(name, &activation, &numbers(&file["x"]), entry);
    check_scalar::<A, f64>(name, &activation, &numbers(&file["x"]), entry);
}

fn check_scalar<A: Activation, T: Scalar>(name: &str, activation: &A, grid: &[f64], entry: &Value) {
    let inputs: Vec<T> = grid.iter().map(|&x| T::from_f64(x)).collect();
    let values: Vec<T> = inputs.iter().map(|&x| activation.value(Baseline, x)).collect();
    let slopes: Vec<T> = inputs.iter().zip(&values).map(|(&x, &y)| activation.slope(Baseline, x, y)).collect();
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

#[test]
fn relu6() {
    check("relu6", Relu6);
}

#[test]
fn log_sigmoid() {
    check("log_sigmoid", LogSigmoid);
}

#[test]
fn softsign() {
    check("softsign", Softsign);
}

#[test]
fn hard_swish() {
    check("hard_swish", HardSwish);
}

#[test]
fn hard_tanh() {
    check("hard_tanh", HardTanh::DEFAULT);
    check_exact("hard_tanh(-0.5,2.0)", HardTanh { lower: -0.5, upper: 2.0 });
}

#[test]
fn celu() {
    check_exact("celu(1.0)", Celu::DEFAULT);
    check_exact("celu(0.5)", Celu { alpha: 0.5 });
}

#[test]
fn tanh_shrink() {
    check_exact("tanh_shrink", TanhShrink);
}

#[test]
fn soft_shrink() {
    check_exact("soft_shrink(0.5)", SoftShrink::DEFAULT);
    check_exact("soft_shrink(0.25)", SoftShrink { lambda: 0.25 });
}

#[test]
fn hard_shrink() {
    check_exact("hard_shrink(0.5)", HardShrink::DEFAULT);
    check_exact("hard_shrink(0.25)", HardShrink { lambda: 0.25 });
}

#[test]
fn squareplus() {
    check_exact("squareplus(4.0)", Squareplus::DEFAULT);
    check_exact("squareplus(0.25)", Squareplus { b: 0.25 });
}

/// The values at minus and plus infinity.
fn limits<A: Activation>(activation: A) -> [f64; 2] {
    let limits = [f64::NEG_INFINITY, f64::INFINITY].map(|x| activation.value(Baseline, x));
    let narrow = [f32::NEG_INFINITY, f32::INFINITY].map(|x| f64::from(activation.value(Baseline, x)));
    assert_eq!(narrow, limits, "`f32` has other limits than `f64`");
    limits
}

#[test]
fn what_the_values_approach() {
    const INFINITY: f64 = f64::INFINITY;
    assert_eq!(limits(Celu { alpha: 0.5 }), [-0.5, INFINITY]);
    assert_eq!(limits(HardShrink::DEFAULT), [-INFINITY, INFINITY]);
    assert_eq!(limits(HardSwish), [0.0, INFINITY]);
    assert_eq!(limits(HardTanh { lower: -0.5, upper: 2.0 }), [-0.5, 2.0]);
    assert_eq!(limits(LogSigmoid), [-INFINITY, 0.0]);
    assert_eq!(limits(Relu6), [0.0, 6.0]);
    assert_eq!(limits(SoftShrink::DEFAULT), [-INFINITY, INFINITY]);
    assert_eq!(limits(Softsign), [-1.0, 1.0]);
    assert_eq!(limits(Squareplus::DEFAULT), [0.0, INFINITY]);
    assert_eq!(limits(TanhShrink), [-INFINITY, INFINITY]);
}
