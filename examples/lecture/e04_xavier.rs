//! E4. Signals that flow in both directions.
//!
//! Xavier's weights are a compromise: their variance `2 / (inputs + outputs)` lies between what would keep the variance
//! of the values on the way up, `1 / inputs`, and what would keep that of the gradient on the way down, `1 / outputs`.
//! Between layers of one width both are the same. Twenty linear layers show what is left at the end.

use std::error::Error;

use ffnn::initializers::lecun_normal;
use ffnn::prelude::*;
use ffnn::{Initializer, Stream};

use crate::charts::{Axis, Bars};
use crate::experiment::{Experiment, Outcome, Table, geometric_mean, short};
use crate::shared::Dense;
use crate::training::drawn;

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E4",
    title: "Xavier's weights",
    claim: "The variance of each layer's outputs should equal that of its inputs, and gradients should have equal \
            variance before and after flowing through a layer in reverse: draw weights with σ² = 2 / (inputs + outputs).",
    run,
};

network! {
    /// Twenty linear layers of one width.
    struct Square: 64 -> 64 {
        first: Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>,
        Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>, Dense<64>,
        Linear,
    }
}

network! {
    /// Twenty linear layers, narrow and wide by turns.
    struct Alternating: 32 -> 32 {
        first: Dense<128>, Dense<32>, Dense<128>, Dense<32>, Dense<128>, Dense<32>, Dense<128>, Dense<32>, Dense<128>,
        Dense<32>, Dense<128>, Dense<32>, Dense<128>, Dense<32>, Dense<128>, Dense<32>, Dense<128>, Dense<32>,
        Dense<128>, Dense<32>,
        Linear,
    }
}

const SEEDS: u64 = 20;

/// The share of the variance that is left after twenty layers, forward and backward.
struct Left {
    forward: f64,
    backward: f64,
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("64 everywhere, Xavier", left::<Square, 64>(glorot_normal)?, "about 1"),
        ("32 and 128 by turns, Xavier", left::<Alternating, 32>(glorot_normal)?, "0.011, 0.011"),
        ("32 and 128 by turns, 1 / inputs", left::<Alternating, 32>(lecun_normal)?, "0.97, 0.97"),
    ];
    outcome.say(format!(
        "What twenty linear layers leave of the variance of values (up) and of gradients (down), the geometric mean over \
         {SEEDS} draws:"
    ));
    let mut table = Table::new(["widths, weights", "up", "down", "expected"]);
    for (name, left, expected) in &rows {
        table.row([name, &short(left.forward)[..], &short(left.backward), expected]);
    }
    outcome.table(table);
    outcome.say(
        "Each pair of a widening and a narrowing layer costs Xavier's compromise a factor of 0.64. Weights by inputs \
         alone lose little here, in either direction, because the widths go up and down by turns. The geometric mean lies \
         somewhat below 1 even where nothing is lost in the mean: what twenty random factors multiply to is skewed.",
    );
    let chart = Bars::new(
        "what twenty linear layers leave of the variance",
        Axis::logarithmic("variance at the end / at the start").between(0.003, 3.0),
        rows.iter().map(|(name, ..)| *name),
    );
    let svg = chart
        .bars("values, on the way up", rows.iter().map(|(_, left, _)| left.forward))
        .bars("gradients, on the way down", rows.iter().map(|(_, left, _)| left.backward))
        .svg()?;
    outcome.picture("variance", "The same in both directions, and kept where all layers are of one width.", svg);

    let [(_, square, _), (_, alternating, _), _] = &rows;
    let kept = |ratio: f64| (0.5..=2.0).contains(&ratio);
    outcome.check(
        kept(square.forward),
        "Between layers of one width the variance of the values is kept, within a factor of 2.",
    );
    outcome.check(kept(square.backward), "So is that of the gradients.");
    if alternating.forward < 0.1 {
        outcome.contrary("Between layers of different widths Xavier's compromise keeps neither: see the second row.");
    }
    Ok(outcome)
}

/// Sends a sample of normal noise up and a gradient of normal noise down, through networks drawn from different seeds.
fn left<N, const WIDTH: usize>(initializer: Initializer) -> Result<Left, Box<dyn Error>>
where
    N: Network<Scalar = f32, Input = [f32; WIDTH], Logits = [f32; WIDTH], Head = Linear>,
{
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    for seed in 1..=SEEDS {
        let mut trainer = Trainer::<N>::builder().batch(1).build_with(drawn::<N>(initializer, seed))?;
        let random = &mut Stream::root(seed).named("signal").random();
        let mut noise = || -> [f32; WIDTH] { std::array::from_fn(|_| random.normal() as f32) };
        let (input, wanted) = (noise(), noise());
        let output = trainer.network().logits(&input);
        forward.push(mean_square(&output) / mean_square(&input));
        // The square of the error has the derivative 2 (output - target) / WIDTH: targets that make it `wanted`.
        let target: [f32; WIDTH] = std::array::from_fn(|k| output[k] - wanted[k] * WIDTH as f32 / 2.0);
        trainer.compute(&[input], &[target])?;
        backward.push(
            mean_square(&input_gradient(trainer.network().parameters(), trainer.gradient())) / mean_square(&wanted),
        );
    }
    Ok(Left { forward: geometric_mean(&forward), backward: geometric_mean(&backward) })
}

/// The gradient with respect to the input of a single sample: the gradient of a bias is that of the sum it is added to, and
/// the first layer's weights carry it one step further down.
fn input_gradient<P: Parameters<Scalar = f32>>(parameters: &P, gradient: &P) -> Vec<f32> {
    let mut leaves = P::leaves();
    let (weights, bias) = (leaves.next().expect("a dense layer has weights").2, leaves.next().expect("and a bias").2);
    let by_sums = &gradient.as_slice()[bias];
    let columns = parameters.as_slice()[weights].chunks(by_sums.len());
    columns.map(|column| column.iter().zip(by_sums).map(|(weight, by_sum)| weight * by_sum).sum()).collect()
}

fn mean_square(values: &[f32]) -> f64 {
    values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>() / values.len() as f64
}
