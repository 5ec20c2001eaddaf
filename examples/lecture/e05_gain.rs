//! E5. Xavier's weights and the logistic function.
//!
//! Xavier's derivation takes activations to have slope 1 at zero. Tanh has it; the logistic function has slope 1/4, so
//! its weights should be four times as large. How much of the gradient is left at the first of ten layers then?

use std::error::Error;

use ffnn::initializers::lecture_sigmoid;
use ffnn::initializers::scale;
use ffnn::prelude::*;
use ffnn::{Initializer, Random, Site, Weights};

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, geometric_mean, short};
use crate::networks::DeepSigmoid;
use crate::training::{drawn, norm, weights};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E5",
    title: "Xavier's weights for logistic neurons",
    claim: "For logistic neurons draw weights with σ = √(2 / (inputs + outputs)).",
    run,
};

/// The lecture's weights, and larger ones.
const GAINS: [(u32, Initializer, &str); 4] = [
    (1, lecture_sigmoid, "2.3e-6"),
    (2, |weights, site, random| scaled(weights, site, random, 2.0), "2.6e-4"),
    (4, |weights, site, random| scaled(weights, site, random, 4.0), "9.7e-3"),
    (6, |weights, site, random| scaled(weights, site, random, 6.0), "3.8e-2"),
];

fn scaled(weights: &mut dyn Weights, site: Site, random: &mut Random, gain: f64) {
    lecture_sigmoid(weights, site, random);
    scale(weights, gain);
}
const BATCH: usize = 256;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let mut table = Table::new(["σ is Xavier's times", "‖dC/dW‖ of the first layer / tenth", "expected"]);
    let mut ratios = Vec::new();
    for (gain, initializer, expected) in GAINS {
        let mut seeds = Vec::new();
        for seed in 1..=5 {
            let data = data::split(seed)?.training;
            let mut trainer = Trainer::<DeepSigmoid>::builder().batch(BATCH).build_with(drawn(initializer, seed))?;
            trainer.compute(&data.inputs()[..BATCH], &data.targets()[..BATCH])?;
            let gradient = weights(trainer.gradient());
            seeds.push(norm(gradient[0]) / norm(gradient[9]));
        }
        let ratio = geometric_mean(&seeds);
        table.row([gain.to_string(), short(ratio), expected.into()]);
        ratios.push(ratio);
    }
    outcome.table(table);
    let chart = Bars::new(
        "what is left of the gradient below ten logistic layers",
        Axis::logarithmic("first layer / tenth"),
        GAINS.map(|(gain, ..)| format!("{gain} × Xavier")),
    );
    outcome.picture("gain", "Larger weights keep more of it.", chart.bars("left", ratios.clone()).svg()?);
    outcome.check(ratios.is_sorted_by(|a, b| a < b), "The larger the weights, the more of the gradient is left.");
    outcome.contrary(format!(
        "The lecture's σ is right for slope 1 and four times too small for the logistic function: {} is left with it, {} \
         with four times as much. Even that is little; the remedy is another activation or batch normalization.",
        short(ratios[0]),
        short(ratios[2])
    ));
    Ok(outcome)
}
