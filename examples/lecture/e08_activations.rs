//! E8. Is one activation better than the other?
//!
//! Two contests on the same digits. In the first, five layers of 64 neurons learn by plain gradient descent; in the
//! second, three layers of 128 learn with momentum and a rate that falls like a cosine. Each activation gets the weights
//! that suit it and the best rate of a grid, so that none wins by the choice of a rate.

use std::error::Error;

use ffnn::prelude::*;

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, moments, spread};
use crate::shared::Dense;
use crate::training::{Plan, Reader, best_rate, each_seed, train, train_with};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E8",
    title: "an order of activations",
    claim: "In general logistic < tanh < ReLU < leaky ReLU (and its variants) < ELU.",
    run,
};

macro_rules! contestants {
    ($($deep:ident and $wide:ident, $init:ident: $activation:ident;)+) => {
        $(
            network! {
                /// Five layers of 64 neurons.
                struct $deep: 64 -> 10 {
                    Dense<64> { init: $init }, $activation,
                    Dense<64> { init: $init }, $activation,
                    Dense<64> { init: $init }, $activation,
                    Dense<64> { init: $init }, $activation,
                    Dense<64> { init: $init }, $activation,
                    Dense<10>,
                    Softmax,
                }
            }

            network! {
                /// Three layers of 128 neurons.
                struct $wide: 64 -> 10 {
                    Dense<128> { init: $init }, $activation,
                    Dense<128> { init: $init }, $activation,
                    Dense<128> { init: $init }, $activation,
                    Dense<10>,
                    Softmax,
                }
            }
        )+
    };
}

contestants! {
    DeepSigmoid and WideSigmoid, glorot_uniform: Sigmoid;
    DeepTanh and WideTanh, glorot_uniform: Tanh;
    DeepRelu and WideRelu, he_normal: Relu;
    DeepLeaky and WideLeaky, he_normal: LeakyRelu;
    DeepElu and WideElu, he_normal: Elu;
}

const NAMES: [&str; 5] = ["logistic", "tanh", "ReLU", "leaky ReLU", "ELU"];
const RATES: [f64; 5] = [0.01, 0.03, 0.1, 0.3, 1.0];

/// The best rate and the losses on the validation data with it, one a seed.
type Best = (f64, Vec<f64>);

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let deep =
        [deep::<DeepSigmoid>()?, deep::<DeepTanh>()?, deep::<DeepRelu>()?, deep::<DeepLeaky>()?, deep::<DeepElu>()?];
    outcome.say("Five layers of 64, gradient descent, ten epochs, five seeds, the best rate of the grid:");
    let expected = ["2.303", "0.189 ± 0.08", "0.363 ± 0.26", "0.384 ± 0.31", "0.118 ± 0.012"];
    outcome.table(table(&deep, expected));

    let wide =
        [wide::<WideSigmoid>()?, wide::<WideTanh>()?, wide::<WideRelu>()?, wide::<WideLeaky>()?, wide::<WideElu>()?];
    outcome.say("Three layers of 128, momentum 0.9, a rate that falls like a cosine, fifteen epochs, six seeds:");
    outcome.table(table(&wide, ["2.28", "0.109", "0.080 ± 0.01", "0.089", "0.099"]));

    let early = [
        early::<DeepSigmoid>()?,
        early::<DeepTanh>()?,
        early::<DeepRelu>()?,
        early::<DeepLeaky>()?,
        early::<DeepElu>()?,
    ];
    outcome.say("The five layers of 64 after three epochs at one rate for all, 0.03:");
    outcome.table(table(&early, ["2.31", "0.84", "0.90", "0.81", "0.36"]));

    let chart = Bars::new("loss on the validation data", Axis::logarithmic("loss"), NAMES);
    let losses = |best: &[Best; 5]| best.each_ref().map(|(_, losses)| mean(losses));
    let svg = chart.bars("5 × 64", losses(&deep)).bars("3 × 128", losses(&wide)).bars("5 × 64, early", losses(&early));
    outcome.picture("losses", "Lower is better. The order of the last four depends on the contest.", svg.svg()?);

    for (name, losses) in [("five layers of 64", losses(&deep)), ("three layers of 128", losses(&wide))] {
        let others = losses[1..].iter().copied().fold(0.0, f64::max);
        outcome.check(losses[0] > 2.0 * others, format!("The logistic function is last by far in {name}."));
    }
    let elu = losses(&deep)[4];
    let first = losses(&deep)[..4].iter().all(|&other| elu < other);
    outcome.check(first, "ELU is first in the deep network with plain gradient descent.");
    let order = |losses: [f64; 5]| {
        let mut order: Vec<usize> = (0..5).collect();
        order.sort_by(|&a, &b| losses[b].total_cmp(&losses[a]));
        order.iter().map(|&index| NAMES[index]).collect::<Vec<_>>().join(" < ")
    };
    outcome.contrary(format!(
        "The order of the lecture is not a law. Here it is {} in the first contest and {} in the second, and the \
         differences among the last four are about as large as those between seeds.",
        order(losses(&deep)),
        order(losses(&wide))
    ));
    Ok(outcome)
}

fn table(best: &[Best; 5], expected: [&str; 5]) -> Table {
    let mut table = Table::new(["activation", "rate", "validation loss", "expected"]);
    for ((name, (rate, losses)), expected) in NAMES.iter().zip(best).zip(expected) {
        table.row([*name, &rate.to_string(), &spread(losses), expected]);
    }
    table
}

/// Plain gradient descent.
fn deep<N: Reader>() -> Result<Best, Box<dyn Error>> {
    best_rate(&RATES, |rate| {
        let losses = each_seed(5, |seed| descent::<N>(rate, 10, seed))?;
        Ok((moments(&losses).0, losses))
    })
}

/// A few epochs at one rate.
fn early<N: Reader>() -> Result<Best, Box<dyn Error>> {
    Ok((0.03, each_seed(5, |seed| descent::<N>(0.03, 3, seed))?))
}

fn descent<N: Reader>(rate: f64, epochs: usize, seed: u64) -> Result<f64, Box<dyn Error>> {
    let split = data::split(seed)?;
    let plan = Plan { epochs, batch: 32, seed };
    Ok(train(N::boxed(seed), GradientDescent::new(rate), &split.training, Some(&split.validation), plan)?.loss())
}

/// Momentum with a falling rate.
fn wide<N: Reader>() -> Result<Best, Box<dyn Error>> {
    const EPOCHS: usize = 15;
    best_rate(&RATES[..4], |rate| {
        let losses = each_seed(6, |seed| {
            let split = data::split(seed)?;
            let momentum = Trainer::<N>::builder().optimizer(Momentum::new(rate)).batch(32).seed(seed);
            let falling = momentum.schedule(CosineDecay::new(Length::Whole));
            let validation = Some(&split.validation);
            Ok(train_with(falling, N::boxed(seed), &split.training, validation, EPOCHS)?.loss())
        })?;
        Ok((moments(&losses).0, losses))
    })
}
