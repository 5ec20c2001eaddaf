//! Activations: values and slopes on a grid from -10,000 to 10,000, and their limits.

use ffnn::Scalar;
use ffnn::activations::{Celu, HardShrink, LogSigmoid, SoftShrink, Softsign, Squareplus, TanhShrink};
use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use serde_json::Value;

use crate::reference::{self, Group, list, number, numbers};

fn check<A: Activation>(name: &str, activation: A) {
    check_in("activations.json", name, activation);
}

/// Activations that the frameworks' file lacks: evaluated to 60 digits by `data/exact.py`.
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

/// Where no derivative exists, the nearest of the usual conventions.
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

/// Values at minus and plus infinity.
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
    assert_eq!(limits(Elu::DEFAULT), [-1.0, INFINITY]);
    assert_eq!(limits(Gelu), [0.0, INFINITY]);
    assert_eq!(limits(GeluTanh), [0.0, INFINITY]);
    assert_eq!(limits(Silu), [0.0, INFINITY]);
    assert_eq!(limits(Mish), [0.0, INFINITY]);
    assert_eq!(limits(Sigmoid), [0.0, 1.0]);
    assert_eq!(limits(Tanh), [-1.0, 1.0]);
    assert_eq!(limits(Softplus), [0.0, INFINITY]);
    assert_eq!(limits(Relu), [0.0, INFINITY]);
    assert_eq!(limits(LeakyRelu::DEFAULT), [-INFINITY, INFINITY]);
    assert_eq!(limits(LeakyRelu { slope: 0.0 }), [0.0, INFINITY]);
    assert_eq!(limits(HardSigmoid), [0.0, 1.0]);
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

/// Slopes at minus and plus infinity, at every level and in both number types; NaN stays NaN.
fn slopes<A: Activation>(activation: A) -> [f64; 2] {
    #[derive(Clone)]
    struct Slopes<A>(A);

    impl<A: Activation> ffnn::kernels::Pass for Slopes<A> {
        type Output = ([f64; 3], [f64; 3]);

        #[inline(always)]
        fn run<L: ffnn::Level>(self, level: L) -> Self::Output {
            let points = [f64::NEG_INFINITY, f64::INFINITY, f64::NAN];
            let wide = points.map(|x| self.0.slope(level, x, self.0.value(level, x)));
            let narrow = points.map(|x| {
                let x = x as f32;
                f64::from(self.0.slope(level, x, self.0.value(level, x)))
            });
            assert!(self.0.value(level, f64::NAN).is_nan() && self.0.value(level, f32::NAN).is_nan());
            (wide, narrow)
        }
    }

    let mut found = Vec::new();
    ffnn::kernels::dispatch_each(Slopes(activation), |level, (wide, narrow)| {
        assert_eq!(wide[..2], narrow[..2], "`f32` has other slopes than `f64` at {level}");
        found.push([wide[0], wide[1]]);
    });
    assert!(found.windows(2).all(|two| two[0] == two[1]), "levels differ: {found:?}");
    found[0]
}

#[test]
fn what_the_slopes_approach() {
    for found in [slopes(Gelu), slopes(GeluTanh), slopes(Silu), slopes(Mish), slopes(Softplus), slopes(HardSwish)] {
        assert_eq!(found, [0.0, 1.0]);
    }
    for found in [slopes(Relu), slopes(Elu::DEFAULT), slopes(Celu { alpha: 0.5 }), slopes(Squareplus::DEFAULT)] {
        assert_eq!(found, [0.0, 1.0]);
    }
    for found in [slopes(Sigmoid), slopes(Tanh), slopes(Softsign), slopes(HardSigmoid), slopes(HardTanh::DEFAULT)] {
        assert_eq!(found, [0.0, 0.0]);
    }
    assert_eq!(slopes(LeakyRelu { slope: 0.25 }), [0.25, 1.0]);
    assert_eq!(slopes(LogSigmoid), [1.0, 0.0]);
    assert_eq!(slopes(TanhShrink), [1.0, 1.0]);
    assert_eq!(slopes(SoftShrink::DEFAULT), [1.0, 1.0]);
    assert_eq!(slopes(HardShrink::DEFAULT), [1.0, 1.0]);
    assert_eq!(slopes(Relu6), [0.0, 0.0]);
    assert_eq!(slopes(Identity), [1.0, 1.0]);
}
