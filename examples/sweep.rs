//! Compares twenty settings, trained on all cores at once, in one table.
//!
//! ```text
//! cargo run --release --example sweep
//! ```

use std::error::Error;
use std::f64::consts::PI;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use ffnn::Stream;
use ffnn::prelude::*;

network! {
    /// Classifies which of two spirals a point belongs to.
    pub struct Spirals: 2 -> 2 {
        Dense<24>,
        Elu,
        Dense<24>,
        Elu,
        Dense<2>,
        Softmax,
    }
}

const RATES: [f64; 5] = [1e-4, 1e-3, 1e-2, 1e-1, 1.0];
const DECAYS: [f64; 4] = [0.0, 0.01, 0.1, 1.0];
const SEEDS: u64 = 3;
const LEAST: f64 = 0.9;

/// A setting and its result: loss and accuracy on the validation rows, averaged over the seeds.
#[derive(Clone, Copy)]
struct Outcome {
    rate: f64,
    decay: f64,
    loss: f64,
    accuracy: f64,
}

/// Returns two arms that wind around each other, each point slightly off.
fn spirals(name: &'static str, points: usize) -> Result<Dataset<[f32; 2], usize>, ffnn::TrainError> {
    let random = &mut Stream::root(1).named(name).random();
    let points = (0..points).map(|point| {
        let (arm, along) = (point % 2, 0.1 + 0.9 * random.uniform().sqrt());
        let angle = 3.0 * PI * along + PI * arm as f64;
        let mut place = |value: f64| (along * value + 0.03 * random.normal()) as f32;
        ([place(angle.cos()), place(angle.sin())], arm)
    });
    let (inputs, arms) = points.unzip();
    Dataset::new(inputs, arms)
}

fn train(
    [rate, decay]: [f64; 2],
    seed: u64,
    data: &Dataset<[f32; 2], usize>,
) -> Result<(Box<Spirals>, f64, f64), ffnn::TrainError> {
    let optimizer = AdamW { decay, ..AdamW::new(rate) };
    let builder = Trainer::<Spirals>::builder().optimizer(optimizer).batch(20).seed(seed).validation(0.25);
    let mut trainer = builder.early_stopping(25).quiet().build()?;
    let history = trainer.fit(data, 150)?;
    let best = history.best_epoch().and_then(|epoch| epoch.validation);
    let (loss, accuracy) = best.map_or((f64::INFINITY, 0.0), |seen| (seen.loss, seen.metric));
    Ok((trainer.into_network(), loss, accuracy))
}

/// Trains with a setting and averages over the seeds. A training that diverges counts as a result, too.
fn try_out(setting: [f64; 2], data: &Dataset<[f32; 2], usize>) -> Outcome {
    let runs = (1..=SEEDS).map(|seed| train(setting, seed, data));
    let (loss, accuracy) = runs.fold((0.0, 0.0), |(loss, accuracy), run| match run {
        Ok((_, found, right)) => (loss + found, accuracy + right),
        Err(_) => (f64::INFINITY, accuracy),
    });
    let [rate, decay] = setting;
    Outcome { rate, decay, loss: loss / SEEDS as f64, accuracy: accuracy / SEEDS as f64 }
}

/// Draws the plane, each place by the arm that the network assigns it to.
fn draw(spirals: &Spirals) -> String {
    let row = |row: i32| {
        let mark = |column: i32| {
            let answer = spirals.predict(&[column as f32 / 28.0, row as f32 / -10.0]);
            match (answer.class(), answer.confidence() > 0.9) {
                (0, true) => '█',
                (0, false) => '▒',
                (_, true) => ' ',
                (_, false) => '░',
            }
        };
        (-30..=30).map(mark).collect::<String>() + "\n"
    };
    (-11..=11).map(row).collect()
}

fn run() -> Result<(), Box<dyn Error>> {
    let (data, test) = (spirals("training", 300)?, spirals("test", 1000)?);
    let settings: Vec<[f64; 2]> = RATES.iter().flat_map(|&rate| DECAYS.map(|decay| [rate, decay])).collect();
    let threads = thread::available_parallelism()?.get().min(settings.len());
    println!("{} settings, {SEEDS} seeds each, {threads} threads", settings.len());

    // Each thread takes the next free setting. The results do not depend on which thread computes them.
    let start = Instant::now();
    let (open, found) = (Mutex::new(settings.iter()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(&setting) = open.lock().ok().and_then(|mut open| open.next()) {
                    let outcome = try_out(setting, &data);
                    if let Ok(mut found) = found.lock() {
                        found.push(outcome);
                    }
                }
            });
        }
    });
    println!("done in {:.1} s\n", start.elapsed().as_secs_f64());

    let mut found: Vec<Outcome> = found.into_inner()?;
    found.sort_by(|one, other| one.loss.total_cmp(&other.loss).then(one.rate.total_cmp(&other.rate)));
    println!("  rate  decay    loss  accuracy");
    for (place, Outcome { rate, decay, loss, accuracy }) in found.iter().enumerate() {
        let bar = "█".repeat((accuracy * 30.0).round() as usize);
        println!(
            "{rate:>6}  {decay:>5}  {loss:>6.3}  {accuracy:>8.3}  {bar}{}",
            if place == 0 { " ← the best" } else { "" }
        );
    }

    let &Outcome { rate, decay, .. } = found.first().ok_or("expected at least one setting")?;
    let (network, ..) = train([rate, decay], 1, &data)?;
    println!("\nthe best network:\n{}", draw(&network));
    let right = test.iter().filter(|(point, arm)| network.predict(point).class() == **arm).count();
    let accuracy = right as f64 / test.len() as f64;
    println!("best: rate {rate}, decay {decay}; test accuracy: {accuracy:.3}");
    if accuracy < LEAST {
        return Err(format!("the network did not learn: expected a test accuracy of at least {LEAST}").into());
    }
    Ok(())
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
