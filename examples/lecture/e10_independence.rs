//! E10. Does batch normalization make layers independent?
//!
//! The gradient says how to change each layer if all others stay; a step changes all at once. How far may a single step
//! go until the loss no longer falls? And how much does what all layers do together differ from the sum of what each
//! does alone?

use std::error::Error;

use ffnn::Initializer;
use ffnn::prelude::*;

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, geometric_mean, short};
use crate::networks::{DeepElu, DeepEluNorm, DeepSigmoid, DeepSigmoidNorm, DeepTanh, DeepTanhNorm};
use crate::training::{Lessons, Reader, drawn, each_seed};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E10",
    title: "batch normalization and the independence of layers",
    claim: "Updating all layers at once gives unexpected results, because the gradient assumes that the others do not \
            change; batch normalization makes the learning of layers more independent of each other.",
    run,
};

const BATCH: usize = 512;
const SEEDS: u64 = 5;

/// The effect of a single step from the initial weights, the geometric mean over the seeds.
struct Step {
    /// The largest rate at which the loss still falls.
    largest: f64,
    /// How much all layers together differ from the sum of each alone, at a rate of 0.05.
    interplay: f64,
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("sigmoid", step::<DeepSigmoid>(glorot_normal)?, step::<DeepSigmoidNorm>(glorot_normal)?, "1 to 1.3, then 1.6"),
        ("tanh", step::<DeepTanh>(glorot_normal)?, step::<DeepTanhNorm>(glorot_normal)?, "0.2 to 1, then 0.63 to 1.6"),
        ("ELU", step::<DeepElu>(he_normal)?, step::<DeepEluNorm>(he_normal)?, "0.02 to 0.16, then 0.8 to 1.3"),
    ];
    outcome.say(format!("One step of gradient descent on {BATCH} digits at once, ten hidden layers, {SEEDS} draws:"));
    let mut table =
        Table::new(["activation", "largest rate", "with batch norm", "expected", "interplay", "with batch norm"]);
    for (name, plain, normalized, expected) in &rows {
        let rates = [plain.largest, normalized.largest].map(short);
        let interplay = [plain.interplay, normalized.interplay].map(short);
        table.row([name, &rates[0][..], &rates[1], expected, &interplay[0], &interplay[1]]);
    }
    outcome.table(table);
    outcome.say(
        "Interplay: |change of the loss by all layers - sum of the changes by each alone| / |that sum| at a rate of 0.05. \
         Expected: ELU 1.07, then 0.13; tanh 0.15, then 0.25; sigmoid 0.016, then 0.032.",
    );
    let chart = Bars::new(
        "largest rate at which a single step lowers the loss",
        Axis::logarithmic("rate"),
        rows.each_ref().map(|(name, ..)| *name),
    );
    let svg = chart
        .bars("plain", rows.iter().map(|(_, plain, ..)| plain.largest))
        .bars("with batch norm", rows.iter().map(|(_, _, normalized, _)| normalized.largest))
        .svg()?;
    outcome.picture("rate", "With batch normalization steps may be much longer, most of all with ELU.", svg);

    let (_, plain, normalized, _) = &rows[2];
    let factor = normalized.largest / plain.largest;
    outcome.figure("ELU: how many times larger the largest rate is", short(factor), "6 to 63");
    outcome.check(factor > 3.0, "For ELU the largest rate is more than three times as large with batch normalization.");
    let independent = normalized.interplay < plain.interplay;
    outcome.check(independent, "For ELU the layers interfere less with each other.");
    if rows[..2].iter().any(|(_, plain, normalized, _)| normalized.interplay >= plain.interplay) {
        outcome.contrary(
            "With tanh and sigmoid the layers do not become more independent by this measure: they start with gradients so \
             small that there is little to interfere.",
        );
    }
    Ok(outcome)
}

fn step<N: Reader>(initializer: Initializer) -> Result<Step, Box<dyn Error>> {
    let runs = each_seed(SEEDS, |seed| {
        let data = data::split(seed)?.training;
        let (inputs, targets) = (&data.inputs()[..BATCH], &data.targets()[..BATCH]);
        let builder = Trainer::<N>::builder().optimizer(GradientDescent::new(1.0)).batch(BATCH);
        let mut trainer: Lessons<N, _> = builder.build_with(drawn(initializer, seed))?;
        let before = trainer.compute(inputs, targets)?;
        let start = trainer.network().parameters().clone_boxed();
        let gradient = trainer.gradient().clone_boxed();
        // How much the loss changes when the parameters in `range` go down their gradient.
        let mut change = |rate: f64, range: std::ops::Range<usize>| {
            let (parameters, _) = trainer.network_mut().parts_mut();
            parameters.as_mut_slice().copy_from_slice(start.as_slice());
            for (parameter, g) in parameters.as_mut_slice()[range.clone()].iter_mut().zip(&gradient.as_slice()[range]) {
                *parameter -= rate as f32 * g;
            }
            // A NaN loss has not fallen.
            trainer.compute(inputs, targets).map_or(f64::INFINITY, |after| after - before)
        };
        let all = 0..start.as_slice().len();
        let rates = (0..).map(|step| 1e-3 * 10_f64.powf(f64::from(step) / 20.0));
        let largest = rates.take_while(|&rate| rate < 100.0 && change(rate, all.clone()) < 0.0).last().unwrap_or(1e-3);
        let together = change(0.05, all.clone());
        let alone: f64 = layers::<N>().into_iter().map(|range| change(0.05, range)).sum();
        Ok((largest, ((together - alone) / alone).abs()))
    })?;
    let mean = |figure: fn(&(f64, f64)) -> f64| geometric_mean(&runs.iter().map(figure).collect::<Vec<_>>());
    Ok(Step { largest: mean(|run| run.0), interplay: mean(|run| run.1) })
}

/// Where the parameters of each layer lie, those of a batch normalization with the dense layer before it.
fn layers<N: Network>() -> Vec<std::ops::Range<usize>> {
    let mut layers: Vec<std::ops::Range<usize>> = Vec::new();
    for layer in N::Parameters::LAYERS.iter().filter(|layer| layer.parameters > 0) {
        let end = layer.offset + layer.parameters;
        match layers.last_mut() {
            Some(last) if layer.kind == "BatchNorm" => last.end = end,
            _ => layers.push(layer.offset..end),
        }
    }
    layers
}
