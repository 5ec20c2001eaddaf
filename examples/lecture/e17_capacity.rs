//! E17. Enough parameters fit anything.
//!
//! A hundred digits under names drawn at random: there is nothing to learn in them, and yet a large network learns them
//! all.

use std::error::Error;

use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, mean, short};
use crate::shared::Dense;
use crate::training::{Plan, each_seed, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E17",
    title: "enough parameters fit anything",
    claim: "With many parameters a model has a high degree of freedom and can fit a huge variety of data sets, so it is \
            prone to overfit the training set.",
    run,
};

network! {
    /// Three hundred thousand parameters for a hundred digits.
    struct Huge: 64 -> 10 {
        Dense<512> { init: he_normal }, Relu,
        Dense<512> { init: he_normal }, Relu,
        Dense<10>, Softmax,
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let runs = each_seed(3, |seed| {
        let split = data::split(seed)?;
        let training = data::meaningless(&data::few(&split.training, 100, seed)?, seed)?;
        let plan = Plan { epochs: 60, batch: 32, seed };
        train(Huge::boxed(seed), Adam::new(1e-3), &training, Some(&split.validation), plan)
    })?;
    let last: Vec<_> = runs.iter().filter_map(|run| run.epochs.last()).collect();
    let training: Vec<f64> = last.iter().map(|epoch| epoch.training.metric).collect();
    let validation: Vec<f64> = runs.iter().map(|run| run.accuracy()).collect();
    outcome.say(format!(
        "{} parameters, 100 digits under random names, 60 epochs of Adam, 3 seeds.",
        <Huge as Flat<f32>>::COUNT
    ));
    outcome.figure("accuracy on the hundred digits", short(mean(&training)), "1.000");
    outcome.figure("accuracy on digits under their right names", short(mean(&validation)), "0.134");
    let epochs = &runs[0].epochs;
    let chart = Chart::new(
        "learning names that mean nothing",
        Axis::linear("epoch"),
        Axis::linear("accuracy").between(0.0, 1.05),
    );
    let svg = chart
        .line("training", epochs.iter().map(|epoch| (epoch.number as f64, epoch.training.metric)))
        .line("validation", epochs.iter().filter_map(|epoch| Some((epoch.number as f64, epoch.validation?.metric))))
        .svg()?;
    outcome.picture("accuracy", "Everything is remembered, nothing is understood.", svg);
    outcome.check(training.iter().all(|&accuracy| accuracy == 1.0), "Every one of the random names is learned.");
    outcome.check(mean(&validation) < 0.25, "On other digits the network is hardly better than a guess: below 0.25.");
    Ok(outcome)
}
