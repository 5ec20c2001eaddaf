//! E9. What an activation costs.
//!
//! A million values go through each activation, one thread, the middle of fifty times.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use ffnn::kernels::{Level, Pass, dispatch};
use ffnn::prelude::*;
use ffnn::{Activation, Stream};

use crate::charts::{Axis, Bars};
use crate::experiment::{Experiment, Outcome, Table, median, short};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E9",
    title: "what an activation costs",
    claim: "If you care about runtime performance, leaky ReLUs work better than ELUs.",
    run,
};

const TIMES: usize = 50;

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let random = &mut Stream::root(1).named("values").random();
    let input: Vec<[f32; 1000]> = (0..1000).map(|_| [(); 1000].map(|()| random.normal() as f32)).collect();
    let rows = [
        ("ReLU", microseconds(Relu, &input), "86"),
        ("leaky ReLU", microseconds(LeakyRelu::DEFAULT, &input), "86"),
        ("sigmoid", microseconds(Sigmoid, &input), "215"),
        ("ELU", microseconds(Elu::DEFAULT, &input), "850"),
        ("SELU", microseconds(Selu, &input), "855"),
        ("tanh", microseconds(Tanh, &input), "2142"),
    ];
    let mut table = Table::new(["activation", "µs for a million values", "PyTorch"]);
    for (name, time, expected) in &rows {
        table.row([name, &short(*time)[..], expected]);
    }
    outcome.table(table);
    let chart = Bars::new("a million values through an activation", Axis::linear("µs"), rows.map(|(name, ..)| name));
    outcome.picture("time", "One thread.", chart.bars("time", rows.map(|(_, time, _)| time)).svg()?);
    let ratio = rows[3].1 / rows[1].1;
    outcome.figure("time of ELU / time of leaky ReLU", short(ratio), "above 2; 9.9 in PyTorch");
    // How much faster depends on the processor and on what else it does, so only the order must hold.
    outcome.check(ratio > 1.0, "A leaky ReLU is faster than an ELU.");
    Ok(outcome)
}

fn microseconds<A: Activation>(activation: A, input: &[[f32; 1000]]) -> f64 {
    let mut output = vec![[0.0; 1000]; input.len()];
    let times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            dispatch(Through { activation, input: black_box(input), output: &mut output });
            black_box(&output);
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    median(&times)
}

struct Through<'a, A> {
    activation: A,
    input: &'a [[f32; 1000]],
    output: &'a mut [[f32; 1000]],
}

impl<A: Activation> Pass for Through<'_, A> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.activation.forward(level, &(), &(), self.input, self.output);
    }
}
