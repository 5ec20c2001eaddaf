//! Quantizes the network of `embedded_digits` to integers and measures the loss: for a microcontroller without a
//! floating-point unit, which embeds the image as a static.
//!
//! ```text
//! cargo run --release --example quantize               # measures the loss
//! cargo run --release --example quantize -- --write    # also writes embedded_digits/digits.int8
//! ```

#[path = "support/failure.rs"]
mod failure;

use std::fs;
use std::path::Path;

use failure::Failure;
use ffnn::data::csv;
use ffnn::prelude::*;
use ffnn::quantized::{Grid, image};

network! {
    /// Classifies a handwritten digit: 8×8 pixels, row by row, from 0 (paper) to 1 (ink).
    pub struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    quantized;

    /// Weights trained with PyTorch.
    pub static DIGITS: &Digits = "examples/embedded_digits/digits.safetensors" { names: sequential };
}

/// The grid of pixels, which count ink from 0 to 16 in the file and in a sensor, and serve as inputs directly.
const PIXELS: Grid = Grid { scale: 1.0 / 16.0, zero_point: 0 };

fn main() -> Result<(), Failure> {
    let data: Dataset<[f32; 64], usize> = csv::read("digits.csv", &include_bytes!("data/digits.csv")[..])?.classes()?;
    // The training digits also serve as calibration samples.
    let (test, training) = data.map_inputs(|pixels| pixels.map(|pixel| pixel / 16.0)).split(|row| row % 5 == 0)?;
    let quantized = DIGITS.quantize_from(PIXELS, training.inputs())?;

    let (mut right, mut before, mut error) = (0, 0, 0.0f32);
    for (pixels, &digit) in test.iter() {
        let counts = pixels.map(|pixel| (16.0 * pixel) as i8);
        right += usize::from(quantized.class_of(&counts) == digit);
        before += usize::from(DIGITS.predict(pixels).class() == digit);
        for (found, expected) in
            quantized.dequantize_logits(&quantized.logits(&counts)).iter().zip(DIGITS.logits(pixels))
        {
            error = error.max((found - expected).abs());
        }
    }
    let count = test.inputs().len();
    println!("{} bytes with integers, {} with f32", size_of_val(&*quantized), size_of_val(DIGITS));
    println!("{right} of {count} digits correct with integers, {before} with f32");
    println!("largest error of a logit: {error:.3}");

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/embedded_digits/digits.int8");
    if std::env::args().any(|argument| argument == "--write") {
        fs::write(&path, image(&*quantized))?;
        println!("wrote {}", path.display());
    } else if fs::read(&path)? != image(&*quantized) {
        return Err("embedded_digits/digits.int8 belongs to another network: run with `--write` to update it".into());
    }
    println!("test accuracy: {:.4}", right as f64 / count as f64);
    Ok(())
}
