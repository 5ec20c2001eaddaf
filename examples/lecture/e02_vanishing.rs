//! E2. The size of the gradient, layer by layer.
//!
//! Ten hidden layers, not trained at all: one batch of digits goes forward, its gradient comes back. How much of it is
//! left at the first layer, measured by what the tenth gets?

use std::error::Error;

use ffnn::Initializer;
use ffnn::initializers::lecun_normal;
use ffnn::initializers::normal;
use ffnn::prelude::*;

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, geometric_mean, short};
use crate::networks::{DeepElu, DeepEluNorm, DeepLeaky, DeepRelu, DeepSigmoid, DeepSigmoidNorm, DeepTanh};
use crate::training::{Reader, drawn, norm, weights};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E2",
    title: "vanishing gradients, layer by layer",
    claim: "Gradients often get smaller and smaller on the way down to the lower layers.",
    run,
};

const SEEDS: u64 = 5;
const BATCH: usize = 256;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows: [(&str, Vec<f64>, &str); 10] = [
        ("sigmoid, Xavier", gradients::<DeepSigmoid>(glorot_normal)?, "2.3e-6"),
        (
            "sigmoid, normal 0.05",
            gradients::<DeepSigmoid>(|weights, _, random| normal(weights, 0.05, random))?,
            "2.0e-9",
        ),
        ("sigmoid, normal 1", gradients::<DeepSigmoid>(|weights, _, random| normal(weights, 1.0, random))?, "0.089"),
        ("tanh, Xavier", gradients::<DeepTanh>(glorot_normal)?, "1.26"),
        ("ReLU, He", gradients::<DeepRelu>(he_normal)?, "0.94"),
        ("leaky ReLU, He", gradients::<DeepLeaky>(he_normal)?, "0.97"),
        ("ELU, He", gradients::<DeepElu>(he_normal)?, "1.22"),
        ("ELU, LeCun", gradients::<DeepElu>(lecun_normal)?, "1.31"),
        ("sigmoid, Xavier, batch norm", gradients::<DeepSigmoidNorm>(glorot_normal)?, "1.21"),
        ("ELU, He, batch norm", gradients::<DeepEluNorm>(he_normal)?, "1.25"),
    ];
    outcome.say(format!(
        "The norm of the gradient with respect to the weights of each layer before any training: a batch of {BATCH} digits, the \
         geometric mean over {SEEDS} draws."
    ));
    let mut table = Table::new(["activation, weights", "first layer", "fifth", "tenth", "first / tenth", "expected"]);
    for (name, norms, expected) in &rows {
        let [first, fifth, tenth] = [norms[0], norms[4], norms[9]].map(short);
        table.row([name, &first[..], &fifth, &tenth, &short(norms[0] / norms[9]), expected]);
    }
    outcome.table(table);

    let (vanishing, healthy) = (&rows[0], &rows[9]);
    outcome.drawing(drawn_bars(vanishing, healthy));
    let layers = (1..=10).map(|layer| layer.to_string());
    let chart = Bars::new("norm of the gradient at each layer", Axis::logarithmic("‖dC/dW‖"), layers);
    let svg = chart.bars(vanishing.0, vanishing.1[..10].to_vec()).bars(healthy.0, healthy.1[..10].to_vec()).svg()?;
    outcome.picture("gradients", "The layers from the first to the tenth; an equal step up is an equal factor.", svg);

    let ratio = |row: &(&str, Vec<f64>, &str)| row.1[0] / row.1[9];
    outcome.check(ratio(vanishing) < 1e-4, "Through ten logistic layers less than 1/10,000 of the gradient is left.");
    outcome.check(
        (0.2..=5.0).contains(&ratio(healthy)),
        "With ELU, He's weights and batch normalization it stays between 1/5 and 5 times.",
    );
    let better = ratio(healthy) / ratio(vanishing);
    outcome.figure("how many times more is left with all three remedies", short(better), "above 10,000");
    outcome.check(better > 1e4, "That is more than 10,000 times better.");
    Ok(outcome)
}

/// A bar a layer for two networks side by side, ten times as much for three characters more.
fn drawn_bars(left: &(&str, Vec<f64>, &str), right: &(&str, Vec<f64>, &str)) -> String {
    let bar = |norm: f64| "█".repeat((3.0 * (norm / 1e-7).log10()).round().max(0.0) as usize);
    let mut drawing = format!("         {:<35} {}\n", left.0, right.0);
    for layer in 0..10 {
        let [left, right] = [left.1[layer], right.1[layer]].map(|norm| format!("{:>7} {}", short(norm), bar(norm)));
        drawing += &format!("layer {:>2} {left:<35} {right}\n", layer + 1);
    }
    drawing
}

/// The norm of the gradient of each layer's weights, the geometric mean over a few draws.
fn gradients<N: Reader>(initializer: Initializer) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut layers: Vec<Vec<f64>> = Vec::new();
    for seed in 1..=SEEDS {
        let data = data::split(seed)?.training;
        let mut trainer = Trainer::<N>::builder().batch(BATCH).build_with(drawn(initializer, seed))?;
        trainer.compute(&data.inputs()[..BATCH], &data.targets()[..BATCH])?;
        let gradient = weights(trainer.gradient());
        layers.resize(gradient.len(), Vec::new());
        for (layer, gradient) in layers.iter_mut().zip(gradient) {
            layer.push(norm(gradient));
        }
    }
    Ok(layers.iter().map(|norms| geometric_mean(norms)).collect())
}
