//! E14. Max-norm.
//!
//! After each step the weights into a neuron are shrunk to norm `r` if theirs is larger. Programs go wrong here in two
//! ways: they take the weights out of an input for those into a neuron, which is the other axis of the matrix; and they
//! take `w r / ‖w‖` literally, which makes short vectors longer.

use std::error::Error;

use ffnn::initializers::he_normal;
use ffnn::prelude::{Flat, GradientDescent, Network, Relu, Softmax, Trainer, network};

use crate::charts::{Axis, Chart};
use crate::data;
use crate::experiment::{Experiment, Outcome, Table, mean};
use crate::networks::Large;
use crate::shared::Dense;
use crate::training::{Lessons, Reader, each_batch, each_seed, judge, norm};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E14",
    title: "max-norm",
    claim: "After each training step set w = w r / ‖w‖ for the weights w of the incoming connections of each neuron, so \
            that ‖w‖ ≤ r; this prevents them from getting too large.",
    run,
};

const R: f64 = 1.0;
const SEEDS: u64 = 5;
const EPOCHS: u64 = 100;

network! {
    /// The weights into each hidden neuron have a norm of at most 1.
    struct Limited: 64 -> 10 {
        Dense<256> { init: he_normal, max_norm: 1.0 }, Relu,
        Dense<256> { init: he_normal, max_norm: 1.0 }, Relu,
        Dense<10>, Softmax,
    }
}

network! {
    /// A limit that no weights reach.
    struct Unreached: 64 -> 10 {
        Dense<256> { init: he_normal, max_norm: 1e9 }, Relu,
        Dense<256> { init: he_normal, max_norm: 1e9 }, Relu,
        Dense<10>, Softmax,
    }
}

/// The results for one seed.
struct Run {
    /// The largest norm of the weights into a hidden neuron after each step.
    largest: Vec<f64>,
    training: f64,
    test: f64,
    /// All parameters at the end, to be compared bit by bit.
    bits: Vec<u32>,
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let nothing = |_: &mut [f32], _: usize| {};
    let rows = [
        ("none", trained::<Large>(nothing)?, "gap 0.198, test 0.801"),
        ("into each neuron", trained::<Limited>(nothing)?, "1.000000, gap 0.182, test 0.779"),
        ("out of each input, by mistake", trained::<Large>(shrink_rows)?, "1.229, test 0.729"),
        ("w r / ‖w‖ taken literally", trained::<Large>(stretch_columns)?, ""),
    ];
    outcome.say(format!(
        "r = 1 in both hidden layers; 200 training digits, 20 % of them mislabelled, {EPOCHS} epochs of gradient descent \
         at 0.1, {SEEDS} seeds:"
    ));
    let mut table = Table::new(["limited", "largest norm into a neuron", "gap", "test accuracy", "expected"]);
    let test = |runs: &[Run]| mean(&runs.iter().map(|run| run.test).collect::<Vec<_>>());
    let gap = |runs: &[Run]| mean(&runs.iter().map(|run| run.training - run.test).collect::<Vec<_>>());
    // At the end of training, of all seeds.
    let largest = |runs: &[Run]| runs.iter().filter_map(|run| run.largest.last().copied()).fold(0.0, f64::max);
    for (name, runs, expected) in &rows {
        let figures = [format!("{:.6}", largest(runs)), format!("{:.3}", gap(runs)), format!("{:.3}", test(runs))];
        table.row([name, &figures[0][..], &figures[1], &figures[2], expected]);
    }
    outcome.table(table);
    let mut chart = Chart::new(
        "largest norm of the weights into a hidden neuron, one seed",
        Axis::linear("step"),
        Axis::linear("norm"),
    );
    for (name, runs, _) in &rows {
        chart = chart.line(*name, runs[0].largest.iter().enumerate().map(|(step, &norm)| (step as f64 + 1.0, norm)));
    }
    outcome.picture("norm", "Limiting the other axis does not limit what goes into a neuron.", chart.svg()?);

    let unreached = trained::<Unreached>(nothing)?;
    let always = rows[1].1.iter().flat_map(|run| &run.largest).all(|&norm| norm <= R * (1.0 + 1e-6));
    outcome.check(always, "The norm is at most r after every single step, to 1e-6.");
    outcome.check(largest(&rows[2].1) > R * (1.0 + 1e-3), "Limiting the other axis leaves neurons with norms above r.");
    let same = rows[0].1.iter().zip(&unreached).all(|(plain, unreached)| plain.bits == unreached.bits);
    outcome.check(same, "A limit that is never reached changes nothing, bit for bit.");
    outcome.contrary(format!(
        "Max-norm bounds the weights as claimed, but does not help here: a test accuracy of {:.3} with it and {:.3} without.",
        test(&rows[1].1),
        test(&rows[0].1)
    ));
    Ok(outcome)
}

/// Trains and calls `limit` for the weights of each hidden layer after each step, with the number of neurons.
fn trained<N: Reader>(limit: fn(&mut [f32], usize)) -> Result<Vec<Run>, Box<dyn Error>> {
    each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::mislabelled(&data::few(&split.training, 200, seed)?, 0.2, seed)?;
        let builder = Trainer::<N>::builder().optimizer(GradientDescent::new(0.1)).batch(32).seed(seed);
        let mut trainer: Lessons<N, _> = builder.build()?;
        let hidden = hidden::<N>();
        let mut largest = Vec::new();
        for epoch in 0..EPOCHS {
            each_batch(&training, 32, seed, epoch, |inputs, targets| {
                trainer.step(inputs, targets)?;
                let parameters = trainer.network_mut().parts_mut().0.as_mut_slice();
                let norms = hidden.iter().flat_map(|(range, neurons)| {
                    limit(&mut parameters[range.clone()], *neurons);
                    norms(&parameters[range.clone()], *neurons)
                });
                largest.push(norms.fold(0.0, f64::max));
                Ok::<(), ffnn::TrainError>(())
            })?;
        }
        let network = trainer.network();
        let bits = network.parameters().as_slice().iter().map(|parameter| parameter.to_bits()).collect();
        let (training, test) = (judge(network, &training).metric, judge(network, &split.test).metric);
        Ok(Run { largest, training, test, bits })
    })
}

/// Where the weights of the two hidden layers lie, and how many neurons they lead to.
fn hidden<N: Network>() -> Vec<(std::ops::Range<usize>, usize)> {
    use ffnn::{Parameters, Role};
    let weights = N::Parameters::leaves().filter(|(_, leaf, _)| leaf.role == Role::Weight);
    weights.take(2).map(|(_, leaf, range)| (range, leaf.shape.0)).collect()
}

/// The norm of the weights into each neuron; the flat view holds those out of one input after the other.
fn norms(weights: &[f32], neurons: usize) -> Vec<f64> {
    (0..neurons)
        .map(|neuron| weights.iter().skip(neuron).step_by(neurons).map(|&w| f64::from(w).powi(2)).sum::<f64>().sqrt())
        .collect()
}

/// The lecture's program: limits the weights out of each input.
fn shrink_rows(weights: &mut [f32], neurons: usize) {
    for row in weights.chunks_mut(neurons) {
        let factor = (R / norm(row)).min(1.0) as f32;
        row.iter_mut().for_each(|weight| *weight *= factor);
    }
}

/// The lecture's formula: scales the weights into each neuron to norm r, up or down.
fn stretch_columns(weights: &mut [f32], neurons: usize) {
    for (neuron, norm) in norms(weights, neurons).into_iter().enumerate() {
        weights.iter_mut().skip(neuron).step_by(neurons).for_each(|weight| *weight *= (R / norm) as f32);
    }
}
