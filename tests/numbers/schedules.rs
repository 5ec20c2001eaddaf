//! Factors of PyTorch's schedulers, and of Keras's formulas evaluated by hand.

use ffnn::prelude::*;
use ffnn::schedules::{CosineRestarts, InverseTimeDecay, PiecewiseConstant, PolynomialDecay};
use ffnn::testing::Tolerance;
use ffnn::{Memory, Position, Run, Schedule};

use crate::reference::{Group, entries, load, numbers, text};

/// The factors of the first steps, counted in steps and in epochs at once.
fn factors(schedule: &dyn Schedule, count: u64) -> Vec<f64> {
    let run = Some(Run { start: 0, end: count, steps_per_epoch: 1 });
    (0..count).map(|time| schedule.factor(&Position { run, ..Position::new(time, time) })).collect()
}

/// The factor before each epoch, given the losses that end them.
fn watching(schedule: &dyn Schedule, losses: &[f64]) -> Vec<f64> {
    let (mut memory, mut factors) = (Memory::START, Vec::new());
    for &loss in losses {
        factors.push(schedule.factor(&Position { memory, ..Position::new(0, 0) }));
        schedule.watch(&mut memory, loss);
    }
    factors
}

#[test]
fn schedules_are_those_of_torch() {
    let mut group = Group::new::<f64>("schedules of torch");
    for length in [Length::Steps, Length::Epochs] {
        let file = load("schedules.json");
        for entry in entries(&file, |_| true) {
            let schedule: Box<dyn Schedule> = match text(&entry["name"]) {
                "step" => Box::new(StepDecay::new(0.1, length(7))),
                "multi_step" => Box::new(PiecewiseConstant::new([(length(5), 0.1), (length(12), 0.01)])),
                "exponential" => Box::new(ExponentialDecay::new(0.9, length(1))),
                "polynomial" => Box::new(PolynomialDecay { power: 2.0, ..PolynomialDecay::new(length(20)) }),
                "linear" => Box::new(PolynomialDecay::new(length(20))),
                "cosine" => Box::new(CosineDecay { last: 0.05, ..CosineDecay::new(length(20)) }),
                "restarts" => Box::new(CosineRestarts { last: 0.01, ..CosineRestarts::new(length(5)) }),
                "restarts_growing" => Box::new(CosineRestarts { lengthen: 2.0, ..CosineRestarts::new(length(3)) }),
                "warmup" => Box::new(LinearWarmup::new(0.25, length(8), CosineDecay::new(length(20)))),
                "one_cycle" => Box::new(OneCycle::new(length(50))),
                "one_cycle_other" => Box::new(OneCycle { length: length(33), rise: 0.5, div: 10.0, final_div: 100.0 }),
                // PyTorch waits one epoch longer for the same patience.
                "plateau_relative" => Box::new(OnPlateau { patience: 3, ..OnPlateau::new(Threshold::Relative(1e-2)) }),
                "plateau_absolute" => {
                    Box::new(OnPlateau { patience: 2, factor: 0.5, ..OnPlateau::new(Threshold::Absolute(1e-3)) })
                }
                "plateau_cooldown" => {
                    let on_plateau = OnPlateau::new(Threshold::Relative(1e-4));
                    Box::new(OnPlateau { patience: 2, factor: 0.5, cooldown: 3, least: 0.2, ..on_plateau })
                }
                name => panic!("no schedule for {name}"),
            };
            schedule.check().expect("the settings can be used");
            let expected = numbers(&entry["factors"]);
            let found = match entry.get("losses") {
                Some(losses) => watching(&*schedule, &numbers(losses)),
                None => factors(&*schedule, expected.len() as u64),
            };
            group.compare(Tolerance::F64_PASS, text(&entry["name"]), &found, &expected);
        }
    }
}

#[test]
fn schedules_are_the_formulas_of_keras() {
    let mut group = Group::new::<f64>("schedules of Keras");
    let mut compare = |what: &str, schedule: &dyn Schedule, expected: &[f64]| {
        group.compare(Tolerance::F64_PASS, what, &factors(schedule, expected.len() as u64), expected);
    };
    let four = Length::Steps(4);
    // 0.5^(t / 4), smoothly and with `staircase`.
    let root = 0.5f64.sqrt();
    compare(
        "ExponentialDecay",
        &ExponentialDecay::new(0.5, four),
        &[1.0, root.sqrt(), root, root * root.sqrt(), 0.5, 0.5 * root.sqrt()],
    );
    compare("ExponentialDecay, staircase", &StepDecay::new(0.5, four), &[1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25]);
    // 1 / (1 + 0.5 t / 4)
    let inverse = [1.0, 1.0 / 1.125, 0.8, 1.0 / 1.375, 2.0 / 3.0, 1.0 / 1.625];
    compare("InverseTimeDecay", &InverseTimeDecay::new(0.5, four), &inverse);
    // (1 - alpha) (1 + cos(π t / 4)) / 2 + alpha, with cos(π / 4) = √2 / 2.
    let half = 0.5 * 2.0f64.sqrt();
    let wave = [1.0, 0.5 + 0.5 * half, 0.5, 0.5 - 0.5 * half, 0.0];
    let cosine: Vec<f64> = wave.iter().chain(&[0.0, 0.0]).map(|part| 0.9 * part + 0.1).collect();
    compare("CosineDecay", &CosineDecay { last: 0.1, ..CosineDecay::new(four) }, &cosine);
    // t_mul 2, m_mul 0.5: 4 steps from 1, 8 steps from 0.5.
    let slow = (0..8).map(|t| 0.5 * 0.5 * (1.0 + (std::f64::consts::PI * t as f64 / 8.0).cos()));
    let restarts: Vec<f64> = wave[..4].iter().copied().chain(slow).chain([0.25]).collect();
    compare(
        "CosineDecayRestarts",
        &CosineRestarts { lengthen: 2.0, shrink: 0.5, ..CosineRestarts::new(four) },
        &restarts,
    );
    // (1 - 0.01) (1 - t / 4)² + 0.01
    let polynomial = [1.0, 0.99 * 0.5625 + 0.01, 0.99 * 0.25 + 0.01, 0.99 * 0.0625 + 0.01, 0.01, 0.01];
    compare("PolynomialDecay", &PolynomialDecay { length: four, last: 0.01, power: 2.0 }, &polynomial);
    // initial + (target - initial) t / 4, then the decay from its own start.
    let warm: Vec<f64> = [0.0, 0.25, 0.5, 0.75].iter().chain(&wave).copied().collect();
    compare("CosineDecay, warmup_steps", &LinearWarmup::new(0.0, four, CosineDecay::new(four)), &warm);
}

#[test]
fn a_warm_up_leaves_the_rest_of_a_run() {
    let mut group = Group::new::<f64>("warm-up within a run");
    // 12 steps in 3 epochs of 4, the first 4 of them warming up, and a second run of 8 steps.
    let runs = [Run { start: 0, end: 12, steps_per_epoch: 4 }, Run { start: 12, end: 20, steps_per_epoch: 4 }];
    let steps: Vec<f64> = [0.5, 0.625, 0.75, 0.875].into_iter().chain((0..8).map(|t| 1.0 - t as f64 / 8.0)).collect();
    let epochs = [&[0.5; 4], &steps[4..]].concat();
    let line = PolynomialDecay::new(Length::Whole);
    for (length, expected) in [(Length::Steps(4), steps), (Length::Epochs(1), epochs)] {
        let schedule = LinearWarmup::new(0.5, length, line);
        let factor = |step, run| schedule.factor(&Position { run: Some(run), ..Position::new(step, step / 4) });
        let first: Vec<f64> = (0..12).map(|step| factor(step, runs[0])).collect();
        group.compare(Tolerance::F64_PASS, "first run", &first, &expected);
        let second: Vec<f64> = (12..20).map(|step| factor(step, runs[1])).collect();
        group.compare(Tolerance::F64_PASS, "second run", &second, &expected[4..]);
    }
    // The warm-up shifts the following schedule only if both use the same unit.
    let decay = StepDecay::new(0.5, Length::Epochs(2));
    let factors = |length, epochs: &[u64]| -> Vec<f64> {
        let schedule = LinearWarmup::new(1.0, length, decay);
        epochs.iter().map(|&epoch| schedule.factor(&Position::new(4 * epoch, epoch))).collect()
    };
    assert_eq!(factors(Length::Epochs(1), &[0, 1, 2, 3]), [1.0, 1.0, 1.0, 0.5]);
    assert_eq!(factors(Length::Steps(4), &[0, 1, 2, 3]), [1.0, 1.0, 0.5, 0.5]);
}
