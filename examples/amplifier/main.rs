//! A guitar through a network: a valve amplifier that PyTorch learned, part of the program, in a loop that must not be late.
//!
//! `train.py` beside this file trained the network and wrote `amplifier.safetensors`. Here it plays three seconds of sound as a
//! plugin would: block by block, in memory that is there before the first sample, with a deadline for each block.
//!
//! ```text
//! cargo run --release --example amplifier
//! ```

use std::error::Error;
use std::f32::consts::TAU;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use ffnn::prelude::*;

/// Number of samples the network sees to predict the output for the last of them.
const WINDOW: usize = 24;

network! {
    /// The last samples that went in: the sample that comes out.
    pub struct Amplifier: 24 -> 1 {
        Dense<16>,
        Tanh,
        Dense<8>,
        Tanh,
        Dense<1>,
        Linear,
    }

    /// As PyTorch trained it.
    pub static AMPLIFIER: &Amplifier = "examples/amplifier/amplifier.safetensors" { names: sequential };
}

const RATE: usize = 48_000;
/// Number of samples an audio system delivers at once.
const BLOCK: usize = 64;
const BLOCKS: usize = 3 * RATE / BLOCK;
/// The energy of the difference between the network's sound and the amplifier's, relative to the amplifier's.
const LARGEST_ERROR: f64 = 0.001;

/// All the memory of the effect: nothing allocates after it is made.
struct Effect {
    /// The samples before the block, then the block.
    samples: [f32; WINDOW - 1 + BLOCK],
    windows: [[f32; WINDOW]; BLOCK],
    answers: [[f32; 1]; BLOCK],
}

impl Effect {
    const SILENT: Self =
        Self { samples: [0.0; WINDOW - 1 + BLOCK], windows: [[0.0; WINDOW]; BLOCK], answers: [[0.0]; BLOCK] };

    /// Replaces a block by what the amplifier makes of it.
    fn process(&mut self, block: &mut [f32; BLOCK]) -> Result<(), Box<dyn Error>> {
        self.samples.copy_within(BLOCK.., 0);
        self.samples[WINDOW - 1..].copy_from_slice(block);
        for (window, samples) in self.windows.iter_mut().zip(self.samples.windows(WINDOW)) {
            window.copy_from_slice(samples);
        }
        AMPLIFIER.predict_batch(&self.windows, &mut self.answers)?;
        block.copy_from_slice(self.answers.as_flattened());
        Ok(())
    }
}

/// The amplifier that the network has learned, calculated.
#[derive(Default)]
struct Circuit {
    first: f32,
    second: f32,
}

impl Circuit {
    fn process(&mut self, value: f32) -> f32 {
        self.first += 0.4 * (value - self.first);
        let valve = (3.0 * self.first + 0.3).tanh() - 0.2913126;
        self.second += 0.6 * (valve - self.second);
        self.second
    }
}

/// A plucked string, three times a second, and silence in between: the network has never heard it.
fn guitar(sample: usize) -> f32 {
    let note = sample * 3 / RATE;
    let time = (sample % (RATE / 3)) as f32 / RATE as f32;
    let pitch = [110.0, 146.83, 164.81, 220.0, 196.0, 164.81, 146.83, 110.0, 82.41][note % 9];
    let string = (1..6).map(|k| (TAU * pitch * k as f32 * time).sin() / k as f32).sum::<f32>();
    0.5 * string * (-9.0 * time).exp()
}

fn run() -> Result<(), Box<dyn Error>> {
    let budget = Duration::from_secs(1) * BLOCK as u32 / RATE as u32;
    println!("{BLOCKS} blocks of {BLOCK} samples at {RATE} Hz: a deadline every {} µs\n", budget.as_micros());

    let (mut effect, mut circuit) = (Effect::SILENT, Circuit::default());
    let mut took = [Duration::ZERO; BLOCKS];
    let (mut wrong, mut energy) = (0.0f64, 0.0f64);
    let (mut picture, mut late, mut next) = (Vec::with_capacity(2), 0, Instant::now() + budget);
    for (number, took) in took.iter_mut().enumerate() {
        let clean: [f32; BLOCK] = std::array::from_fn(|place| guitar(number * BLOCK + place));
        let mut block = clean;
        let start = Instant::now();
        effect.process(&mut block)?;
        *took = start.elapsed();

        for (&clean, &answer) in clean.iter().zip(&block) {
            let truth = circuit.process(clean);
            wrong += f64::from(truth - answer).powi(2);
            energy += f64::from(truth).powi(2);
        }
        if number == 20 {
            picture.extend([clean, block]);
        }
        // The sound card asks for the next block when this one is played.
        match next.checked_duration_since(Instant::now()) {
            Some(rest) => thread::sleep(rest),
            None => {
                late += 1;
                next = Instant::now();
            }
        }
        next += budget;
    }

    println!("one block, in and out:\n{}\n{}\n", wave(&picture[0]), wave(&picture[1]));
    println!("how long a block took:\n{}", histogram(&took));
    took.sort_unstable();
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "median {:.1} µs, 99 % at most {:.1} µs, worst {:.1} µs",
        micros(took[BLOCKS / 2]),
        micros(took[BLOCKS * 99 / 100]),
        micros(took[BLOCKS - 1])
    );
    println!("blocks that ended late, because the system had other things to do: {late} of {BLOCKS}");
    let share = 100.0 * micros(took[BLOCKS / 2]) / micros(budget);
    println!("the amplifier takes {share:.1} % of a core");

    let error = wrong / energy;
    println!("error to signal: {error:.6}");
    if error > LARGEST_ERROR {
        return Err(format!("the network is not the amplifier: expected an error of at most {LARGEST_ERROR}").into());
    }
    Ok(())
}

/// A line of blocks, the taller the larger the sample.
fn wave(samples: &[f32; BLOCK]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    samples.iter().map(|sample| HEIGHTS[((sample + 1.0) * 4.0).clamp(0.0, 7.0) as usize]).collect()
}

/// A row for each doubling of the time.
fn histogram(times: &[Duration]) -> String {
    let bin = |time: &Duration| (time.as_nanos() as u64 / 500).checked_ilog2().map_or(0, |bin| bin + 1);
    let (low, high) = (times.iter().map(bin).min().unwrap_or(0), times.iter().map(bin).max().unwrap_or(0));
    let row = |place: u32| {
        let count = times.iter().filter(|time| bin(time) == place).count();
        // A single late block is seen too.
        let length = (count * 50).div_ceil(times.len());
        format!("  below {:>7.1} µs {count:>5} {}\n", 0.5 * f64::from(1u32 << place.min(31)), "█".repeat(length))
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
