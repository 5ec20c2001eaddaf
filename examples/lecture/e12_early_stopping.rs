//! E12. Early stopping.
//!
//! A hundred digits, a fifth of them under a wrong name. While the network learns what digits look like, the loss on
//! digits it does not learn from falls; when it goes on to learn the wrong names by heart, that loss rises again. The best
//! network is the one in between. It is known only afterwards, so training keeps a copy of the best so far and ends when
//! it has waited long enough for a better one.

use std::error::Error;
use std::ops::ControlFlow;

use ffnn::prelude::*;
use ffnn::train::{Epoch, Evaluation, Validation};

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, short};
use crate::networks::Large;
use crate::training::{each_seed, judge, train_with};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E12",
    title: "early stopping",
    claim: "As training goes on the error on the validation set falls; after a while it stops falling and goes back up: the \
            model overfits. Stop when the validation error reaches its minimum.",
    run,
};

const EPOCHS: usize = 150;
const SEEDS: u64 = 5;
/// Number of epochs in a row that may pass without a better network.
const PATIENCE: u64 = 20;

/// One training to its end.
struct Run {
    epochs: Vec<Epoch>,
    /// The number of the epoch with the lowest validation loss.
    best: u64,
    /// The epoch in which early stopping ended training.
    ended: u64,
    /// On the test data, of the network that early stopping left and of the one after the last epoch.
    test: [Evaluation; 2],
}

impl Run {
    /// The validation loss after an epoch, counted from 1.
    fn loss(&self, epoch: u64) -> f64 {
        self.epochs[epoch as usize - 1].validation.map_or(f64::NAN, |validation| validation.loss)
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let runs = each_seed(SEEDS, one)?;
    let all = |figure: &dyn Fn(&Run) -> f64| runs.iter().map(figure).collect::<Vec<f64>>();
    let last = EPOCHS as u64;
    outcome.say(format!(
        "100 training digits, 20 % of them mislabelled, {EPOCHS} epochs of gradient descent at 0.1; the best epoch, and the \
         epoch in which training ends when it waits {PATIENCE} epochs for a better one and goes back to the best:"
    ));
    let header = [
        "seed",
        "best epoch",
        "ended",
        "lowest validation loss",
        "last",
        "test loss, best",
        "last",
        "accuracy, best",
        "last",
    ];
    let mut table = Table::new(header);
    for (seed, run) in (1..).zip(&runs) {
        let [best, end] = run.test;
        let figures = [run.loss(run.best), run.loss(last), best.loss, end.loss].map(short);
        let accuracies = [best.metric, end.metric].map(|accuracy| format!("{accuracy:.3}"));
        let counts = [seed.to_string(), run.best.to_string(), run.ended.to_string()];
        table.row([counts.to_vec(), figures.to_vec(), accuracies.to_vec()].concat());
    }
    outcome.table(table);

    let first = &runs[0];
    let points = |loss: &dyn Fn(&Epoch) -> f64| -> Vec<(f64, f64)> {
        first.epochs.iter().map(|epoch| (epoch.number as f64, loss(epoch))).collect()
    };
    let chart =
        Chart::new("loss while training, one seed", Axis::linear("epoch"), Axis::linear("loss").between(0.0, 2.5));
    let svg = chart
        .line("training", points(&|epoch| epoch.training.loss))
        .line("validation", points(&|epoch| epoch.validation.map_or(f64::NAN, |validation| validation.loss)))
        .dots("best", [(first.best as f64, first.loss(first.best))])
        .svg()?;
    outcome.picture("losses", "The training loss falls all the way, the validation loss turns.", svg);

    let (lowest, ending) = (mean(&all(&|run| run.loss(run.best))), mean(&all(&|run| run.loss(last))));
    let [best, end] = [0, 1].map(|which| mean(&all(&|run| run.test[which].loss)));
    let [best_accuracy, end_accuracy] = [0, 1].map(|which| mean(&all(&|run| run.test[which].metric)));
    let trained = mean(&all(&|run| run.epochs[EPOCHS - 1].training.loss));
    outcome.figure("lowest validation loss", short(lowest), "0.667, in epochs 22 to 51");
    outcome.figure("validation loss at the end", short(ending), "0.854");
    outcome.figure("training loss at the end", short(trained), "0.021");
    outcome.figure("test loss, best / last", format!("{} / {}", short(best), short(end)), "0.663 / 0.843");
    let accuracies = format!("{best_accuracy:.3} / {end_accuracy:.3}");
    outcome.figure("test accuracy, best / last", accuracies, "0.799 / 0.765");
    let inside = runs.iter().all(|run| run.best > 1 && run.best < last);
    outcome.check(inside, "The lowest validation loss lies strictly inside, with every seed.");
    outcome.check(ending > 1.1 * lowest, "At the end the validation loss is more than a tenth above its lowest.");
    let helps = runs.iter().all(|run| run.test[0].loss < run.test[1].loss);
    outcome.check(helps, "The network that was kept has a lower test loss than the last one, with every seed.");
    Ok(outcome)
}

fn one(seed: u64) -> Result<Run, Box<dyn Error>> {
    let split = data::split(seed)?;
    let training = data::mislabelled(&data::few(&split.training, 100, seed)?, 0.2, seed)?;
    let builder = || Trainer::<Large>::builder().optimizer(GradientDescent::new(0.1)).batch(32).seed(seed);
    let mut stopped = builder().validation(Validation::Given).early_stopping(PATIENCE).build()?;
    let history = stopped.fit_with(&training, Some(&split.validation), EPOCHS, |_| ControlFlow::Continue(()))?;
    // The same again, on to the end, to see what would have come.
    let whole = train_with(builder(), Large::boxed(seed), &training, Some(&split.validation), EPOCHS)?;
    let test = [judge(stopped.network(), &split.test), judge(&*whole.network, &split.test)];
    let best = history.best.ok_or("no epoch had a validation loss")?;
    Ok(Run { epochs: whole.epochs, best, ended: history.epochs.len() as u64, test })
}
