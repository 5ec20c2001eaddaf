//! E15. Dropout.
//!
//! Two hundred digits, a fifth of them under a wrong name, and a network that could learn them all by heart. Dropout
//! switches neurons off at random in each step, so that none can rely on any other.

use std::error::Error;

use ffnn::kernels::Baseline;
use ffnn::layers::Dropout;
use ffnn::prelude::*;
use ffnn::{Stream, Trace};

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, short, spread};
use crate::networks::Large;
use crate::shared::Dense;
use crate::training::{Plan, Reader, each_seed, judge, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E15",
    title: "dropout",
    claim: "At each training step each neuron but those of the output drops out with probability p; after training none \
            does any more. This reduces overfitting.",
    run,
};

network! {
    /// Drops half of the hidden neurons.
    struct HiddenDropped: 64 -> 10 {
        Dense<256> { init: he_normal }, Relu, Dropout { rate: 0.5 },
        Dense<256> { init: he_normal }, Relu, Dropout { rate: 0.5 },
        Dense<10>, Softmax,
    }
}

network! {
    /// Drops a fifth of the pixels too.
    struct InputDropped: 64 -> 10 {
        Dropout { rate: 0.2 },
        Dense<256> { init: he_normal }, Relu, Dropout { rate: 0.5 },
        Dense<256> { init: he_normal }, Relu, Dropout { rate: 0.5 },
        Dense<10>, Softmax,
    }
}

network! {
    /// Drops half of everything, as the lecture's program does.
    struct HalfDropped: 64 -> 10 {
        Dropout { rate: 0.5 },
        Dense<256> { init: he_normal }, Relu, Dropout { rate: 0.5 },
        Dense<256> { init: he_normal }, Relu, Dropout { rate: 0.5 },
        Dense<10>, Softmax,
    }
}

const SEEDS: u64 = 6;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("none", accuracies::<Large>()?, "0.801, gap 0.198"),
        ("hidden 0.5", accuracies::<HiddenDropped>()?, "0.872, gap 0.069"),
        ("pixels 0.2, hidden 0.5", accuracies::<InputDropped>()?, "0.889"),
        ("pixels 0.5, hidden 0.5", accuracies::<HalfDropped>()?, "0.832"),
    ];
    outcome.say(format!(
        "200 training digits, 20 % of them mislabelled, 100 epochs of gradient descent at 0.1, {SEEDS} seeds; the test \
         digits bear their right names:"
    ));
    let mut table = Table::new(["dropped", "training accuracy", "test accuracy", "gap", "expected test accuracy"]);
    let gap = |accuracies: &(Vec<f64>, Vec<f64>)| mean(&accuracies.0) - mean(&accuracies.1);
    for (name, accuracies, expected) in &rows {
        let (training, test) = (spread(&accuracies.0), spread(&accuracies.1));
        table.row([name, &training[..], &test, &short(gap(accuracies)), expected]);
    }
    outcome.table(table);
    let chart =
        Bars::new("with dropout", Axis::linear("accuracy").between(0.0, 1.0), rows.each_ref().map(|(name, ..)| *name));
    let svg = chart
        .bars("training", rows.iter().map(|(_, accuracies, _)| mean(&accuracies.0)))
        .bars("test", rows.iter().map(|(_, accuracies, _)| mean(&accuracies.1)))
        .svg()?;
    outcome.picture("accuracy", "Without dropout the wrong names are learned by heart.", svg);

    let (kept, zeros) = kept(0.5);
    outcome.figure("mean of dropped values / mean of the values, rate 0.5", format!("{kept:.4}"), "1 ± 0.01");
    outcome.figure("part of the values that is dropped", format!("{zeros:.4}"), "0.5");
    let better = mean(&rows[2].1.1) - mean(&rows[0].1.1);
    outcome.check(better > 0.03, format!("Dropout raises the test accuracy by more than 0.03: {better:.3}."));
    let expectation = (kept - 1.0).abs() < 0.01;
    outcome.check(expectation, "What is left is scaled up: the expectation of a value stays, within 0.01.");
    outcome.check(
        deterministic()?,
        "When predicting nothing drops out: the same digit gives the same logits, bit for bit.",
    );
    Ok(outcome)
}

/// Accuracy on the training data and on the test data, one figure a seed.
fn accuracies<N: Reader>() -> Result<(Vec<f64>, Vec<f64>), Box<dyn Error>> {
    let runs = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::mislabelled(&data::few(&split.training, 200, seed)?, 0.2, seed)?;
        let plan = Plan { epochs: 100, batch: 32, seed };
        let trained = train(N::boxed(seed), GradientDescent::new(0.1), &training, None, plan)?;
        Ok((judge(&*trained.network, &training).metric, judge(&*trained.network, &split.test).metric))
    })?;
    Ok(runs.into_iter().unzip())
}

/// The mean of a million values after dropout in training, by that before, and the part that is zero.
fn kept(rate: f64) -> (f64, f64) {
    let random = &mut Stream::root(1).named("values").random();
    let input: Vec<[f32; 1000]> = (0..1000).map(|_| [(); 1000].map(|()| 1.0 + random.uniform() as f32)).collect();
    let (mut output, mut gradient) = (input.clone(), input.clone());
    let dropout = Dropout { rate };
    let mut memory = vec![0.0; <Dropout as Layer<1000, 1000>>::ROOM.values(input.len())];
    let mut trace = Trace { output: &mut output, gradient: &mut gradient, memory: &mut memory, defers: false };
    dropout.forward_train(Baseline, &(), &mut (), &input, &mut trace, random);
    let sum = |values: &[[f32; 1000]]| values.as_flattened().iter().map(|&value| f64::from(value)).sum::<f64>();
    let zeros = output.as_flattened().iter().filter(|&&value| value == 0.0).count();
    (sum(&output) / sum(&input), zeros as f64 / 1e6)
}

fn deterministic() -> Result<bool, Box<dyn Error>> {
    let test = data::split(1)?.test;
    let network = HalfDropped::<f32>::boxed(1);
    Ok(test.inputs().iter().all(|image| network.logits(image) == network.logits(image)))
}
