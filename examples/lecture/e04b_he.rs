//! E4b. He's weights, and what slides print for them.
//!
//! A ReLU lets half of the signal through, so its weights need twice the variance: He's is `2 / inputs`. Slides often
//! print √2 times Xavier's σ, which is the same only between layers of one width; and a well-known library calls
//! `1 / inputs` by a name that many take for He's.

use std::error::Error;

use ffnn::initializers::{lecture_relu, lecun_normal};
use ffnn::prelude::*;
use ffnn::{Initializer, Stream};

use crate::charts::{Axis, Chart};
use crate::experiment::{Experiment, Outcome, Table, geometric_mean, short};
use crate::shared::Dense;
use crate::training::{drawn, outputs};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E4b",
    title: "weights for ReLUs",
    claim: "For ReLUs draw weights with σ = √2 · √(2 / (inputs + outputs)).",
    run,
};

network! {
    /// Ten ReLU layers of one width.
    struct Square: 256 -> 256 {
        Dense<256>, Relu, Dense<256>, Relu, Dense<256>, Relu, Dense<256>, Relu, Dense<256>, Relu,
        Dense<256>, Relu, Dense<256>, Relu, Dense<256>, Relu, Dense<256>, Relu, Dense<256>, Relu,
        Linear,
    }
}

network! {
    /// Ten ReLU layers, wide and narrow by turns.
    struct Alternating: 64 -> 64 {
        Dense<512>, Relu, Dense<64>, Relu, Dense<512>, Relu, Dense<64>, Relu, Dense<512>, Relu,
        Dense<64>, Relu, Dense<512>, Relu, Dense<64>, Relu, Dense<512>, Relu, Dense<64>, Relu,
        Linear,
    }
}

const SEEDS: u64 = 20;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let rows = [
        ("256 everywhere, √2 · Xavier", left::<Square, 256>(lecture_relu), "0.77"),
        ("256 everywhere, He", left::<Square, 256>(he_normal), "0.77"),
        ("64 and 512 by turns, √2 · Xavier", left::<Alternating, 64>(lecture_relu), "0.0073"),
        ("64 and 512 by turns, He", left::<Alternating, 64>(he_normal), "0.75"),
        ("64 and 512 by turns, 1 / inputs", left::<Alternating, 64>(lecun_normal), "7.5e-4"),
    ];
    outcome.say(format!(
        "What is left of the mean square of the values after ten ReLU layers, the geometric mean over {SEEDS} draws:"
    ));
    let mut table = Table::new(["widths, weights", "left", "expected"]);
    for (name, left, expected) in &rows {
        table.row([name, &short(left[10])[..], expected]);
    }
    outcome.table(table);
    let mut chart = Chart::new(
        "mean square of the values, layer by layer",
        Axis::linear("layer"),
        Axis::logarithmic("mean square / that of the input"),
    );
    for (name, left, _) in &rows[1..] {
        chart = chart.line(*name, left.iter().enumerate().map(|(layer, left)| (layer as f64, *left)));
    }
    outcome.picture("signal", "Only He's weights keep the signal whatever the widths.", chart.svg()?);

    let last = |row: usize| rows[row].1[10];
    outcome.check((0.3..=3.0).contains(&last(3)), "He's weights keep the signal through layers of different widths.");
    outcome.check((0.3..=3.0).contains(&last(1)), "They keep it through layers of one width.");
    outcome.check(last(2) < 0.05, "The printed formula loses more than 95 % of it where widths differ.");
    outcome.contrary(
        "The lecture's formula for ReLUs is He's only between layers of one width; the variance should be 2 / inputs.",
    );
    Ok(outcome)
}

/// The mean square after each layer, the input's being 1, for a few hundred samples of normal noise.
fn left<N, const WIDTH: usize>(initializer: Initializer) -> Vec<f64>
where
    N: Network<Scalar = f32, Input = [f32; WIDTH]>,
{
    let mut layers = vec![Vec::new(); 11];
    for seed in 1..=SEEDS {
        let network = drawn::<N>(initializer, seed);
        let random = &mut Stream::root(seed).named("signal").random();
        let noise: Vec<[f32; WIDTH]> = (0..64).map(|_| [(); WIDTH].map(|()| random.normal() as f32)).collect();
        let start = mean_square(noise.as_flattened());
        layers[0].push(1.0);
        // Every second output is that of a ReLU.
        for (layer, output) in outputs(&*network, &noise).iter().skip(1).step_by(2).enumerate() {
            layers[layer + 1].push(mean_square(output) / start);
        }
    }
    layers.iter().map(|ratios| geometric_mean(ratios)).collect()
}

fn mean_square(values: &[f32]) -> f64 {
    values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>() / values.len() as f64
}
