//! Reads numbers and prints the prediction of an embedded network.

use ffnn::prelude::*;

network! {
    /// Reads one handwritten digit.
    struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    static DIGITS: &Digits = "../../examples/embedded_digits/digits.safetensors" { names: sequential };
}

fn main() {
    let pixels: Vec<f32> = std::env::args().skip(1).filter_map(|pixel| pixel.parse().ok()).collect();
    let mut image = [0.0; 64];
    image.iter_mut().zip(pixels).for_each(|(place, pixel)| *place = pixel);
    println!("{}", DIGITS.predict(&image).class());
}
