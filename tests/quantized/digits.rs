//! What the integers cost, on digits that nobody trained on.

use ffnn::data::csv;
use ffnn::prelude::*;
use ffnn::quantized::Grid;

use crate::declared::{DIGITS, DigitsQuantized};

/// A logit is off by this part of the largest of all at most: two layers of 8 bits, the second of 32 terms.
const LARGEST_ERROR: f64 = 0.015;
/// The root of the mean square of the error, as a part of that of the logits: independent errors mostly cancel.
const TYPICAL_ERROR: f64 = 0.006;
/// As a part of all digits; one percent is what such a network may lose.
const ACCURACY_LOST: f64 = 0.01;

/// What the pixels of the file count.
const COUNTS: Grid = Grid { scale: 1.0 / 16.0, zero_point: 0 };

/// To choose grids by, and to ask.
pub(crate) fn digits() -> (Dataset<[f32; 64], usize>, Dataset<[f32; 64], usize>) {
    let data: Dataset<[f32; 64], usize> =
        csv::read("digits.csv", &include_bytes!("../../examples/data/digits.csv")[..])
            .and_then(|table| table.classes())
            .expect("digits");
    let (test, training) =
        data.map_inputs(|pixels| pixels.map(|pixel| pixel / 16.0)).split(|row| row % 5 == 0).expect("two parts");
    (training, test)
}

#[test]
fn digits_are_read_as_well_as_before() {
    let (training, test) = digits();
    let quantized = DIGITS.quantize_from(COUNTS, training.inputs()).expect("a form in integers");
    let (mut right, mut right_before, mut otherwise) = (0, 0, 0);
    let (mut largest, mut squares, mut most, mut squares_of_all) = (0.0f64, 0.0, 0.0f64, 0.0);
    for (pixels, &digit) in test.iter() {
        let before = DIGITS.logits(pixels);
        // Counts of ink are the input as they are.
        let input = pixels.map(|pixel| (16.0 * pixel) as i8);
        assert_eq!(quantized.to_input(pixels), input);
        let logits = quantized.to_logits(&quantized.logits(&input));
        let (class, class_before) = (quantized.class(&input), DIGITS.predict(pixels).class());
        assert_eq!(class, quantized.predict(pixels).class());
        right += usize::from(class == digit);
        right_before += usize::from(class_before == digit);
        otherwise += usize::from(class != class_before);
        for (logit, before) in logits.into_iter().zip(before) {
            let error = f64::from(logit - before);
            largest = largest.max(error.abs());
            squares += error * error;
            most = most.max(f64::from(before).abs());
            squares_of_all += f64::from(before).powi(2);
        }
    }
    let count = test.inputs().len() as f64;
    let (accuracy, accuracy_before) = (right as f64 / count, right_before as f64 / count);
    let typical = (squares / squares_of_all).sqrt();
    println!(
        "accuracy in integers {accuracy:.4}, in f32 {accuracy_before:.4}; {otherwise} of {count} digits read otherwise"
    );
    println!(
        "largest error of a logit {largest:.4} of {most:.2}; root of the mean square {typical:.5} of that of the logits"
    );
    println!("root of the mean square {:.5}", (squares / (10.0 * count)).sqrt());
    println!("bytes: {} in integers, {} in f32", size_of::<DigitsQuantized>(), size_of_val(DIGITS));
    assert!(accuracy_before - accuracy <= ACCURACY_LOST, "accuracy {accuracy} after {accuracy_before}");
    assert!(largest <= LARGEST_ERROR * most, "largest error {largest} of {most}");
    assert!(typical <= TYPICAL_ERROR, "typical error {typical}");
    assert!(size_of::<DigitsQuantized>() * 3 < size_of_val(DIGITS));
}
