//! E10b. Batch normalization trains what did not train.
//!
//! Ten hidden layers at learning rates from 0.003 to 1, with and without batch normalization.

use std::error::Error;

use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, short};
use crate::networks::{DeepElu, DeepEluNorm, DeepRelu, DeepReluNorm, DeepSigmoid, DeepSigmoidNorm};
use crate::training::{Plan, Reader, each_seed, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E10b",
    title: "batch normalization trains what did not train",
    claim: "Batch normalization addresses the problem that the distribution of each layer's inputs changes during training.",
    run,
};

const RATES: [f64; 6] = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0];

/// Accuracy on the validation data at each rate.
type Accuracies = [f64; 6];

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("sigmoid", accuracies::<DeepSigmoid>()?, "0.101 at every rate"),
        ("sigmoid, batch norm", accuracies::<DeepSigmoidNorm>()?, "0.931 at 0.03"),
        ("ReLU", accuracies::<DeepRelu>()?, "best 0.878, usable to 0.03"),
        ("ReLU, batch norm", accuracies::<DeepReluNorm>()?, "best 0.958, usable to 1"),
        ("ELU", accuracies::<DeepElu>()?, "best 0.961, NaN from 0.1"),
        ("ELU, batch norm", accuracies::<DeepEluNorm>()?, "best 0.963, no NaN"),
    ];
    outcome.say("Accuracy on the validation data after ten epochs, the mean of two seeds; 0.1 is a guess:");
    let header = ["network".to_string()].into_iter().chain(RATES.map(|rate| format!("rate {rate}")));
    let mut table = Table::new(header.chain(["expected".to_string()]));
    let mut chart = Chart::new(
        "accuracy after ten epochs at each learning rate",
        Axis::logarithmic("learning rate"),
        Axis::linear("accuracy").between(0.0, 1.05),
    );
    for (name, accuracies, expected) in &rows {
        let figures = accuracies.map(short);
        table.row([vec![name.to_string()], figures.to_vec(), vec![expected.to_string()]].concat());
        chart = chart.line(*name, RATES.into_iter().zip(*accuracies));
    }
    outcome.table(table);
    outcome.picture("rates", "With batch normalization nearly any rate will do.", chart.svg()?);
    let best = |row: usize| rows[row].1.iter().copied().fold(0.0, f64::max);
    outcome.check(best(0) < 0.2, "Ten logistic layers do not learn at any rate: below 0.2.");
    outcome.check(best(1) > 0.85, "With batch normalization they do: above 0.85.");
    Ok(outcome)
}

fn accuracies<N: Reader>() -> Result<Accuracies, Box<dyn Error>> {
    let mut accuracies = [0.0; 6];
    for (accuracy, rate) in accuracies.iter_mut().zip(RATES) {
        *accuracy = mean(&each_seed(2, |seed| {
            let split = data::split(seed)?;
            let training = data::whole_batches(&split.training, 32)?;
            let plan = Plan { epochs: 10, batch: 32, seed };
            let descent = GradientDescent::new(rate);
            Ok(train(N::boxed(seed), descent, &training, Some(&split.validation), plan)?.accuracy())
        })?);
    }
    Ok(accuracies)
}
