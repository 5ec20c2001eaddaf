//! Fits a curve to noisy points: regression instead of classification.
//!
//! ```text
//! cargo run --release --example regression
//! cargo run --release --example regression -- --seed 2
//! ```

#[path = "support/arguments.rs"]
mod arguments;
#[path = "support/drawing.rs"]
mod drawing;
#[path = "support/failure.rs"]
mod failure;
#[path = "support/plots.rs"]
mod plots;

use failure::Failure;
use ffnn::Stream;
use ffnn::prelude::*;

network! {
    /// Evaluates the curve at one point.
    pub struct Curve: 1 -> 1 {
        Dense<24>,
        Tanh,
        Dense<24>,
        Tanh,
        Dense<1>,
        Linear,
    }
}

const SAMPLES: usize = 400;
const NOISE: f64 = 0.15;

/// The curve to find, from -1 to 1.
fn truth(x: f64) -> f64 {
    (5.0 * x).sin() * (1.0 - 0.5 * x)
}

fn main() -> Result<(), Failure> {
    let (seed, _) = arguments::seed()?;
    let random = &mut Stream::root(seed).named("samples").random();
    let samples: Vec<(f64, f64)> = (0..SAMPLES)
        .map(|_| {
            let x = 2.0 * random.uniform() - 1.0;
            (x, truth(x) + NOISE * random.normal())
        })
        .collect();
    let (inputs, targets) = samples.iter().map(|&(x, y)| ([x as f32], [y as f32])).unzip();
    let data = Dataset::new(inputs, targets)?;

    let mut trainer =
        Trainer::<Curve>::builder().optimizer(Adam::new(1e-2)).batch(20).validation(0.2).seed(seed).build()?;
    trainer.fit(&data, 200)?;
    // Large steps never settle, small ones take long to get there.
    trainer.optimizer_mut().rate = 1e-3;
    let history = trainer.fit(&data, 300)?;
    let curve = trainer.into_network();

    for epoch in history.epochs.iter().filter(|epoch| epoch.number % 100 == 0 || epoch.number == 1) {
        let validation = epoch.validation.expect("a part was held out");
        println!(
            "epoch {:>3}: training loss {:.4}, validation loss {:.4}",
            epoch.number, epoch.training.loss, validation.loss
        );
    }

    let grid = (-100..=100).map(|step| f64::from(step) / 100.0);
    let wanted: Vec<(f64, f64)> = grid.clone().map(|x| (x, truth(x))).collect();
    let learned: Vec<(f64, f64)> = grid.map(|x| (x, f64::from(curve.predict(&[x as f32])[0]))).collect();
    println!("\n{}", drawing::plot(&[('·', &samples), ('█', &learned)], 72, 20));
    println!("· {SAMPLES} noisy samples   █ the learned curve\n");

    let folder = plots::folder("regression")?;
    plots::fit(&samples, &wanted, &learned, &folder.join("fit.svg"))?;
    plots::learning_curves(&history, &folder.join("curves.svg"))?;
    println!("wrote fit.svg and curves.svg to {}", folder.display());

    let squares: f64 = wanted.iter().zip(&learned).map(|(wanted, learned)| (wanted.1 - learned.1).powi(2)).sum();
    let error = (squares / wanted.len() as f64).sqrt();
    println!("distance from the truth: {error:.3} (root mean square; the noise is {NOISE})");
    if error > NOISE {
        return Err("the network did not learn: expected a curve closer to the truth than the samples".into());
    }
    Ok(())
}
