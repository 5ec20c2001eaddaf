//! Reads handwritten digits with weights from PyTorch that are part of the program: nothing is loaded when it starts.
//!
//! `export.py` beside this file trained the network and wrote `digits.safetensors`; `network!` reads that file while it
//! compiles, and refuses it if a tensor is missing, misnamed or misshapen.
//!
//! ```text
//! cargo run --release --example embedded_digits
//! ```

#[path = "../support/drawing.rs"]
mod drawing;
#[path = "../support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::data::csv;
use ffnn::metrics::Confusion;
use ffnn::prelude::*;

network! {
    /// Reads one handwritten digit: 8×8 pixels, row by row, from 0 (paper) to 1 (ink).
    pub struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    /// As PyTorch trained it.
    pub static DIGITS: &Digits = "examples/embedded_digits/digits.safetensors" { names: sequential };
}

fn main() -> Result<(), Failure> {
    let data: Dataset<[f32; 64], usize> =
        csv::read("digits.csv", &include_bytes!("../data/digits.csv")[..])?.classes()?;
    // Every fifth row was kept from the training in PyTorch too.
    let (test, _) = data.map_inputs(|pixels| pixels.map(|pixel| pixel / 16.0)).split(|row| row % 5 == 0)?;

    println!("{}", ffnn::summary::<Digits>());
    let read = test.iter().take(5).map(|(pixels, _)| {
        let answer = DIGITS.predict(pixels);
        let mut block = drawing::image(pixels, 8);
        block.push(format!("this is a {}", answer.class()));
        block.push(format!("({:.1} % sure)", 100.0 * answer.confidence()));
        block
    });
    println!("{}", drawing::beside(&read.collect::<Vec<_>>(), 5));

    let confusion = Confusion::of(DIGITS, test.inputs(), test.targets())?;
    println!("{confusion}\n");
    println!("test accuracy: {:.4}", confusion.accuracy());
    // What PyTorch says of the same weights and the same rows.
    const EXPECTED: f64 = 0.9611;
    if (confusion.accuracy() - EXPECTED).abs() > 5e-5 {
        return Err(format!("the weights are not those of PyTorch: expected a test accuracy of {EXPECTED}").into());
    }
    Ok(())
}
