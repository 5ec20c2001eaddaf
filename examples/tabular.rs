//! Regression on a table of patients: the progression of diabetes after a year, from ten measurements. Targets are
//! standardized too, training stops early, and the results are compared with scikit-learn.
//!
//! ```text
//! cargo run --release --example tabular
//! cargo run --release --example tabular -- FILE.csv   # your own table: a header, 10 columns and the target last
//! ```

use std::error::Error;
use std::process::ExitCode;

use ffnn::data::{Standardizer, csv};
use ffnn::metrics::RSquared;
use ffnn::prelude::*;

network! {
    /// Maps ten standardized measurements to the standardized target.
    pub struct Progress: 10 -> 1 {
        Dense<32>,
        Relu,
        Dense<16>,
        Relu,
        Dense<1>,
        Linear,
    }
}

const SEEDS: u64 = 40;
/// `MLPRegressor` of scikit-learn 1.9.1 on the same rows, with the same layers, Adam, batch size, patience and seeds 1
/// to 40.
const SCIKIT_LEARN: (f64, f64) = (0.487, 0.039);
const LEAST: f64 = 0.45;

type Table = Dataset<[f32; 10], [f32; 1]>;

fn run() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).unwrap_or("examples/data/diabetes.csv".into());
    let table: Table = csv::open(&file)?.header().values()?;
    let (mut test, mut train) = table.split(|row| row % 5 == 0)?;
    println!("{file}: {} rows to train on, {} to test on\n", train.len(), test.len());

    // Measured on the training rows only, because the test rows stand for unknown data.
    let inputs = Standardizer::measure(train.inputs())?;
    inputs.apply_all(train.inputs_mut());
    inputs.apply_all(test.inputs_mut());
    let targets = Standardizer::measure(train.targets())?;
    targets.apply_all(train.targets_mut());

    let mut scores = Vec::new();
    for seed in 1..=SEEDS {
        let builder = Trainer::<Progress>::builder().optimizer(Adam::new(1e-3)).batch(32).seed(seed);
        let mut trainer = builder.validation(0.1).early_stopping(20).quiet().build()?;
        let history = trainer.fit(&train, 1000)?;
        // The best network of the run, not the last.
        let network = trainer.network();
        let mut score = RSquared::new(1);
        for (input, target) in test.iter() {
            score.add(target, &answer(network, &targets, input))?;
        }
        scores.push(score.mean());
        if seed == 1 {
            let best = history.best_epoch().map_or(0, |epoch| epoch.number);
            println!("seed 1: {} epochs, the best was number {best}\n", history.epochs.len());
            println!("   truth  answer  (with seed 1, the first test rows)");
            for (input, target) in test.iter().take(6) {
                let [answer] = answer(network, &targets, input);
                println!("   {:>5.0}  {answer:>6.0}  {}", target[0], bar(target[0], answer));
            }
        }
    }

    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    let deviation = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / scores.len() as f64).sqrt();
    println!("\nR² on the test rows for {SEEDS} seeds:\n{}", histogram(&scores));
    println!("scikit-learn's MLPRegressor: {:.3} ± {:.3}", SCIKIT_LEARN.0, SCIKIT_LEARN.1);
    println!("this library:                {mean:.3} ± {deviation:.3}");
    if mean < LEAST {
        return Err(
            format!("the networks did not learn: expected a mean R² of at least {LEAST}, found {mean:.3}").into()
        );
    }
    Ok(())
}

/// Returns the prediction in the units of the table.
fn answer(network: &Progress, targets: &Standardizer<[f32; 1]>, input: &[f32; 10]) -> [f32; 1] {
    let mut answer = network.predict(input);
    targets.invert(&mut answer);
    answer
}

/// Draws a line from 0 to 350: `|` is the truth, `o` the prediction.
fn bar(truth: f32, answer: f32) -> String {
    let place = |value: f32| (value / 7.0).clamp(0.0, 49.0) as usize;
    let mut line = ['·'; 50];
    line[place(truth)] = '|';
    line[place(answer)] = 'o';
    line.iter().collect()
}

/// Draws one row of marks per range of scores.
fn histogram(scores: &[f64]) -> String {
    let bin = |score: f64| (score * 50.0).floor() as i64;
    let (low, high) =
        scores.iter().fold((i64::MAX, i64::MIN), |(low, high), &score| (low.min(bin(score)), high.max(bin(score))));
    let row = |place: i64| {
        let count = scores.iter().filter(|&&score| bin(score) == place).count();
        format!("   {:.2}  {}\n", place as f64 / 50.0, "█".repeat(count))
    };
    (low..=high).map(row).collect()
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
