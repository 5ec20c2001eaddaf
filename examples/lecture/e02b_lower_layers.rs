//! E2b. What the lower layers learn.
//!
//! The networks of E2, trained: by what part of themselves do the weights of the first and of the tenth layer change,
//! and what is learned at all?

use std::error::Error;

use ffnn::Initializer;
use ffnn::prelude::*;

use crate::charts::{Axis, Bars};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, short, spread};
use crate::networks::{DeepElu, DeepEluNorm, DeepRelu, DeepSigmoid, DeepSigmoidNorm, DeepTanh};
use crate::training::{Plan, Reader, drawn, each_seed, relative_change, train, weights};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E2b",
    title: "the lower layers stay as they were",
    claim: "As a result of vanishing gradients, gradient descent leaves the weights of the lower layers virtually unchanged.",
    run,
};

const SEEDS: u64 = 4;

/// The changes by training, each the mean over a few seeds.
struct Change {
    first: f64,
    tenth: f64,
    training: f64,
    validation: Vec<f64>,
    broke: usize,
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows: [(&str, Change, &str); 8] = [
        ("sigmoid, Xavier, rate 0.1", change::<DeepSigmoid>(glorot_normal, 0.1)?, "0.0000, 0.0766, 0.101"),
        ("tanh, Xavier, rate 0.1", change::<DeepTanh>(glorot_normal, 0.1)?, "0.39, 0.28, 0.968"),
        ("ReLU, He, rate 0.1", change::<DeepRelu>(he_normal, 0.1)?, "0.912 ± 0.055"),
        ("ELU, He, rate 0.1", change::<DeepElu>(he_normal, 0.1)?, "NaN"),
        ("ELU, He, rate 0.03", change::<DeepElu>(he_normal, 0.03)?, "0.961"),
        ("sigmoid, batch norm, rate 0.1", change::<DeepSigmoidNorm>(glorot_normal, 0.1)?, "0.961"),
        ("the same, last batch of 8", changed::<DeepSigmoidNorm>(glorot_normal, 0.1, false)?, ""),
        ("ELU, batch norm, rate 0.1", change::<DeepEluNorm>(he_normal, 0.1)?, "0.28, 0.15, 0.977"),
    ];
    outcome.say(format!(
        "Thirty epochs of gradient descent in 31 batches of 32, {SEEDS} seeds; ‖ΔW‖ / ‖W‖ of two layers:"
    ));
    let header = ["network", "first layer", "tenth", "training accuracy", "validation accuracy", "expected"];
    let mut table = Table::new(header);
    for (name, change, expected) in &rows {
        let validation = match change.broke {
            0 => spread(&change.validation),
            broke => format!("{broke} of {SEEDS} broke down"),
        };
        let figures = match change.broke {
            0 => [format!("{:.4}", change.first), format!("{:.4}", change.tenth), short(change.training)],
            _ => [(); 3].map(|()| "–".to_string()),
        };
        table.row([name, &figures[0][..], &figures[1], &figures[2], &validation, expected]);
    }
    outcome.table(table);
    outcome.say(
        "A thousand digits leave a last batch of 8. Its mean and variance are so rough that they throw ten normalized \
         layers off: batch normalization wants batches of one size.",
    );
    outcome
        .say("Expected: change of the first and of the tenth layer, accuracy; one figure is the validation accuracy.");

    let whole: Vec<_> = rows.iter().filter(|(_, change, _)| change.broke == 0).collect();
    let chart = Bars::new(
        "how much thirty epochs change the weights",
        Axis::linear("‖ΔW‖ / ‖W‖"),
        whole.iter().map(|(name, ..)| name.replacen(", ", "\n", 1).replace(", rate", "")),
    );
    let svg = chart
        .bars("first layer", whole.iter().map(|(_, change, _)| change.first))
        .bars("tenth layer", whole.iter().map(|(_, change, _)| change.tenth))
        .svg()?;
    outcome.picture("change", "Ten logistic layers: the first is as it was drawn.", svg);

    let sigmoid = &rows[0].1;
    outcome.check(sigmoid.first < 1e-3, "The first of ten logistic layers changes by less than 1/1000 of itself.");
    outcome.check(sigmoid.training < 0.15, "Ten logistic layers stay at chance, on the training data too.");
    outcome.check(mean(&rows[1].1.validation) > 0.93, "Ten tanh layers learn: above 0.93.");
    outcome.check(mean(&rows[5].1.validation) > 0.93, "So do ten logistic layers with batch normalization.");
    outcome
        .check(mean(&rows[7].1.validation) > 0.93, "And ten ELU layers with it, at a rate that is too large without.");
    if rows[3].1.broke > 0 {
        outcome.contrary(
        "Not every remedy suffices by itself: ELU with He's weights keeps the gradient (E2), and yet a rate of 0.1 is \
         too large for ten of its layers. A smaller rate helps, or batch normalization.",
    );
    }
    Ok(outcome)
}

fn change<N: Reader>(initializer: Initializer, rate: f64) -> Result<Change, Box<dyn Error>> {
    changed::<N>(initializer, rate, true)
}

/// With batches of 32 only, or with the 8 digits that are left as the last batch of each epoch.
fn changed<N: Reader>(initializer: Initializer, rate: f64, whole: bool) -> Result<Change, Box<dyn Error>> {
    let runs = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = if whole { data::whole_batches(&split.training, 32)? } else { split.training };
        let plan = Plan { epochs: 30, batch: 32, seed };
        let start = drawn::<N>(initializer, seed);
        let descent = GradientDescent::new(rate);
        let trained = train(start.clone_boxed(), descent, &training, Some(&split.validation), plan)?;
        let (before, after) = (weights(start.parameters()), weights(trained.network.parameters()));
        let [first, tenth] = [0, 9].map(|layer| relative_change(before[layer], after[layer]));
        let training = trained.epochs.last().map_or(0.1, |epoch| epoch.training.metric);
        Ok((first, tenth, training, trained.accuracy(), trained.broke.is_some()))
    })?;
    let all = |figure: fn(&(f64, f64, f64, f64, bool)) -> f64| runs.iter().map(figure).collect::<Vec<f64>>();
    Ok(Change {
        first: mean(&all(|run| run.0)),
        tenth: mean(&all(|run| run.1)),
        training: mean(&all(|run| run.2)),
        validation: all(|run| run.3),
        broke: runs.iter().filter(|run| run.4).count(),
    })
}
