//! Standard deviation, bound and kurtosis of drawn weights.

use ffnn::prelude::*;
use ffnn::{Initializer, Site, Stream, Weights};
use serde_json::Value;

use crate::reference::{self, number};

/// Weights to draw, of a shape known when running.
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

/// Draws until there are as many weights as the largest matrix has.
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

/// Five standard errors of mean, standard deviation and kurtosis, and a bound that is kept and nearly reached.
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
        let [std, limit, expected_kurtosis] = ["std", "limit", "kurtosis"].map(|key| number(&entry[key]));
        let error = (deviation / std - 1.0) / ((expected_kurtosis - 1.0) / (4.0 * count)).sqrt();
        println!("{name}, {} to {}: {error:+.1} standard errors", entry["fan_in"], entry["fan_out"]);
        assert!(error.abs() < 5.0, "{name}: standard deviation {deviation}, expected {std}");
        assert!(mean.abs() < 5.0 * std / count.sqrt(), "{name}: mean {mean}, expected 0");
        assert!(largest <= limit * (1.0 + 1e-12), "{name}: {largest} is beyond the bound {limit}");
        assert!(largest > 0.999 * limit, "{name}: {largest} is far from the bound {limit}");
        // The standard error for a normal distribution, which is larger than for these.
        let kurtosis_error = (kurtosis - expected_kurtosis) / (24.0 / count).sqrt();
        assert!(kurtosis_error.abs() < 5.0, "{name}: kurtosis {kurtosis}, expected {expected_kurtosis}");
    }
}

#[test]
fn glorot() {
    check("glorot_uniform", glorot_uniform);
    check("glorot_normal_truncated", glorot_normal);
}

#[test]
fn he() {
    check("he_uniform", he_uniform);
    check("he_normal_truncated", he_normal);
}

#[test]
fn lecun() {
    check("lecun_uniform", lecun_uniform);
    check("lecun_normal_truncated", lecun_normal);
}
