//! E19b. Faster optimizers on real data.
//!
//! Two layers of tanh neurons learn the digits with each optimizer at the best rate of a grid. How many epochs until
//! the loss on the training data is below 0.05?

use std::error::Error;

use ffnn::Optimizer;
use ffnn::optimizers::Nadam;
use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, median, short};
use crate::networks::Tanh64;
use crate::training::{Plan, each_seed, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E19b",
    title: "faster optimizers",
    claim: "Better optimization algorithms than gradient descent improve the speed of training: momentum, Nesterov's \
            momentum, AdaGrad, RMSProp, Adam.",
    run,
};

const EPOCHS: usize = 30;
const SEEDS: u64 = 5;
const LOW: f64 = 0.05;

/// One optimizer at one rate.
struct Run {
    rate: f64,
    /// Loss on the training data after each epoch, the median of the seeds.
    losses: Vec<f64>,
}

impl Run {
    /// The first epoch after which the loss is low; one beyond the last if there is none.
    fn epochs(&self) -> usize {
        self.losses.iter().position(|&loss| loss < LOW).unwrap_or(EPOCHS) + 1
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    const LARGE: [f64; 4] = [0.03, 0.1, 0.3, 1.0];
    const SMALL: [f64; 4] = [0.001, 0.003, 0.01, 0.03];
    let rows: [(&str, Run, &str); 7] = [
        ("gradient descent", best(LARGE, GradientDescent::new)?, "14, 0.180, 0.0090"),
        ("momentum", best(LARGE, Momentum::new)?, "6, 0.182, 0.0012"),
        ("Nesterov", best(LARGE, Nesterov::new)?, "6, 0.069, 0.0014"),
        ("AdaGrad", best(LARGE, AdaGrad::new)?, "14, 0.177, 0.0102"),
        ("RMSProp", best(SMALL, RmsProp::new)?, "11, 0.165, 0.0006"),
        ("Adam", best(SMALL, Adam::new)?, "6, 0.099, 0.0006"),
        ("Nadam", best(SMALL, Nadam::new)?, "8, 0.077, 0.0007"),
    ];
    outcome.say(format!(
        "64-64-64-10 tanh, batches of 32, the median of {SEEDS} seeds, each optimizer at the best of the rates 0.03, 0.1, \
         0.3 and 1, the last three of 0.001, 0.003, 0.01 and 0.03:"
    ));
    let mut table = Table::new(["optimizer", "best rate", "epochs to 0.05", "loss after 3", "after 30", "expected"]);
    for (name, run, expected) in &rows {
        let [third, last] = [run.losses[2], run.losses[EPOCHS - 1]].map(short);
        table.row([name, &run.rate.to_string()[..], &run.epochs().to_string(), &third, &last, expected]);
    }
    outcome.table(table);
    outcome.say("The expected figures are those of the three columns before, at best rates of their own grid.");
    let mut chart = Chart::new(
        "loss on the training data, each at its best rate",
        Axis::linear("epoch"),
        Axis::logarithmic("loss"),
    );
    for (name, run, _) in &rows {
        chart = chart.line(*name, run.losses.iter().enumerate().map(|(epoch, &loss)| (epoch as f64 + 1.0, loss)));
    }
    outcome.picture("losses", "Adam and momentum need about half of the epochs of gradient descent.", chart.svg()?);

    let same =
        [losses(GradientDescent::new(0.01))?[2], losses(Momentum::new(0.01))?[2], losses(Nesterov::new(0.01))?[2]];
    outcome.say(format!(
        "At one rate for all, 0.01, the loss after three epochs is {} with gradient descent, {} with momentum and {} \
         with Nesterov's (expected: 1.88, 0.438, 0.432).",
        short(same[0]),
        short(same[1]),
        short(same[2])
    ));
    let epochs = |row: usize| rows[row].1.epochs();
    let fast = |row: usize| 3 * epochs(row) <= 2 * epochs(0);
    outcome.check(fast(1), "Momentum needs at most two thirds of the epochs of gradient descent.");
    outcome.check(fast(5), "So does Adam.");
    let ahead = rows[2].1.losses[2] <= rows[1].1.losses[2];
    outcome.check(ahead, "After three epochs Nesterov's momentum is not behind plain momentum.");
    if epochs(3) >= epochs(0) {
        outcome.contrary("AdaGrad is not faster than gradient descent here.");
    }
    let tuned = Run { rate: 0.5, losses: losses(GradientDescent::new(0.5))? };
    if tuned.epochs() < epochs(0) {
        outcome.contrary(format!(
        "A well-chosen rate is worth as much as an optimizer: at 0.5, between two rates of the grid and shortly below \
         where it diverges, gradient descent needs only {} epochs.",
        tuned.epochs()
    ));
    }
    Ok(outcome)
}

/// The rate that needs the fewest epochs and, of several, has the lowest loss after three.
fn best<O: Optimizer>(rates: [f64; 4], optimizer: impl Fn(f64) -> O) -> Result<Run, Box<dyn Error>> {
    let mut best: Option<Run> = None;
    for rate in rates {
        let run = Run { rate, losses: losses(optimizer(rate))? };
        let better = |best: &Run| (run.epochs(), run.losses[2]) < (best.epochs(), best.losses[2]);
        if best.as_ref().is_none_or(better) {
            best = Some(run);
        }
    }
    best.ok_or_else(|| "expected at least one rate".into())
}

/// Loss on the training data after each epoch, the median of the seeds; infinite where training broke down.
fn losses<O: Optimizer>(optimizer: O) -> Result<Vec<f64>, Box<dyn Error>> {
    let runs = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let plan = Plan { epochs: EPOCHS, batch: 32, seed };
        train(Tanh64::boxed(seed), optimizer.clone(), &split.training, None, plan)
    })?;
    let loss = |epoch: usize| {
        let losses = runs.iter().map(|run| run.epochs.get(epoch).map_or(f64::INFINITY, |epoch| epoch.training.loss));
        median(&losses.collect::<Vec<_>>())
    };
    Ok((0..EPOCHS).map(loss).collect())
}
