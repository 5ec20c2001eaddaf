//! Learns from a sensor continuously. Ctrl-C stops it at any reading; when restarted it resumes, and ends with the same
//! bits as without a break.
//!
//! ```text
//! cargo run --release --example stream -- --live   # a thousand readings a second: press Ctrl-C and run it again
//! cargo run --release --example stream             # as fast as possible
//! ```

use std::env;
use std::error::Error;
use std::f64::consts::TAU;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ffnn::Stream;
use ffnn::prelude::*;

network! {
    /// Maps the last readings, the newest last, to the next one.
    pub struct Forecast: 12 -> 1 {
        Dense<24>,
        Tanh,
        Dense<1>,
        Linear,
    }
}

type Forecaster = Trainer<Forecast>;

const BATCH: usize = 32;
const READINGS: u64 = 20_000;
const NOISE: f64 = 0.05;
/// Path of the checkpoint between two runs of this program.
const FILE: &str = "target/stream.checkpoint";

/// Returns the sensor's reading: two waves that drift apart, plus noise.
fn reading(number: u64) -> f32 {
    let time = number as f64;
    let noise = NOISE * Stream::root(1).named("sensor").at(number).random().normal();
    ((TAU * time / 24.0).sin() + 0.5 * (TAU * time / (60.0 + time / 1000.0)).sin() + noise) as f32
}

/// Forecasts the next reading, takes it, and trains on it; returns the error of the forecast.
fn live_on(trainer: &mut Forecaster) -> Result<f64, ffnn::TrainError> {
    // The position in the stream is the trainer's number of steps: there is no other state.
    let now = trainer.steps();
    let seen: [[f32; 12]; BATCH] =
        std::array::from_fn(|row| std::array::from_fn(|place| reading(now + (row + place) as u64)));
    let next: [[f32; 1]; BATCH] = std::array::from_fn(|row| [reading(now + (row + 12) as u64)]);
    let [forecast] = trainer.network().predict(&seen[BATCH - 1]);
    // The newest reading, and some earlier ones.
    trainer.step(&seen, &next)?;
    Ok(f64::from(forecast - next[BATCH - 1][0]).powi(2))
}

fn forecaster() -> Result<Forecaster, ffnn::TrainError> {
    Trainer::builder().optimizer(Adam::new(1e-3)).batch(BATCH).seed(1).build()
}

/// Set by Ctrl-C.
static STOP: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C set [`STOP`] instead of ending the program. Crates such as `ctrlc` do this on every system.
#[cfg(unix)]
fn watch() {
    extern "C" fn stop(_signal: i32) {
        STOP.store(true, Ordering::Relaxed);
    }
    unsafe extern "C" {
        fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    }
    const SIGINT: i32 = 2;
    // SAFETY: this is the C library's `signal`, and the handler only stores to an atomic, which is allowed in a signal
    // handler.
    unsafe { signal(SIGINT, stop) };
}

#[cfg(not(unix))]
fn watch() {}

fn run() -> Result<(), Box<dyn Error>> {
    let live = match env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [option] if option == "--live" => true,
        _ => return Err("expected no arguments or `--live`".into()),
    };
    watch();
    fs::create_dir_all("target")?;
    let mut trainer = forecaster()?;
    if Path::new(FILE).exists() {
        trainer.load(FILE)?;
        println!("resuming after reading {}", trainer.steps());
    }

    let (mut squares, mut count, mut last) = (0.0, 0.0, f64::INFINITY);
    while trainer.steps() < READINGS {
        squares += live_on(&mut trainer)?;
        count += 1.0;
        if trainer.steps().is_multiple_of(1000) {
            last = (squares / count).sqrt();
            let bar = "▪".repeat((last * 60.0) as usize);
            println!("reading {:>5}: off by {last:.3} {bar}", trainer.steps());
            (squares, count) = (0.0, 0.0);
        }
        if STOP.load(Ordering::Relaxed) {
            trainer.save(FILE)?;
            println!("\nstopped after reading {}: run the program again to resume", trainer.steps());
            return Ok(());
        }
        if live {
            thread::sleep(Duration::from_millis(1));
        }
    }
    // The next run starts over.
    for file in [FILE.to_string(), format!("{FILE}.previous")] {
        let _ = fs::remove_file(file);
    }

    // The same stream, with a break after 7,000 readings, continued by a new trainer.
    let mut first = forecaster()?;
    while first.steps() < 7000 {
        live_on(&mut first)?;
    }
    let kept = first.save_bytes();
    let mut second = forecaster()?;
    second.load_bytes(&kept)?;
    while second.steps() < READINGS {
        live_on(&mut second)?;
    }
    if second.network().as_slice() != trainer.network().as_slice() {
        return Err("expected the same bits with and without a break".into());
    }
    println!("\nwith a break after 7,000 readings: the same bits");
    println!("at last the forecast is off by {last:.3}, the noise by {NOISE}");
    if last > 2.0 * NOISE {
        return Err(format!("the network did not learn: expected to be off by at most {:.3}", 2.0 * NOISE).into());
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
