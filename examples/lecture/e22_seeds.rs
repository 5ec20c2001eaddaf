//! E22. How much hangs on the first draw.
//!
//! The same deep networks, trained on the same digits, from different initial weights.

use std::error::Error;

use ffnn::Initializer;
use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, median, short};
use crate::networks::{DeepElu, DeepRelu, DeepTanh};
use crate::training::{Plan, Reader, drawn, each_seed, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E22",
    title: "how much hangs on the first draw",
    claim: "The non-linearity makes the cost non-convex, and gradient descent on a non-convex cost is sensitive to the \
            initial parameters.",
    run,
};

const SEEDS: u64 = 8;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("tanh, Xavier, rate 0.1", accuracies::<DeepTanh>(glorot_normal, 0.1)?, "0.968"),
        ("ReLU, He, rate 0.1", accuracies::<DeepRelu>(he_normal, 0.1)?, "0.912 ± 0.055"),
        ("ELU, He, rate 0.1", accuracies::<DeepElu>(he_normal, 0.1)?, "breaks down"),
        ("ELU, He, rate 0.03", accuracies::<DeepElu>(he_normal, 0.03)?, "0.961"),
    ];
    outcome.say(format!("Ten hidden layers, twenty epochs of gradient descent, {SEEDS} draws of the initial weights:"));
    let mut table = Table::new(["network", "worst", "median", "best", "broke down", "expected"]);
    let mut chart = Chart::new(
        "accuracy on the validation data, one point a draw",
        Axis::linear("draw").between(0.0, SEEDS as f64 + 1.0),
        Axis::linear("accuracy").between(0.0, 1.05),
    );
    for (row, (name, accuracies, expected)) in rows.iter().enumerate() {
        let whole: Vec<f64> = accuracies.iter().flatten().copied().collect();
        let broke = (accuracies.len() - whole.len()).to_string();
        let (worst, best) = whole.iter().fold((1.0_f64, 0.0_f64), |(low, high), &a| (low.min(a), high.max(a)));
        let figures = if whole.is_empty() {
            ["–", "–", "–"].map(String::from)
        } else {
            [worst, median(&whole), best].map(short)
        };
        table.row([name, &figures[0][..], &figures[1], &figures[2], &broke, expected]);
        let points = accuracies.iter().enumerate();
        chart = chart.dots(
            *name,
            points.map(|(draw, accuracy)| (draw as f64 + 0.82 + 0.12 * row as f64, accuracy.unwrap_or(0.02))),
        );
    }
    outcome.table(table);
    outcome.picture("draws", "Points at the bottom are trainings that broke down.", chart.svg()?);
    outcome.say("Nothing is asserted here: it is the spread that matters.");
    Ok(outcome)
}

/// The accuracy of each draw; none where training broke down.
fn accuracies<N: Reader>(initializer: Initializer, rate: f64) -> Result<Vec<Option<f64>>, Box<dyn Error>> {
    // The same data for all: only the draw differs.
    let split = data::split(1)?;
    each_seed(SEEDS, |seed| {
        let plan = Plan { epochs: 20, batch: 32, seed: 1 };
        let start = drawn::<N>(initializer, seed);
        let trained = train(start, GradientDescent::new(rate), &split.training, Some(&split.validation), plan)?;
        Ok(trained.validation().map(|validation| validation.metric))
    })
}
