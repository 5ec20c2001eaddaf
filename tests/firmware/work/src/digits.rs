use ffnn::prelude::*;
use ffnn::quantized::from_image;

network! {
    /// Reads one handwritten digit, as `examples/embedded_digits` does.
    pub struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    quantized;

    /// Weights trained by PyTorch.
    pub static DIGITS: &Digits = "../../../examples/embedded_digits/digits.safetensors" { names: sequential };
}

/// The integer form from `examples/quantize.rs`.
pub static INTEGERS: DigitsQuantized = from_image(include_bytes!("../../../../examples/embedded_digits/digits.int8"));

/// Four held-out rows of `examples/data/digits.csv`, from 0 (paper) to 16 (ink).
static IMAGES: [[u8; 64]; 4] = [
    // This is a 0.
    [
        0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0, 8, 8, 0, 0, 5,
        8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6, 13, 10, 0, 0, 0,
    ],
    // This is a 5.
    [
        0, 0, 12, 10, 0, 0, 0, 0, 0, 0, 14, 16, 16, 14, 0, 0, 0, 0, 13, 16, 15, 10, 1, 0, 0, 0, 11, 16, 16, 7, 0, 0, 0,
        0, 0, 4, 7, 16, 7, 0, 0, 0, 0, 0, 4, 16, 9, 0, 0, 0, 5, 4, 12, 16, 4, 0, 0, 0, 9, 16, 16, 10, 0, 0,
    ],
    // This is a 0.
    [
        0, 0, 1, 9, 15, 11, 0, 0, 0, 0, 11, 16, 8, 14, 6, 0, 0, 2, 16, 10, 0, 9, 9, 0, 0, 1, 16, 4, 0, 8, 8, 0, 0, 4,
        16, 4, 0, 8, 8, 0, 0, 1, 16, 5, 1, 11, 3, 0, 0, 0, 12, 12, 10, 10, 0, 0, 0, 0, 1, 10, 13, 3, 0, 0,
    ],
    // This is a 5.
    [
        0, 5, 12, 13, 16, 16, 2, 0, 0, 11, 16, 15, 8, 4, 0, 0, 0, 8, 14, 11, 1, 0, 0, 0, 0, 8, 16, 16, 14, 0, 0, 0, 0,
        1, 6, 6, 16, 0, 0, 0, 0, 0, 0, 5, 16, 3, 0, 0, 0, 1, 5, 15, 13, 0, 0, 0, 0, 4, 15, 16, 2, 0, 0, 0,
    ],
];

/// An image as input of the network, from 0 to 1; the index wraps around.
pub fn pixels(image: usize) -> [f32; 64] {
    inks(image).map(|ink| f32::from(ink) / 16.0)
}

/// An image as input of the integer network: the unchanged counts.
pub fn counts(image: usize) -> [i8; 64] {
    inks(image).map(|ink| ink as i8)
}

fn inks(image: usize) -> [u8; 64] {
    *IMAGES.get(image % IMAGES.len()).unwrap_or(&[0; 64])
}
