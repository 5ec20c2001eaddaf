//! Standard deviation, bound and kurtosis of drawn weights.

use ffnn::initializers::{
    Distribution, Fan, by_activation, constant, scale, truncated_normal, uniform, variance_scaling,
};
use ffnn::initializers::{
    glorot_normal_untruncated, he_normal_untruncated, lecture_relu, lecture_sigmoid, lecun_normal, lecun_uniform,
    torch_default,
};
use ffnn::prelude::*;
use ffnn::{Initializer, Site, Stream, Weights};
use serde_json::Value;

use crate::reference::{self, number};

/// Weights to draw, with a shape known at run time.
struct Drawn {
    inputs: usize,
    values: Vec<f64>,
}

impl Weights for Drawn {
    fn shape(&self) -> (usize, usize) {
        (self.values.len() / self.inputs, self.inputs)
    }
    fn get(&self, output: usize, input: usize) -> f64 {
        self.values[output * self.inputs + input]
    }
    fn set(&mut self, output: usize, input: usize, value: f64) {
        self.values[output * self.inputs + input] = value;
    }
}

/// Draws as many weights as the largest matrix has.
fn draw(name: &str, initializer: Initializer, inputs: usize, outputs: usize) -> Vec<f64> {
    const ENOUGH: usize = 784 * 300;
    let mut random = Stream::root(1).named(name).at(inputs as u64).random();
    let mut all = Vec::new();
    while all.len() < ENOUGH {
        let mut drawn = Drawn { inputs, values: vec![f64::NAN; inputs * outputs] };
        initializer(&mut drawn, Site { inputs, outputs, preferred: by_activation }, &mut random);
        all.extend(drawn.values);
    }
    all
}

/// Checks mean, standard deviation and kurtosis within five standard errors, and a bound, if any, that is kept and
/// nearly reached.
fn check(name: &str, initializer: Initializer) {
    let file = reference::load("init_stats.json");
    for entry in reference::entries(&file, |entry| entry["name"] == name) {
        let size = |fan: &Value| fan.as_u64().expect("a size") as usize;
        let weights = draw(name, initializer, size(&entry["fan_in"]), size(&entry["fan_out"]));
        let count = weights.len() as f64;
        let mean = weights.iter().sum::<f64>() / count;
        let moment = |power| weights.iter().map(|weight| (weight - mean).powi(power)).sum::<f64>() / count;
        let (deviation, kurtosis) = (moment(2).sqrt(), moment(4) / moment(2).powi(2));
        let largest = weights.iter().fold(0.0f64, |largest, weight| largest.max(weight.abs()));
        let [std, expected_kurtosis] = ["std", "kurtosis"].map(|key| number(&entry[key]));
        let error = (deviation / std - 1.0) / ((expected_kurtosis - 1.0) / (4.0 * count)).sqrt();
        println!("{name}, {} to {}: {error:+.1} standard errors", entry["fan_in"], entry["fan_out"]);
        assert!(error.abs() < 5.0, "{name}: standard deviation {deviation}, expected {std}");
        assert!(mean.abs() < 5.0 * std / count.sqrt(), "{name}: mean {mean}, expected 0");
        if entry["distribution"] != "normal" {
            let limit = number(&entry["limit"]);
            assert!(largest <= limit * (1.0 + 1e-12), "{name}: {largest} is beyond the bound {limit}");
            assert!(largest > 0.999 * limit, "{name}: {largest} is far from the bound {limit}");
        }
        // The standard error for a normal distribution, which is larger than for the others.
        let kurtosis_error = (kurtosis - expected_kurtosis) / (24.0 / count).sqrt();
        assert!(kurtosis_error.abs() < 5.0, "{name}: kurtosis {kurtosis}, expected {expected_kurtosis}");
    }
}

#[test]
fn glorot() {
    check("glorot_uniform", glorot_uniform);
    check("glorot_normal_truncated", glorot_normal);
    check("glorot_normal", glorot_normal_untruncated);
}

#[test]
fn he() {
    check("he_uniform", he_uniform);
    check("he_normal_truncated", he_normal);
    check("he_normal", he_normal_untruncated);
}

#[test]
fn lecun() {
    check("lecun_uniform", lecun_uniform);
    check("lecun_normal_truncated", lecun_normal);
}

#[test]
fn those_of_pytorch_and_of_the_lecture() {
    check("torch_linear_default_weight", torch_default);
    check("slides_xavier_sigmoid", lecture_sigmoid);
    check("slides_xavier_relu", lecture_relu);
}

#[test]
fn a_truncated_normal_by_the_deviation_of_the_uncut_one() {
    check("truncated_normal_raw", |weights, _, random| {
        truncated_normal(weights, 0.1 * 0.879_625_661_034_239_8, random)
    });
}

/// Every name of the file is checked above.
#[test]
fn none_is_left_out() {
    let file = reference::load("init_stats.json");
    let entries = reference::entries(&file, |_| true);
    let names = entries.iter().map(|entry| reference::text(&entry["name"]));
    let source = include_str!("initializers.rs");
    let left_out: Vec<&str> = names.filter(|name| !source.contains(&format!("check(\"{name}\""))).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
}

network! {
    /// Options that are closures around a distribution, and one that is a name.
    struct Drawings: 6 -> 2 {
        first: Dense<5> { init: |weights, _, random| uniform(weights, 0.05, random) },
        second: Dense<4> { init: |weights, _, _| constant(weights, 0.25) },
        third: Dense<3> { init: orthogonal },
        fourth: Dense<2> {
            init: |weights, site, random| {
                variance_scaling(weights, site, 2.0, Fan::Out, Distribution::Uniform, random);
                scale(weights, 100.0);
            }
        },
        Linear,
    }
}

#[test]
fn a_closure_is_an_option_of_a_network() {
    let network = Drawings::<f64>::boxed(1);
    let largest = |weights: &[f64]| weights.iter().fold(0.0f64, |largest, weight| largest.max(weight.abs()));
    let first = largest(network.first.weights.as_slice());
    assert!(first > 0.04 && first <= 0.05, "{first}");
    assert!(network.second.weights.iter().all(|&weight| weight == 0.25));
    let product = network.third.weights * network.third.weights.transpose();
    assert!((product - ffnn::nalgebra::SMatrix::<f64, 3, 3>::identity()).amax() < 1e-14, "{product}");
    // √(3 · 2 / outputs), a hundred times.
    let (fourth, bound) = (largest(network.fourth.weights.as_slice()), 100.0 * 3.0f64.sqrt());
    assert!(fourth > 0.5 * bound && fourth <= bound, "{fourth} of {bound}");
}
