//! A lecture on training deep networks, put to the test: one experiment for each of its claims.
//!
//! ```text
//! cargo run --release --example lecture               all of them
//! cargo run --release --example lecture -- E2 E12     some of them
//! cargo run --release --example lecture -- --list     what there is
//! ```
//!
//! Each experiment is a file beside this one and reads like a small chapter. A new one is a file and a line in the list
//! below. At the end stands one page with all figures and pictures, `target/lecture/report.html`.

#[path = "../support/charts.rs"]
mod charts;
mod data;
mod experiment;
#[path = "../support/failure.rs"]
mod failure;
mod networks;
mod plane;
#[path = "../support/plots.rs"]
mod plots;
mod report;
mod shared;
mod training;

mod e01_chain;
mod e02_vanishing;
mod e02b_lower_layers;
mod e03_clipping;
mod e04_xavier;
mod e04b_he;
mod e05_gain;
mod e06_symmetry;
mod e07_dying;
mod e08_activations;
mod e09_speed;
mod e10_independence;
mod e10b_batch_norm;
mod e11_running;
mod e12_early_stopping;
mod e13_penalties;
mod e14_max_norm;
mod e15_dropout;
mod e16_augmentation;
mod e17_capacity;
mod e18_terminal_velocity;
mod e19_nesterov;
mod e19b_optimizers;
mod e20_adagrad;
mod e21_adam;
mod e22_seeds;

use std::time::Instant;

use experiment::Experiment;
use failure::Failure;
use report::Entry;

/// The course, in the order of the lecture.
const EXPERIMENTS: &[Experiment] = &[
    e01_chain::EXPERIMENT,
    e02_vanishing::EXPERIMENT,
    e02b_lower_layers::EXPERIMENT,
    e03_clipping::EXPERIMENT,
    e04_xavier::EXPERIMENT,
    e04b_he::EXPERIMENT,
    e05_gain::EXPERIMENT,
    e06_symmetry::EXPERIMENT,
    e07_dying::EXPERIMENT,
    e08_activations::EXPERIMENT,
    e09_speed::EXPERIMENT,
    e10_independence::EXPERIMENT,
    e10b_batch_norm::EXPERIMENT,
    e11_running::EXPERIMENT,
    e12_early_stopping::EXPERIMENT,
    e13_penalties::EXPERIMENT,
    e14_max_norm::EXPERIMENT,
    e15_dropout::EXPERIMENT,
    e16_augmentation::EXPERIMENT,
    e17_capacity::EXPERIMENT,
    e18_terminal_velocity::EXPERIMENT,
    e19_nesterov::EXPERIMENT,
    e19b_optimizers::EXPERIMENT,
    e20_adagrad::EXPERIMENT,
    e21_adam::EXPERIMENT,
    e22_seeds::EXPERIMENT,
];

fn main() -> Result<(), Failure> {
    let mut chosen = Vec::new();
    for argument in std::env::args().skip(1) {
        if argument == "--list" {
            for Experiment { id, title, .. } in EXPERIMENTS {
                println!("{id:<5} {title}");
            }
            return Ok(());
        }
        let experiment = EXPERIMENTS.iter().find(|experiment| experiment.id.eq_ignore_ascii_case(&argument));
        chosen.push(experiment.ok_or_else(|| format!("there is no experiment `{argument}`: `--list` names all"))?);
    }
    if chosen.is_empty() {
        chosen = EXPERIMENTS.iter().collect();
    }

    let mut entries = Vec::new();
    for experiment in chosen {
        report::announce(experiment);
        let start = Instant::now();
        let outcome = (experiment.run)();
        let entry = Entry { experiment, outcome, seconds: start.elapsed().as_secs_f64() };
        report::print(&entry);
        entries.push(entry);
    }
    let path = report::write(&entries)?;
    let failed: Vec<&str> = entries.iter().filter(|entry| !entry.holds()).map(|entry| entry.experiment.id).collect();
    let held = entries.len() - failed.len();
    println!("\n{held} of {} as it must be; see {}", entries.len(), path.display());
    if !failed.is_empty() {
        return Err(format!("not as it must be: {}", failed.join(", ")).into());
    }
    Ok(())
}
