//! E20. AdaGrad stops too early, RMSProp forgets.
//!
//! AdaGrad divides by the root of the sum of all squares so far, which only grows: on an even slope it has gone
//! `Σ rate / √t`, about `2 rate √T`, after `T` steps. RMSProp divides by a mean that forgets: it goes on at full speed.
//! A burst of large gradients shows it best.

use std::error::Error;

use ffnn::Optimizer;
use ffnn::dialect::torch;
use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, short};
use crate::networks::Tanh64;
use crate::plane::travel;
use crate::training::{Lessons, each_batch, judge, relative_change};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E20",
    title: "AdaGrad stops too early",
    claim: "AdaGrad often stops too early: its learning rate is scaled down so much that it stops entirely before \
            reaching the optimum. RMSProp fixes this by accumulating only the most recent gradients.",
    run,
};

const RATE: f64 = 0.01;
const STEPS: u64 = 10_000;
/// Steps with a gradient of 100, before it is 1.
const BURST: u64 = 20;
const AFTER: u64 = 1000;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    // AdaGrad as PyTorch has it, whose sum starts at zero as in the lecture.
    let (ada_grad, rms_prop, adam) = (torch::ada_grad(RATE), RmsProp::new(RATE), Adam::new(RATE));
    let end = |path: &[f64]| path[path.len() - 1];

    let (slow, fast) = (travel(&ada_grad, STEPS, |_| 1.0), travel(&rms_prop, STEPS, |_| 1.0));
    let steps = || (1..=STEPS).map(|step| step as f64);
    let slow_formula: f64 = steps().map(|step| RATE / step.sqrt()).sum();
    let fast_formula: f64 = steps().map(|step| RATE / (1.0 - 0.9_f64.powf(step) + 1e-7).sqrt()).sum();
    outcome.say(format!("Way gone on an even slope of 1 in {STEPS} steps at a rate of {RATE}:"));
    let mut table = Table::new(["optimizer", "way", "formula", "expected"]);
    table.row(["AdaGrad", &format!("{:.6}", end(&slow)), &format!("{slow_formula:.6}"), "1.985"]);
    table.row(["RMSProp", &format!("{:.6}", end(&fast)), &format!("{fast_formula:.6}"), "100.1"]);
    outcome.table(table);

    let slope = |step: u64| if step <= BURST { 100.0 } else { 1.0 };
    let after = |path: Vec<f64>| -> Vec<f64> {
        path[BURST as usize..].iter().map(|place| place - path[BURST as usize]).collect()
    };
    let burst = [
        ("AdaGrad", after(travel(&ada_grad, BURST + AFTER, slope)), "0.022"),
        ("RMSProp", after(travel(&rms_prop, BURST + AFTER, slope)), "9.27"),
        ("Adam", after(travel(&adam, BURST + AFTER, slope)), "0.67"),
    ];
    outcome.say(format!("Way gone in {AFTER} steps on a slope of 1, after {BURST} steps on a slope of 100:"));
    let mut table = Table::new(["optimizer", "way", "expected"]);
    for (name, path, expected) in &burst {
        table.row([name, &short(end(path))[..], expected]);
    }
    outcome.table(table);
    let mut chart = Chart::new(
        "after a burst of large gradients",
        Axis::linear("steps after the burst"),
        Axis::logarithmic("way gone").between(1e-4, 20.0),
    );
    for (name, path, _) in &burst {
        chart = chart.line(*name, path.iter().enumerate().map(|(step, &way)| (step as f64, way)));
    }
    outcome.picture("burst", "RMSProp forgets the burst after some fifty steps, AdaGrad never.", chart.svg()?);

    let digits = [on_digits(AdaGrad::new(RATE))?, on_digits(RmsProp::new(RATE / 10.0))?];
    outcome.say("64-64-64-10 tanh on the digits, 100 epochs, AdaGrad at 0.01 and RMSProp at 0.001:");
    let mut table = Table::new([
        "optimizer",
        "step / parameters, epoch 1",
        "epoch 100",
        "loss at 10",
        "at 50",
        "at 100",
        "expected loss",
    ]);
    for ((name, epochs), expected) in
        ["AdaGrad", "RMSProp"].into_iter().zip(&digits).zip(["0.454, 0.114, 0.061", "0.108, 0.0023, 0.0000"])
    {
        let (moved, loss) = (|epoch: usize| short(epochs[epoch - 1].0), |epoch: usize| short(epochs[epoch - 1].1));
        table.row([name, &moved(1)[..], &moved(100), &loss(10), &loss(50), &loss(100), expected]);
    }
    outcome.table(table);
    let mut chart = Chart::new("loss on the training data", Axis::linear("epoch"), Axis::logarithmic("loss"));
    for (name, epochs) in ["AdaGrad", "RMSProp"].into_iter().zip(&digits) {
        chart = chart.line(name, epochs.iter().enumerate().map(|(epoch, (_, loss))| (epoch as f64 + 1.0, *loss)));
    }
    outcome.picture("digits", "AdaGrad goes on, but ever more slowly.", chart.svg()?);

    outcome.check((end(&slow) - slow_formula).abs() < 1e-9, "AdaGrad's way is Σ rate / √t, to 1e-9.");
    outcome.check((end(&fast) - fast_formula).abs() < 1e-9, "RMSProp's is Σ rate / √(1 - 0.9ᵗ), to 1e-9.");
    outcome.check(end(&fast) / end(&slow) > 40.0, "RMSProp goes more than forty times as far.");
    Ok(outcome)
}

/// After each epoch: how large the last step was, by the norm of the parameters, and the loss on the training data.
fn on_digits<O: Optimizer>(optimizer: O) -> Result<Vec<(f64, f64)>, Box<dyn Error>> {
    let training = data::split(1)?.training;
    let mut trainer: Lessons<Tanh64, O> = Trainer::builder().optimizer(optimizer).batch(32).seed(1).build()?;
    let mut before = trainer.network().parameters().clone_boxed();
    let mut epochs = Vec::new();
    for epoch in 0..100 {
        each_batch(&training, 32, 1, epoch, |inputs, targets| {
            before.as_mut_slice().copy_from_slice(trainer.network().parameters().as_slice());
            trainer.step(inputs, targets).map(|_| ())
        })?;
        let moved = relative_change(before.as_slice(), trainer.network().parameters().as_slice());
        epochs.push((moved, judge(trainer.network(), &training).loss));
    }
    Ok(epochs)
}
