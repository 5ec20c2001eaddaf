//! Integer networks as bytes and as constants.

use ffnn::prelude::*;
use ffnn::quantized::{Grid, from_image, image};

use crate::close::trained;
use crate::declared::{DIGITS, DigitsQuantized, Folded, FoldedQuantized, Generic, GenericQuantized, One, OneQuantized};
use crate::digits::digits;

/// The memory image, embedded in the program.
static STORED: DigitsQuantized = from_image(include_bytes!("../../examples/embedded_digits/digits.int8"));

#[test]
fn the_stored_image_is_what_the_file_of_weights_gives() {
    let (training, test) = digits();
    let grid = Grid { scale: 1.0 / 16.0, zero_point: 0 };
    let quantized = DIGITS.quantize_from(grid, training.inputs()).expect("a form in integers");
    let stored = include_bytes!("../../examples/embedded_digits/digits.int8");
    assert!(image(&*quantized) == stored, "`cargo run --example quantize -- --write` stores it anew");
    for pixels in test.inputs() {
        assert_eq!(STORED.predict(pixels), quantized.predict(pixels));
    }
    assert_eq!(STORED.input_grid(), grid);
    assert_eq!(STORED.logits_grid().zero_point, 0);
}

#[test]
fn an_image_is_the_network_again() {
    let (network, inputs) = trained::<Folded>(5);
    let quantized = network.quantize(&inputs).expect("a form in integers");
    let bytes: [u8; size_of::<FoldedQuantized>()] = image(&*quantized).try_into().expect("as many bytes");
    let again: FoldedQuantized = from_image(&bytes);
    let copy = again.clone_boxed();
    for input in &inputs {
        let input = again.quantize_input(input);
        assert_eq!(again.logits(&input), quantized.logits(&input));
        assert_eq!(copy.logits(&input), quantized.logits(&input));
    }
    assert_eq!(image(&*copy), bytes);
    assert_eq!(format!("{again:?}"), format!("FoldedQuantized {{ bytes: {} }}", size_of::<FoldedQuantized>()));
}

#[test]
#[should_panic = "the image is of a network with another list"]
fn an_image_of_another_network_is_refused() {
    let (network, inputs) = trained::<One>(6);
    let mut bytes: [u8; size_of::<OneQuantized>()] =
        image(&*network.quantize(&inputs).expect("a form in integers")).try_into().expect("as many bytes");
    bytes[3] ^= 1;
    let _: OneQuantized = from_image(&bytes);
}

#[test]
fn it_is_as_small_as_its_numbers() {
    // Weights, and for each output a bias, a multiplier and a shift; the header, a zero point a layer, limits of
    // `Relu`.
    let numbers = (64 * 32 + 32 * 10) + 9 * (32 + 10) + 24 + 2 * 4 + 2;
    assert!(size_of::<DigitsQuantized>() - numbers < 8, "{} {numbers}", size_of::<DigitsQuantized>());
    // No content of an image causes a panic.
    let mut bytes = [0xa5; size_of::<GenericQuantized<4, 24, 3>>()];
    let (network, inputs) = trained::<Generic<4, 24, 3>>(7);
    let right = image(&*network.quantize(&inputs).expect("a form in integers"));
    bytes[..8].copy_from_slice(&right[..8]);
    let wild: GenericQuantized<4, 24, 3> = from_image(&bytes);
    for value in [i8::MIN, -1, 0, i8::MAX] {
        assert!(wild.class_of(&[value; 4]) < 3);
    }
}
