//! E19. Momentum and Nesterov's momentum in a narrow valley.
//!
//! The valley is `f(w) = (w₁² + 100 w₂²) / 2`: a hundred times steeper across than along. A rate that does not bounce
//! off its walls is small along it. Momentum adds up what points the same way; Nesterov looks where the momentum leads
//! before taking the gradient. Which way is that? The step is `w ← w - m`, so the place ahead is `w - βm`.

use std::error::Error;

use ffnn::Optimizer;
use ffnn::prelude::*;

use crate::charts::{Axis, Chart};
use crate::experiment::{Experiment, Outcome, Table, short};
use crate::plane::path;

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E19",
    title: "Nesterov's momentum in a narrow valley",
    claim: "Nesterov's momentum measures the gradient slightly ahead, m = βm + η ∇J(w + βm), w = w - m, and is faster \
            than vanilla momentum.",
    run,
};

const BETA: f64 = 0.9;
const START: [f64; 2] = [1.0, 1.0];
/// Low enough to be called the bottom.
const BOTTOM: f64 = 1e-10;
const PATIENCE: u64 = 3000;

fn value([w1, w2]: [f64; 2]) -> f64 {
    (w1 * w1 + 100.0 * w2 * w2) / 2.0
}

/// Whether the value is below a limit; NaN is not.
fn below(place: [f64; 2], limit: f64) -> bool {
    value(place) < limit
}

/// The path of an optimizer at a rate.
type Way<'a> = &'a dyn Fn(f64) -> Vec<[f64; 2]>;

fn slope([w1, w2]: [f64; 2]) -> [f64; 2] {
    [w1, 100.0 * w2]
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let descent = |rate: f64| walk(&GradientDescent::new(rate));
    let momentum = |rate: f64| walk(&Momentum { momentum: BETA, ..Momentum::new(rate) });
    let nesterov = |rate: f64| walk(&Nesterov { momentum: BETA, ..Nesterov::new(rate) });
    let printed = |rate: f64| by_formula(rate, 1.0);
    let ways: [(&str, Way<'_>, &str); 4] = [
        ("gradient descent", &descent, "623"),
        ("momentum", &momentum, "153"),
        ("Nesterov", &nesterov, "95"),
        ("as printed, w + βm", &printed, "1153"),
    ];
    let mut table =
        Table::new(["optimizer", "steps at the best rate", "best rate", "expected", "at 0.003", "at 0.005", "at 0.01"]);
    let mut best = Vec::new();
    for (name, way, expected) in ways {
        // A fine grid: each rate 2 % above the one before.
        let rates = (0..300).map(|step| 1e-4 * 1.02_f64.powi(step));
        let (steps, rate) = rates
            .filter_map(|rate| Some((steps_to_bottom(&way(rate))?, rate)))
            .min_by_key(|(steps, _)| *steps)
            .ok_or("no rate reaches the bottom")?;
        let at = |rate: f64| match way(rate) {
            path if path.last().is_none_or(|&place| !below(place, value(START))) => "diverges".to_string(),
            path => steps_to_bottom(&path).map_or(format!("over {PATIENCE}"), |steps| steps.to_string()),
        };
        let cells = [steps.to_string(), short(rate), expected.into(), at(0.003), at(0.005), at(0.01)];
        table.row([vec![name.to_string()], cells.to_vec()].concat());
        best.push((name, steps, way(rate)));
    }
    outcome.say("Steps until f is below 1e-10, from (1, 1), with a momentum of 0.9:");
    outcome.table(table);
    outcome.say("Expected with momentum at these three rates: 235, 218, 214; with Nesterov: 184, 180, 170.");

    let mut chart = Chart::new(
        "height above the bottom of the valley, each at its best rate",
        Axis::linear("step").between(0.0, 400.0),
        Axis::logarithmic("f").between(1e-10, 1e3),
    );
    for (name, _, path) in &best {
        let heights = path.iter().take(401).enumerate();
        chart = chart.line(*name, heights.map(|(step, &place)| (step as f64, value(place).max(1e-10))));
    }
    outcome.picture(
        "height",
        "Nesterov's line falls fastest; with the printed sign it is the slowest of all.",
        chart.svg()?,
    );
    let mut chart = Chart::new(
        "the first forty steps from above, at a rate of 0.01",
        Axis::linear("w₁, along the valley"),
        Axis::linear("w₂, across it"),
    );
    for (name, path) in [("momentum", momentum(0.01)), ("Nesterov", nesterov(0.01))] {
        chart = chart.line(name, path.iter().take(41).map(|&[w1, w2]| (w1, w2)));
    }
    outcome.picture("path", "Looking ahead damps the swinging from wall to wall.", chart.svg()?);

    let difference = largest_difference(&nesterov(0.005), &by_formula(0.005, -1.0));
    outcome.figure("textbook's Nesterov against the library's, largest difference", short(difference), "2e-16");
    outcome.check(best[2].1 < best[1].1, "Nesterov is faster than momentum.");
    outcome.check(best[1].1 < best[0].1, "Momentum is faster than gradient descent.");
    outcome.check(difference < 1e-14, "The textbook's form, looking at w - βm, is the library's to 1e-14.");
    let diverged = printed(0.005).last().is_none_or(|&place| !below(place, 1e6));
    outcome.check(diverged, "With the printed sign training diverges at a rate of 0.005.");
    outcome.contrary(
        "The printed formula has a sign wrong. Since the step is w - m, what lies ahead is w - βm; looking at w + βm is \
         looking back, and slower than no momentum at all.",
    );
    Ok(outcome)
}

fn walk<O: Optimizer>(optimizer: &O) -> Vec<[f64; 2]> {
    path(optimizer, START, PATIENCE, |_, place| slope(place))
}

/// Nesterov's momentum as textbooks write it, the gradient taken at `w + sign βm`; the places are those ahead, which
/// are what the library stores.
fn by_formula(rate: f64, sign: f64) -> Vec<[f64; 2]> {
    let (mut w, mut m) = (START, [0.0; 2]);
    let mut path = vec![START];
    for _ in 0..PATIENCE {
        let ahead = [0, 1].map(|axis| w[axis] + sign * BETA * m[axis]);
        let gradient = slope(ahead);
        m = [0, 1].map(|axis| BETA * m[axis] + rate * gradient[axis]);
        w = [0, 1].map(|axis| w[axis] - m[axis]);
        // Infinite numbers say no more.
        if !below(w, 1e100) {
            break;
        }
        path.push([0, 1].map(|axis| w[axis] + sign.min(0.0) * BETA * m[axis]));
    }
    path
}

fn steps_to_bottom(path: &[[f64; 2]]) -> Option<usize> {
    path.iter().position(|&place| value(place) < BOTTOM)
}

fn largest_difference(a: &[[f64; 2]], b: &[[f64; 2]]) -> f64 {
    let pairs = a.as_flattened().iter().zip(b.as_flattened());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
