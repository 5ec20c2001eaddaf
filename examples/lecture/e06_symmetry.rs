//! E6. Breaking symmetry.
//!
//! Hidden neurons that start with the same weights get the same gradient, so they stay the same for ever: thirty-two of
//! them are no better than one.

use std::error::Error;

use ffnn::nalgebra::DMatrix;
use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, short};
use crate::shared::Dense;
use crate::training::{Plan, Trained, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E6",
    title: "breaking symmetry",
    claim: "Initial parameters must break the symmetry: hidden units with the same inputs and the same activation must \
            start with different parameters, so that each computes a different function.",
    run,
};

network! {
    /// One hidden layer.
    struct Shallow: 64 -> 10 {
        hidden: Dense<32>,
        Tanh,
        output: Dense<10>,
        Softmax,
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let split = data::split(1)?;
    let plan = Plan { epochs: 20, batch: 32, seed: 1 };
    let mut equal = Shallow::<f32>::boxed(1);
    equal.hidden.weights.fill(0.05);
    equal.output.weights.fill(0.05);
    let starts = [("all weights 0.05", equal), ("drawn at random", Shallow::boxed(1))];
    let [equal, random] = starts.map(|(name, network)| {
        train(network, GradientDescent::new(0.1), &split.training, Some(&split.validation), plan).map(|run| (name, run))
    });
    let runs = [equal?, random?];

    let mut table =
        Table::new(["start", "different hidden neurons", "rank of their weights", "validation accuracy", "expected"]);
    for ((name, run), expected) in runs.iter().zip(["rank 1, 0.101", "rank 32, 0.945"]) {
        let (different, rank) = (different(&run.network), rank(&run.network));
        table.row([name, &different.to_string()[..], &rank.to_string(), &short(run.accuracy()), expected]);
    }
    outcome.table(table);
    let curve = |run: &Trained<Shallow>| -> Vec<(f64, f64)> {
        let epochs = run.epochs.iter();
        epochs
            .map(|epoch| (epoch.number as f64, epoch.validation.map_or(0.0, |validation| validation.metric)))
            .collect()
    };
    let mut chart = Chart::new(
        "accuracy on the validation data",
        Axis::linear("epoch"),
        Axis::linear("accuracy").between(0.0, 1.0),
    );
    for (name, run) in &runs {
        chart = chart.line(*name, curve(run));
    }
    outcome.picture("accuracy", "Thirty-two times the same neuron learns next to nothing.", chart.svg()?);

    let [(_, equal), (_, random)] = &runs;
    let same = different(&equal.network) == 1;
    outcome.check(same, "After twenty epochs all hidden neurons have the same weights, bit for bit.");
    outcome.check(rank(&random.network) == 32, "Drawn at random, they are all different: rank 32.");
    outcome.check(equal.accuracy() < 0.3, "Without broken symmetry the accuracy stays below 0.3.");
    outcome.check(random.accuracy() > 0.9, "With it, it is above 0.9.");
    Ok(outcome)
}

/// Number of hidden neurons that differ, compared bit by bit.
fn different(network: &Shallow) -> usize {
    let mut neurons: Vec<Vec<u32>> =
        network.hidden.weights.row_iter().map(|row| row.iter().map(|weight| weight.to_bits()).collect()).collect();
    neurons.sort();
    neurons.dedup();
    neurons.len()
}

/// The rank of the hidden weights.
fn rank(network: &Shallow) -> usize {
    let weights = &network.hidden.weights;
    let values =
        DMatrix::from_iterator(weights.nrows(), weights.ncols(), weights.iter().map(|&weight| f64::from(weight)));
    values.rank(1e-5)
}
