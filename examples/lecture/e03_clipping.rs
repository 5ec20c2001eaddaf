//! E3. Gradients that explode, and clipping.
//!
//! Ten ReLU layers whose weights are twice as large as He's: each layer doubles the signal on its way up and the
//! gradient on its way down. Clipping bounds what reaches the parameters, entry by entry or as a whole.

use std::error::Error;

use ffnn::initializers::scale;
use ffnn::kernels::{Baseline, InstructionSet};
use ffnn::optimizers::ClipByValue;
use ffnn::prelude::*;
use ffnn::{Optimizer, Random, Site, Weights};

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, short};
use crate::networks::DeepRelu;
use crate::training::{Lessons, drawn, each_batch, judge, norm};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E3",
    title: "exploding gradients and clipping",
    claim: "Clip the gradients during backpropagation so that they never exceed some threshold.",
    run,
};

const THRESHOLD: f64 = 1.0;
const RATE: f64 = 0.01;
const EPOCHS: usize = 10;
const BATCH: usize = 32;

/// A clipped training as it went.
struct Run {
    broke: Option<ffnn::TrainError>,
    loss: f64,
    accuracy: f64,
    /// Norm of the whole gradient in each step, before clipping and after.
    norms: Vec<(f64, f64)>,
    /// The largest entry of any gradient after clipping.
    largest: f64,
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let runs = [
        ("as it comes", typical(None::<ClipByValue>)?, "NaN"),
        ("clipped by value", typical(Some(ClipByValue(THRESHOLD)))?, "0.757"),
        ("clipped by global norm", typical(Some(ClipByGlobalNorm(THRESHOLD)))?, "0.477, finite"),
    ];
    let first = runs[0].1.norms.first().map_or(f64::NAN, |norms| norms.0);
    outcome.say(format!(
        "Gradient descent at a rate of {RATE}, {EPOCHS} epochs, a threshold of {THRESHOLD}; of five draws the one in the \
         middle. The norm of the very first gradient is {}.",
        short(first)
    ));
    let mut table = Table::new(["gradient", "what became of it", "validation loss", "accuracy", "expected"]);
    for (name, run, expected) in &runs {
        let (end, loss, accuracy) = match &run.broke {
            Some(_) => (format!("broke down in step {}", run.norms.len() + 1), "–".into(), "–".into()),
            None => (format!("all {} steps", run.norms.len()), short(run.loss), short(run.accuracy)),
        };
        table.row([name, &end[..], &loss, &accuracy, expected]);
    }
    outcome.table(table);
    if let Some(error) = &runs[0].1.broke {
        outcome.say(format!("What the library says to the first: “{error}”."));
    }

    let steps = |norms: &[(f64, f64)], part: fn(&(f64, f64)) -> f64| -> Vec<(f64, f64)> {
        norms.iter().enumerate().map(|(step, norms)| (step as f64 + 1.0, part(norms))).collect()
    };
    let chart = Chart::new(
        "norm of the gradient, step by step",
        Axis::linear("step"),
        Axis::logarithmic("norm").between(0.1, 1e7),
    );
    let svg = chart
        .line("as it comes", steps(&runs[0].1.norms, |norms| norms.0))
        .line("before clipping by value", steps(&runs[1].1.norms, |norms| norms.0))
        .line("after clipping by value", steps(&runs[1].1.norms, |norms| norms.1))
        .line("before clipping the norm", steps(&runs[2].1.norms, |norms| norms.0))
        .line("after clipping the norm", steps(&runs[2].1.norms, |norms| norms.1))
        .svg()?;
    outcome.picture("norms", "Unclipped, training is over after a few steps.", svg);

    let [(_, free, _), (_, by_value, _), (_, by_norm, _)] = &runs;
    outcome.figure("norm of the first gradient", short(first), "1.8e3 to 2.4e3");
    outcome.check(free.broke.is_some(), "Without clipping training breaks down.");
    let finite = by_value.broke.is_none() && by_norm.broke.is_none();
    outcome.check(finite, "With either clipping all numbers stay finite.");
    let learned = by_value.accuracy > 0.3;
    outcome.check(learned, "Clipped by value, the network learns: three times as many digits as by chance.");
    outcome
        .check(by_value.largest <= THRESHOLD, "No entry of a gradient exceeds the threshold after clipping by value.");
    let longest = by_norm.norms.iter().map(|norms| norms.1).fold(0.0, f64::max);
    let bounded = longest <= THRESHOLD * (1.0 + 1e-6);
    outcome.check(bounded, "No gradient is longer than the threshold after clipping by global norm, to 1e-6.");
    Ok(outcome)
}

/// He's weights, twice as large.
fn twice_he(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    he_normal(weights, site, random);
    scale(weights, 2.0);
}

/// Of the runs from five draws the one whose accuracy is in the middle: where numbers explode, the last bit of a weight
/// decides what a single one ends with.
fn typical<C: Optimizer>(clip: Option<C>) -> Result<Run, Box<dyn Error>> {
    let mut runs = (1..=5).map(|draw| clipped(clip.as_ref(), draw)).collect::<Result<Vec<_>, _>>()?;
    runs.sort_by(|a, b| a.accuracy.total_cmp(&b.accuracy));
    Ok(runs.swap_remove(2))
}

/// Trains by hand: compute, process, apply.
fn clipped<C: Optimizer>(clip: Option<&C>, draw: u64) -> Result<Run, Box<dyn Error>> {
    let split = data::split(1)?;
    let builder = Trainer::<DeepRelu>::builder().optimizer(GradientDescent::new(RATE)).batch(BATCH);
    let builder = builder.instructions(InstructionSet::DETERMINISTIC);
    let mut trainer: Lessons<DeepRelu, _> = builder.build_with(drawn(twice_he, draw))?;
    let mut run = Run { broke: None, loss: f64::NAN, accuracy: 0.1, norms: Vec::new(), largest: 0.0 };
    for epoch in 0..EPOCHS {
        let trained = each_batch(&split.training, BATCH, 1, epoch as u64, |inputs, targets| {
            trainer.compute(inputs, targets)?;
            trainer.process(|gradient, network| {
                let before = norm(gradient.as_slice());
                if let Some(clip) = clip {
                    clip.transform(Baseline, &mut clip.state(), network.parameters(), gradient);
                }
                run.norms.push((before, norm(gradient.as_slice())));
                let entries = gradient.as_slice().iter().map(|entry| f64::from(entry.abs()));
                run.largest = entries.fold(run.largest, f64::max);
            });
            trainer.apply()
        });
        if let Err(error) = trained {
            run.broke = Some(error);
            return Ok(run);
        }
    }
    let validation = judge(trainer.network(), &split.validation);
    Ok(Run { loss: validation.loss, accuracy: validation.metric, ..run })
}
