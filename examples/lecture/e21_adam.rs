//! E21. Adam's first step.
//!
//! Adam's two means start at zero and would be too small at first; dividing them by `1 - βᵗ` puts that right. The first
//! step is then the learning rate itself, whatever the size of the gradient. Without the correction it is
//! `0.1 / √0.001`, about three times as large; and written the way slides do, it is wrong in other ways.

use std::error::Error;

use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::experiment::{Experiment, Outcome, Table, short};
use crate::plane::{path, travel};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E21",
    title: "Adam's first step",
    claim: "m and s start at 0 and would be biased toward 0 at the beginning; m = m / (1 - β₁ᵀ) and s = s / (1 - β₂ᵀ) boost \
            them early, and w = w - η m / √(s + ε).",
    run,
};

const RATE: f64 = 0.001;
/// The rate on the function w² / 2.
const FASTER: f64 = 0.1;
const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let adam = Adam::new(RATE);
    outcome.say("The first step for gradients of very different sizes, at a rate of 0.001:");
    let mut table = Table::new(["gradient", "Adam", "expected", "without correction", "with ε inside the root"]);
    let (mut exact, mut boosts) = (true, Vec::new());
    for (gradient, expected) in [(1e-6, "9.90e-4"), (1e-3, "9.9999e-4"), (1.0, "0.001"), (1e3, "0.001")] {
        let step = travel(&adam, 1, |_| gradient)[1];
        let formula = RATE * gradient / (gradient + EPSILON);
        let raw = RATE * (1.0 - BETA1) * gradient / (((1.0 - BETA2) * gradient * gradient).sqrt() + EPSILON);
        let inside = RATE * gradient / (gradient * gradient + EPSILON).sqrt();
        exact &= (step / formula - 1.0).abs() < 1e-12;
        boosts.push(raw / step);
        table.row([
            gradient.to_string(),
            format!("{step:.5e}"),
            expected.into(),
            format!("{raw:.5e}"),
            format!("{inside:.5e}"),
        ]);
    }
    outcome.table(table);

    // The function w² / 2, whose derivative is w, from 1, at a larger rate.
    let faster = Adam::new(FASTER);
    let right: Vec<f64> = path(&faster, [1.0, 0.0], 300, |_, [w, _]| [w, 0.0]).iter().map(|place| place[0]).collect();
    let literal = overwriting(300);
    outcome.figure("first step without correction / with it", format!("{:.3}", boosts[3]), "3.162 = 0.1 / √0.001");
    outcome.figure(
        "ε inside the root, first step for a gradient of 1e-6",
        short(RATE * 1e-6 / (1e-12_f64 + EPSILON).sqrt()),
        "1.0e-5",
    );
    let frozen = literal[literal.len() - 1];
    outcome.figure("where the printed steps freeze on w² / 2", format!("{frozen:.3}"), "0.872");
    let chart = Chart::new("w² / 2 from w = 1, at a rate of 0.1", Axis::linear("step"), Axis::linear("w"));
    let points = |path: &[f64]| path.iter().enumerate().map(|(step, &w)| (step as f64, w)).collect::<Vec<_>>();
    let svg = chart.line("Adam", points(&right)).line("steps as printed", points(&literal)).svg()?;
    outcome.picture(
        "freeze",
        "Overwriting m and s by their corrected values feeds the correction back into them.",
        svg,
    );

    outcome.check(
        exact,
        "Each first step is rate · g / (|g| + ε), to 1e-12: the rate itself, whatever the gradient's size.",
    );
    let boosted = (boosts[3] - 0.1 / 0.001_f64.sqrt()).abs() < 1e-4;
    outcome.check(boosted, "Without correction the first step would be 0.1 / √0.001 times as large.");
    let still = (frozen - literal[literal.len() / 2]).abs() < 1e-6;
    outcome.check(still && frozen > 0.5, "The printed steps, taken literally, freeze far from the minimum.");
    outcome.contrary(
        "Taken literally, m = m / (1 - β₁ᵀ) overwrites m, and s grows beyond all bounds: the corrected values must be kept \
         apart. And ε belongs outside the root: inside, it makes small gradients a hundred times slower.",
    );
    Ok(outcome)
}

/// The five printed steps on `w² / 2`, each value overwritten as printed.
fn overwriting(steps: i32) -> Vec<f64> {
    let (mut w, mut m, mut s) = (1.0_f64, 0.0, 0.0);
    let mut path = vec![w];
    for step in 1..=steps {
        m = BETA1 * m + (1.0 - BETA1) * w;
        s = BETA2 * s + (1.0 - BETA2) * w * w;
        m /= 1.0 - BETA1.powi(step);
        s /= 1.0 - BETA2.powi(step);
        w -= FASTER * m / (s + EPSILON).sqrt();
        path.push(w);
    }
    path
}
