//! A training that can be interrupted at any moment: when restarted, it resumes and ends with the same network to the
//! last bit.
//!
//! ```text
//! cargo run --release --example resume -- --stop 150    # simulates a power failure in epoch 150
//! cargo run --release --example resume                  # resumes from there
//! ```

#[path = "support/failure.rs"]
mod failure;

use std::f32::consts::PI;
use std::ops::ControlFlow;
use std::{env, fs, process};

use failure::Failure;
use ffnn::prelude::*;
use ffnn::train::Checkpoint;

network! {
    /// Classifies which of two spirals a point belongs to.
    pub struct Spirals: 2 -> 2 {
        Dense<24> { init: he_normal },
        Elu,
        Dropout { rate: 0.05 },
        Dense<24> { init: he_normal },
        Elu,
        Dense<2>,
        Softmax,
    }
}

/// Returns points on two arms that wind once around each other.
fn spirals() -> (Vec<[f32; 2]>, Vec<usize>) {
    let points = (0..200).map(|point| {
        let (arm, along) = (point % 2, point as f32 / 200.0);
        let angle = 2.0 * PI * along + PI * arm as f32;
        ([(0.2 + along) * angle.cos(), (0.2 + along) * angle.sin()], arm)
    });
    points.unzip()
}

/// Path of the checkpoint.
const FILE: &str = "target/resume.checkpoint";

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let stop = match &*arguments {
        [] => None,
        [option, epoch] if option == "--stop" => Some(epoch.parse::<u64>()?),
        _ => return Err("expected no arguments or `--stop EPOCH`".into()),
    };
    fs::create_dir_all("target")?;
    let (inputs, arms) = spirals();
    let data = Dataset::new(inputs, arms)?;

    let checkpoint = Checkpoint { every_epochs: 10, ..Checkpoint::new(FILE) };
    let builder = Trainer::<Spirals>::builder().optimizer(Adam::new(0.01)).batch(20).seed(1).validation(0.2);
    let mut trainer = builder.schedule(CosineDecay::new(Length::Whole)).checkpoint(checkpoint).build()?;
    let history = trainer.fit_observed(&data, 300, |event| {
        if event.epoch.number % 50 == 0 {
            println!("epoch {:>3}: training loss {:.4}", event.epoch.number, event.epoch.training.loss);
        }
        if Some(event.epoch.number) == stop {
            println!("the power goes out");
            process::exit(0);
        }
        ControlFlow::Continue(())
    })?;
    if let Some(resumed) = trainer.resumed() {
        println!("resumed after epoch {} from {}", resumed.epochs, resumed.file.display());
    }
    // The next run starts over.
    for file in [FILE.to_string(), format!("{FILE}.previous")] {
        let _ = fs::remove_file(file);
    }

    let bits = trainer.network().as_slice().iter().fold(0u32, |sum, value| sum.rotate_left(1) ^ value.to_bits());
    let accuracy = history.best_epoch().and_then(|epoch| epoch.validation).map_or(0.0, |seen| seen.metric);
    println!("{} epochs, validation accuracy {accuracy:.3}, all parameters: {bits:08x}", history.epochs.len());
    if accuracy < 0.9 {
        return Err(format!("the network did not learn: expected an accuracy of 0.9, found {accuracy:.3}").into());
    }
    Ok(())
}
