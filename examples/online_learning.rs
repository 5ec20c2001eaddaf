//! Learns in place while it is used: predicts each measurement first, then trains on it, without any allocation.
//!
//! A sensor reads a temperature through an unknown curve that drifts as the sensor ages. Now and then, a reference
//! measures the true temperature. All memory is on this function's stack; on a microcontroller it would be in statics:
//! this is how programs without an allocator learn.
//!
//! ```text
//! cargo run --release --example online_learning
//! ```

#[path = "support/failure.rs"]
mod failure;

use std::mem::MaybeUninit;

use failure::Failure;
use ffnn::Stream;
use ffnn::network::scratch;
use ffnn::prelude::*;

network! {
    /// Maps the sensor reading, from -1 to 1, to the temperature, from -1 to 1.
    struct Calibration: 1 -> 1 {
        Dense<16>,
        // `Tanh` would need a window four times as long, because its units all bend near zero at first.
        Elu,
        Dense<1>,
        Linear,
    }
}

/// Number of latest measurements per step; a single one would teach the noise of the moment.
const WINDOW: usize = 8;

/// Memory budget in bytes, checked by the compiler.
const MEMORY: usize = 4 * 1024;
const _: () = assert!(Learner::<Calibration, Adam>::bytes(WINDOW) <= MEMORY);

/// Number of measurements; the sensor starts to age after the first half.
const MEASUREMENTS: u32 = 20_000;

/// Returns the sensor's reading of a temperature.
fn sensor(temperature: f32, measurement: u32) -> f32 {
    let age = (measurement as f32 / MEASUREMENTS as f32 - 0.5).max(0.0);
    (1.2 * temperature).tanh() * (1.0 - 0.5 * age) - 0.6 * age
}

fn main() -> Result<(), Failure> {
    // The network, the workspace of the learner, and scratch memory for a few samples.
    let (mut network, mut workspace, mut scratch) =
        (MaybeUninit::uninit(), MaybeUninit::uninit(), [0.0; scratch::<Calibration>(WINDOW)]);
    let network = Calibration::zeros_in(&mut network);
    network.initialize(Stream::root(1).named("init"));
    // A copy that stops learning after the first half, for comparison.
    let mut frozen = MaybeUninit::uninit();
    let frozen = network.clone_in(&mut frozen);
    let mut learner = Learner::new(network, Adam::new(1e-2), &mut workspace, &mut scratch)?;

    println!("all memory for learning: {} bytes", Learner::<Calibration, Adam>::bytes(WINDOW));
    let (mut inputs, mut targets) = ([[0.0]; WINDOW], [[0.0]; WINDOW]);
    let mut random = Stream::root(1).named("weather").random();
    let (mut error, mut frozen_error, mut last) = (0.0, 0.0, (0.0, 0.0));
    println!("{:>12} {:>22} {:>24}", "measurements", "error while learning", "error if it had stopped");
    for measurement in 1..=MEASUREMENTS {
        let temperature = 2.0 * random.uniform() as f32 - 1.0;
        let read = sensor(temperature, measurement);
        let [predicted] = learner.network().predict(&[read]);
        error += (predicted - temperature).abs();
        frozen_error += (frozen.predict(&[read])[0] - temperature).abs();
        let place = measurement as usize % WINDOW;
        (inputs[place], targets[place]) = ([read], [temperature]);
        learner.step(&inputs, &targets)?;
        if measurement == MEASUREMENTS / 2 {
            frozen.as_mut_slice().copy_from_slice(learner.network().as_slice());
        }
        if measurement % 2000 == 0 {
            last = (error / 2000.0, frozen_error / 2000.0);
            (error, frozen_error) = (0.0, 0.0);
            let then = if measurement > MEASUREMENTS / 2 { format!("{:.4}", last.1) } else { "-".into() };
            println!("{measurement:>12} {:>22.4} {then:>24}", last.0);
        }
    }
    println!("learning in place: mean error {:.4}, without it {:.4}", last.0, last.1);
    if last.0 > 0.01 || last.1 < 3.0 * last.0 {
        return Err("the network did not follow the sensor: expected an error of at most 0.01".into());
    }
    Ok(())
}
