//! E1. A chain of single neurons: where the vanishing of gradients comes from.
//!
//! Four logistic neurons in a row, one weight `w` and one bias `b` each, and half the square of the error as the cost.
//! The chain rule writes the derivative with respect to the first bias as a product with one factor `σ'(z)` and one
//! weight per neuron on the way. No `σ'` is larger than 1/4: with weights below 1 the derivative two neurons further from the
//! output is at least 16 times smaller.

use std::error::Error;

use ffnn::Stream;
use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::experiment::{Experiment, Outcome, median, short};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E1",
    title: "a chain of single neurons",
    claim: "If |w₃ σ'(z₂)| and |w₂ σ'(z₁)| are below 1/4, the derivative with respect to the first bias is at least 16 times smaller \
            than that by the third: the essential origin of the vanishing gradient.",
    run,
};

network! {
    /// Four logistic neurons, one after the other.
    struct Chain: 1 -> 1 {
        first: Dense<1>, Sigmoid,
        second: Dense<1>, Sigmoid,
        third: Dense<1>, Sigmoid,
        fourth: Dense<1>, Sigmoid,
        Linear,
    }
}

/// The four weights and the four biases.
#[derive(Clone, Copy)]
struct Numbers {
    weights: [f64; 4],
    biases: [f64; 4],
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();

    let known = Numbers { weights: [0.5, -0.8, 0.9, 0.7], biases: [0.1, -0.2, 0.3, 0.0] };
    let (first, third) = by_backpropagation(known, 0.5, 0.0)?;
    outcome.figure("dC/db₁ of the known chain", format!("{first:.12e}"), "-9.083651322983e-4");
    outcome.figure("dC/db₃ of the known chain", format!("{third:.12e}"), "2.322925912971e-2");
    outcome.figure("their ratio", format!("{:.12e}", first / third), "-3.910435228373e-2");
    let close = |found: f64, expected: f64| (found / expected - 1.0).abs() < 1e-11;
    let as_known = close(first, -9.083651322983e-4) && close(third, 2.322925912971e-2);
    outcome.check(as_known, "The derivatives of a chain computed elsewhere come out the same.");

    let random = &mut Stream::root(1).named("chains").random();
    let (mut ratios, mut worst) = (Vec::new(), 0.0_f64);
    for _ in 0..1000 {
        let mut draw = || [(); 4].map(|()| 2.0 * random.uniform() - 1.0);
        let numbers = Numbers { weights: draw(), biases: draw() };
        let (input, target) = (random.uniform(), random.uniform());
        let found = by_backpropagation(numbers, input, target)?;
        let expected = by_product(numbers, input, target);
        worst = worst.max((found.0 / expected.0 - 1.0).abs()).max((found.1 / expected.1 - 1.0).abs());
        let [_, w2, w3, _] = numbers.weights;
        ratios.push(((w2 * w3).abs(), (found.0 / found.1).abs()));
    }
    let all: Vec<f64> = ratios.iter().map(|(_, ratio)| *ratio).collect();
    let largest = all.iter().copied().fold(0.0, f64::max);
    outcome.say("A thousand chains with weights and biases drawn evenly from -1 to 1:");
    outcome.figure("largest difference between product and backpropagation, relative", short(worst), "below 1e-12");
    outcome.figure("largest |dC/db₁ / dC/db₃|", short(largest), "0.0542");
    outcome.figure("median of it", short(median(&all)), "6.9e-3");
    outcome.check(worst < 1e-12, "The product of the lecture is what backpropagation computes, to 1e-12.");
    outcome.check(largest < 1.0 / 16.0, "With all weights below 1 the ratio is below 1/16 in every chain.");

    // At z = 0 the slope is exactly 1/4, whatever the weights: the largest ratio that they allow.
    let exploding = exploding(8.0)?;
    outcome.say(format!(
        "The same product explodes where the weights are large: with w = 8 and every z at 0 the derivative with respect to the first \
         bias is {} times that by the third.",
        short(exploding)
    ));
    outcome.check((exploding - 4.0).abs() < 1e-9, "With w = 8 at z = 0 the ratio is (8 / 4)² = 4.");

    let bound = (0..=50).map(|step| f64::from(step) / 50.0).map(|product| (product, product / 16.0));
    let chart = Chart::new(
        "how much smaller the gradient is two neurons further from the output",
        Axis::linear("|w₂ w₃|"),
        Axis::linear("|dC/db₁ / dC/db₃|"),
    );
    let svg = chart.dots("one chain", ratios).line("|w₂ w₃| / 16", bound).svg()?;
    outcome.picture("ratio", "A thousand chains: none lies above the line, which ends at 1/16.", svg);
    Ok(outcome)
}

/// The derivatives of the cost by the first and the third bias, as the library computes them.
fn by_backpropagation(numbers: Numbers, input: f64, target: f64) -> Result<(f64, f64), Box<dyn Error>> {
    let mut trainer = Trainer::<Chain<f64>>::builder().batch(1).build()?;
    let chain = &mut trainer.network_mut().parameters;
    let layers = [&mut chain.first, &mut chain.second, &mut chain.third, &mut chain.fourth];
    for (layer, (weight, bias)) in layers.into_iter().zip(numbers.weights.into_iter().zip(numbers.biases)) {
        layer.weights[0] = weight;
        layer.bias[0] = bias;
    }
    trainer.compute(&[[input]], &[[target]])?;
    // The library's loss is the square itself, the lecture's half of it.
    let gradient = trainer.gradient();
    Ok((gradient.first.bias[0] / 2.0, gradient.third.bias[0] / 2.0))
}

/// The gradients as the lecture writes them: a product of slopes and weights.
fn by_product(Numbers { weights, biases }: Numbers, input: f64, target: f64) -> (f64, f64) {
    let mut outputs = [input; 5];
    for neuron in 0..4 {
        outputs[neuron + 1] = 1.0 / (1.0 + (-(weights[neuron] * outputs[neuron] + biases[neuron])).exp());
    }
    let slope = |neuron: usize| outputs[neuron] * (1.0 - outputs[neuron]);
    let [_, w2, w3, w4] = weights;
    let third = (outputs[4] - target) * slope(4) * w4 * slope(3);
    (third * w3 * slope(2) * w2 * slope(1), third)
}

/// The ratio of the two derivatives with all weights `weight` and biases that put every neuron at z = 0.
fn exploding(weight: f64) -> Result<f64, Box<dyn Error>> {
    let (first, third) = by_backpropagation(Numbers { weights: [weight; 4], biases: [-weight / 2.0; 4] }, 0.5, 0.0)?;
    Ok(first / third)
}
