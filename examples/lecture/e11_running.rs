//! E11. The running statistics of batch normalization.
//!
//! In training a batch is normalized by its own mean and variance; a single digit that is to be read has no batch, so
//! running means stand in. They are no parameters: no optimizer moves them, and in some libraries the program itself must
//! see to it. What if it does not? And what if they follow too slowly?

use std::error::Error;

use ffnn::layers::Running;
use ffnn::prelude::{GradientDescent, Sigmoid, Softmax, Trainer, network};

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean, short};
use crate::shared::{BatchNorm, Dense};
use crate::training::{Lessons, Plan, Reader, each_batch, each_seed, judge, train};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E11",
    title: "the running statistics of batch normalization",
    claim: "The updates of the moving mean and variance must be run explicitly in each training step.",
    run,
};

macro_rules! normalized {
    ($(#[$doc:meta])* $name:ident: $momentum:literal, $running:ident) => {
        network! {
            $(#[$doc])*
            struct $name: 64 -> 10 {
                Dense<64>, first: BatchNorm { momentum: $momentum, running: Running::$running }, Sigmoid,
                Dense<64>, second: BatchNorm { momentum: $momentum, running: Running::$running }, Sigmoid,
                Dense<64>, third: BatchNorm { momentum: $momentum, running: Running::$running }, Sigmoid,
                Dense<10>, Softmax,
            }
        }
    };
}

normalized!(
    /// Running means that follow quickly.
    Quick: 0.9, TensorFlow
);
normalized!(
    /// Running means as slow as TensorFlow's default.
    Slow: 0.99, TensorFlow
);
normalized!(
    /// Running means that hardly move in a short training.
    Slowest: 0.999, TensorFlow
);
normalized!(
    /// As slow as TensorFlow's default, corrected for where they started: a true average from the first step on.
    Corrected: 0.99, Corrected
);

const SEEDS: u64 = 4;
const STEPS: [u64; 4] = [5, 20, 100, 300];

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let never = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::whole_batches(&split.training, 32)?;
        let plan = Plan { epochs: 20, batch: 32, seed };
        let start = Quick::boxed(seed);
        let mut trained = train(start, GradientDescent::new(0.1), &training, Some(&split.validation), plan)?;
        let updated = trained.accuracy();
        let state = &mut trained.network.state;
        for norm in [&mut state.first, &mut state.second, &mut state.third] {
            norm.mean.fill(0.0);
            norm.variance.fill(1.0);
        }
        Ok((updated, judge(&*trained.network, &split.validation).metric))
    })?;
    let (updated, never): (Vec<f64>, Vec<f64>) = never.into_iter().unzip();
    let (updated, never) = (mean(&updated), mean(&never));
    outcome.say(format!(
        "Three logistic layers with batch normalization, twenty epochs: the accuracy on the validation data is {} with \
         running statistics and {} with those of the start, mean 0 and variance 1, as if no step had updated them.",
        short(updated),
        short(never)
    ));

    let slow = [after_five_epochs::<Quick>()?, after_five_epochs::<Slow>()?, after_five_epochs::<Slowest>()?];
    let mut table = Table::new(["momentum", "accuracy after five epochs", "expected"]);
    for ((momentum, accuracy), expected) in ["0.9", "0.99", "0.999"].iter().zip(slow).zip(["0.932", "0.819", "0.171"]) {
        table.row([*momentum, &short(accuracy), expected]);
    }
    outcome.table(table);

    let (raw, corrected) = (early::<Slow>()?, early::<Corrected>()?);
    outcome.say("A momentum of 0.99 in the first steps, started at mean 0 and variance 1 or corrected for that start:");
    let mut table =
        Table::new(["steps", "accuracy as started", "corrected", "loss as started", "corrected", "expected"]);
    let expected = ["accuracy 0.489, 0.836", "accuracy 0.703, 0.922", "loss 0.470, 0.222", ""];
    for (((steps, raw), corrected), expected) in STEPS.iter().zip(&raw).zip(&corrected).zip(expected) {
        let accuracy = [raw.1, corrected.1].map(short);
        let loss = [raw.0, corrected.0].map(short);
        table.row([&steps.to_string()[..], &accuracy[0], &accuracy[1], &loss[0], &loss[1], expected]);
    }
    outcome.table(table);
    let chart = Chart::new(
        "accuracy on the validation data, the same weights",
        Axis::logarithmic("steps of training"),
        Axis::linear("accuracy").between(0.0, 1.05),
    );
    let points = |figures: &[(f64, f64)]| -> Vec<(f64, f64)> {
        STEPS.iter().zip(figures).map(|(&steps, figures)| (steps as f64, figures.1)).collect()
    };
    let svg = chart.line("as started", points(&raw)).line("corrected", points(&corrected)).svg()?;
    outcome.picture("corrected", "Corrected running means are right from the first step on.", svg);

    outcome.figure("accuracy with running statistics, twenty epochs", short(updated), "0.957");
    outcome.figure("accuracy with those of the start", short(never), "0.149");
    outcome.check(never < 0.4, "Running statistics that are never updated ruin a trained network: below 0.4.");
    outcome.check(corrected[0].1 > raw[0].1, "Corrected running statistics are better after five steps.");
    outcome.say("Here there is nothing to forget: a training step updates the statistics.");
    Ok(outcome)
}

fn after_five_epochs<N: Reader>() -> Result<f64, Box<dyn Error>> {
    let accuracies = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::whole_batches(&split.training, 32)?;
        let plan = Plan { epochs: 5, batch: 32, seed };
        Ok(train(N::boxed(seed), GradientDescent::new(0.1), &training, Some(&split.validation), plan)?.accuracy())
    })?;
    Ok(mean(&accuracies))
}

/// Loss and accuracy on the validation data after each of the numbers of steps, the mean over the seeds.
fn early<N: Reader>() -> Result<Vec<(f64, f64)>, Box<dyn Error>> {
    let runs = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::whole_batches(&split.training, 32)?;
        let builder = Trainer::<N>::builder().optimizer(GradientDescent::new(0.5)).batch(32).seed(seed);
        let mut trainer: Lessons<N, _> = builder.build()?;
        let mut figures = Vec::new();
        for epoch in 0..10 {
            each_batch(&training, 32, seed, epoch, |inputs, targets| {
                trainer.step(inputs, targets)?;
                if STEPS.contains(&trainer.steps()) {
                    let validation = judge(trainer.network(), &split.validation);
                    figures.push((validation.loss, validation.metric));
                }
                Ok::<(), ffnn::TrainError>(())
            })?;
        }
        Ok(figures)
    })?;
    let mean_of = |place: usize, figure: fn(&(f64, f64)) -> f64| {
        mean(&runs.iter().map(|run| figure(&run[place])).collect::<Vec<_>>())
    };
    Ok((0..STEPS.len()).map(|place| (mean_of(place, |f| f.0), mean_of(place, |f| f.1))).collect())
}
