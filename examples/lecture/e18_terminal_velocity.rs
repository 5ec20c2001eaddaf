//! E18. Terminal velocity.
//!
//! On a slope that is the same everywhere momentum gathers speed until what friction takes is what the slope gives:
//! `rate / (1 - momentum)` a step. After `t` steps the speed is `rate (1 - momentumᵗ) / (1 - momentum)`.

use std::error::Error;

use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::experiment::{Experiment, Outcome, Table};
use crate::plane::travel;

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E18",
    title: "momentum's terminal velocity",
    claim: "Like a bowling ball on a gentle slope, momentum starts slowly and picks up speed until it reaches terminal \
            velocity.",
    run,
};

const RATE: f64 = 0.01;
const MOMENTUM: f64 = 0.9;
const STEPS: u64 = 100;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let momentum = Momentum { momentum: MOMENTUM, ..Momentum::new(RATE) };
    let places = travel(&momentum, STEPS, |_| 1.0);
    let speeds: Vec<f64> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let formula = |step: i32| RATE * (1.0 - MOMENTUM.powi(step)) / (1.0 - MOMENTUM);
    let worst = speeds.iter().zip(1..).map(|(speed, step)| (speed - formula(step)).abs()).fold(0.0, f64::max);
    let terminal = RATE / (1.0 - MOMENTUM);
    let nearly = speeds.iter().position(|&speed| speed >= 0.9 * terminal).map_or(0, |step| step + 1);

    outcome.say(format!("A slope of 1 everywhere, a rate of {RATE}, a momentum of {MOMENTUM}:"));
    let mut table = Table::new(["step", "speed", "formula"]);
    for step in [1, 2, 5, 10, 22, 50, 100] {
        table.row([step.to_string(), format!("{:.6}", speeds[step - 1]), format!("{:.6}", formula(step as i32))]);
    }
    outcome.table(table);
    outcome.figure("speed of step 100 / speed of step 1", format!("{:.4}", speeds[99] / speeds[0]), "10.000");
    outcome.figure("first step at 90 % of the terminal velocity", nearly.to_string(), "22");
    let chart = Chart::new("a ball on an even slope", Axis::linear("step"), Axis::linear("speed").between(0.0, 0.11));
    let steps = |speed: &dyn Fn(usize) -> f64| (1..=100).map(|step| (step as f64, speed(step))).collect::<Vec<_>>();
    let svg = chart
        .line("momentum 0.9", steps(&|step| speeds[step - 1]))
        .line("gradient descent", steps(&|_| RATE))
        .line("terminal velocity", steps(&|_| terminal))
        .svg()?;
    outcome.picture("speed", "Ten times as fast in the end: 1 / (1 - 0.9).", svg);
    outcome.check(worst < 1e-12, "Each speed is that of the formula, to 1e-12.");
    outcome.check(nearly == 22, "Ninety per cent of the terminal velocity is reached at step 22.");
    Ok(outcome)
}
