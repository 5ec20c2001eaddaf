//! E13. Penalties on large weights.
//!
//! The l1 penalty pulls every weight towards zero by the same amount, so that many end there; the l2 penalty pulls by
//! part of the weight, so that large ones shrink most. The task is that of E15: 200 digits, a fifth of them mislabelled.

use std::error::Error;

use ffnn::initializers::he_normal;
use ffnn::prelude::{GradientDescent, Relu, Softmax, network};

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, moments};
use crate::networks::Large;
use crate::shared::Dense;
use crate::training::{Plan, Reader, each_seed, judge, norm, train, weights};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E13",
    title: "l1 and l2",
    claim: "Penalize large weights by adding λ Σ |w| (l1) or λ Σ w² (l2) to the cost: this reduces overfitting.",
    run,
};

network! {
    /// A light l1 penalty on all weights.
    struct LightL1: 64 -> 10 {
        Dense<256> { init: he_normal, l1: 1e-3 }, Relu,
        Dense<256> { init: he_normal, l1: 1e-3 }, Relu,
        Dense<10> { l1: 1e-3 },
        Softmax,
    }
}

network! {
    /// A heavier l1 penalty on all weights.
    struct HeavyL1: 64 -> 10 {
        Dense<256> { init: he_normal, l1: 3e-3 }, Relu,
        Dense<256> { init: he_normal, l1: 3e-3 }, Relu,
        Dense<10> { l1: 3e-3 },
        Softmax,
    }
}

network! {
    /// An l2 penalty on all weights.
    struct L2: 64 -> 10 {
        Dense<256> { init: he_normal, l2: 1e-2 }, Relu,
        Dense<256> { init: he_normal, l2: 1e-2 }, Relu,
        Dense<10> { l2: 1e-2 },
        Softmax,
    }
}

const SEEDS: u64 = 5;

/// The results, each the mean over the seeds.
struct Effect {
    /// Part of the weights that are below 0.001.
    small: f64,
    norm: f64,
    gap: f64,
    test: f64,
    /// Of the test accuracy.
    deviation: f64,
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("none", effect::<Large>()?, "0.008, 34.1, 0.198, 0.801"),
        ("l1, 0.001", effect::<LightL1>()?, "0.443, 22.5, 0.112"),
        ("l1, 0.003", effect::<HeavyL1>()?, "0.841, 11.7, -0.025"),
        ("l2, 0.01", effect::<L2>()?, "0.027, 11.3, 0.008, 0.815"),
    ];
    outcome.say(format!(
        "200 training digits, 20 % of them mislabelled, 100 epochs of gradient descent at 0.1, {SEEDS} seeds. The gap is \
         the accuracy on the training data less that on the test data, which bear their right names."
    ));
    let mut table =
        Table::new(["penalty", "weights below 0.001", "norm of all weights", "gap", "test accuracy", "expected"]);
    for (name, effect, expected) in &rows {
        let figures = [effect.small, effect.norm, effect.gap, effect.test].map(|figure| format!("{figure:.3}"));
        table.row([name, &figures[0][..], &figures[1], &figures[2], &figures[3], expected]);
    }
    outcome.table(table);
    let names = || rows.each_ref().map(|(name, ..)| *name);
    let chart = Bars::new("part of the weights, and of the accuracy", Axis::linear("part"), names());
    let svg = chart
        .bars("weights below 0.001", rows.iter().map(|(_, effect, _)| effect.small))
        .bars("gap", rows.iter().map(|(_, effect, _)| effect.gap))
        .bars("test accuracy", rows.iter().map(|(_, effect, _)| effect.test))
        .svg()?;
    outcome.picture("effect", "l1 empties the network; both close the gap.", svg);

    let [(_, none, _), (_, light, _), _, (_, l2, _)] = &rows;
    outcome.check(light.small > 10.0 * none.small, "l1 makes more than ten times as many weights vanish.");
    outcome.check(l2.norm < none.norm / 2.0, "l2 more than halves the norm of the weights.");
    let shrinks = light.gap < none.gap && l2.gap < none.gap;
    outcome.check(shrinks, "Both make the gap between training and test smaller.");
    let gain = l2.test - none.test;
    outcome.contrary(format!(
        "A small gap is not yet a better network. Most of it goes because the wrong names are no longer learned by heart: \
         the lighter l1 changes the test accuracy by {:+.3} and l2 by {gain:+.3}, with a standard deviation of {:.3} \
         between seeds.",
        light.test - none.test,
        none.deviation
    ));
    Ok(outcome)
}

fn effect<N: Reader>() -> Result<Effect, Box<dyn Error>> {
    let runs = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::mislabelled(&data::few(&split.training, 200, seed)?, 0.2, seed)?;
        let plan = Plan { epochs: 100, batch: 32, seed };
        let network = train(N::boxed(seed), GradientDescent::new(0.1), &training, None, plan)?.network;
        let all = weights(network.parameters()).concat();
        let small = all.iter().filter(|weight| weight.abs() < 1e-3).count() as f64 / all.len() as f64;
        let (training, test) = (judge(&*network, &training).metric, judge(&*network, &split.test).metric);
        Ok([small, norm(&all), training - test, test])
    })?;
    let [small, norm, gap, test] =
        [0, 1, 2, 3].map(|figure| mean(&runs.iter().map(|run| run[figure]).collect::<Vec<_>>()));
    let (_, deviation) = moments(&runs.iter().map(|run| run[3]).collect::<Vec<_>>());
    Ok(Effect { small, norm, gap, test, deviation })
}
