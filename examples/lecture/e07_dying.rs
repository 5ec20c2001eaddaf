//! E7. Neurons that die.
//!
//! A ReLU whose sum is negative for every sample gives 0 and gets no gradient: it stays dead. Large steps throw many
//! neurons there. A neuron counts as dead here if it gives 0 for each of the 1,000 training digits.

use std::error::Error;

use ffnn::prelude::*;

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, median, short};
use crate::shared::Dense;
use crate::training::{Plan, Reader, drawn, each_seed, outputs, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E7",
    title: "dying ReLUs",
    claim: "During training some ReLU neurons die: they stop outputting anything but 0. Leaky ReLUs and ELUs do not.",
    run,
};

macro_rules! three_layers {
    ($(#[$doc:meta])* $name:ident, $activation:ident) => {
        network! {
            $(#[$doc])*
            struct $name: 64 -> 10 {
                Dense<64>, $activation, Dense<64>, $activation, Dense<64>, $activation, output: Dense<10>, Softmax,
            }
        }
    };
}

three_layers!(
    /// Three layers of ReLUs.
    ThreeRelu, Relu
);
three_layers!(
    /// Three layers of leaky ReLUs.
    ThreeLeaky, LeakyRelu
);
three_layers!(
    /// Three layers of ELUs.
    ThreeElu, Elu
);

const RATES: [f64; 3] = [0.1, 0.5, 1.0];
const SEEDS: u64 = 5;

/// The share of dead hidden neurons after training and the accuracy, per learning rate.
type Dead = [(f64, f64); 3];

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let (relu, leaky, elu) = (dead::<ThreeRelu>()?, dead::<ThreeLeaky>()?, dead::<ThreeElu>()?);
    outcome.say(format!("Three hidden layers, He's weights, ten epochs of gradient descent, {SEEDS} seeds:"));
    let mut table = Table::new(["activation", "rate", "dead neurons", "median accuracy", "expected"]);
    let expected = [["0.043, 0.94", "0.280, 0.71", "0.734, 0.13"], ["0", "0", "0"], ["0", "0", "0"]];
    for ((name, dead), expected) in [("ReLU", &relu), ("leaky ReLU", &leaky), ("ELU", &elu)].into_iter().zip(expected) {
        for ((rate, (dead, accuracy)), expected) in RATES.iter().zip(dead).zip(expected) {
            table.row([name, &rate.to_string()[..], &format!("{dead:.3}"), &short(*accuracy), expected]);
        }
    }
    outcome.table(table);
    let chart = Bars::new(
        "part of the hidden neurons that is dead after ten epochs",
        Axis::linear("dead").between(0.0, 1.0),
        RATES.map(|rate| format!("learning rate {rate}")),
    );
    let parts = |dead: &Dead| dead.map(|(dead, _)| dead);
    let svg = chart.bars("ReLU", parts(&relu)).bars("leaky ReLU", parts(&leaky)).bars("ELU", parts(&elu)).svg()?;
    outcome.picture("dead", "Only ReLUs die, and the more the larger the steps.", svg);

    outcome.check(relu[1].0 > 0.1, "At a rate of 0.5 more than a tenth of the ReLUs dies.");
    outcome.check(leaky.iter().all(|(dead, _)| *dead == 0.0), "No leaky ReLU dies at any rate.");
    outcome.check(elu.iter().all(|(dead, _)| *dead == 0.0), "Nor does an ELU.");
    outcome.contrary(
        "Neurons that cannot die are no licence for large steps: at rates of 0.5 and 1 the other two learn no better, or \
         break down.",
    );
    Ok(outcome)
}

fn dead<N: Reader>() -> Result<Dead, Box<dyn Error>> {
    let mut all = [(0.0, 0.0); 3];
    for (entry, rate) in all.iter_mut().zip(RATES) {
        let runs = each_seed(SEEDS, |seed| {
            let split = data::split(seed)?;
            let plan = Plan { epochs: 10, batch: 32, seed };
            let start = drawn::<N>(he_normal, seed);
            let trained = train(start, GradientDescent::new(rate), &split.training, Some(&split.validation), plan)?;
            let outputs = outputs(&*trained.network, split.training.inputs());
            // The outputs of the three activations, one row of 64 a sample.
            let dead = [1, 3, 5].map(|layer| {
                (0..64)
                    .filter(|&neuron| outputs[layer].iter().skip(neuron).step_by(64).all(|&value| value == 0.0))
                    .count()
            });
            Ok((dead.iter().sum::<usize>() as f64 / 192.0, trained.accuracy()))
        })?;
        *entry = (
            mean(&runs.iter().map(|run| run.0).collect::<Vec<_>>()),
            // Not the mean, because one unlucky draw breaks down at any of these rates.
            median(&runs.iter().map(|run| run.1).collect::<Vec<_>>()),
        );
    }
    Ok(all)
}
