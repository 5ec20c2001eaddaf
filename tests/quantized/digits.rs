//! Accuracy lost by quantization, on held-out digits.

use ffnn::data::csv;
use ffnn::prelude::*;
use ffnn::quantized::Grid;

use crate::declared::{DIGITS, DigitsQuantized, Trained};

/// Largest error of a logit, relative to the largest logit: two 8-bit layers, the second with 32 terms.
const LARGEST_ERROR: f64 = 0.015;
/// Root mean square error relative to that of the logits: independent errors mostly cancel.
const TYPICAL_ERROR: f64 = 0.006;
/// Largest loss of accuracy, as a share of all digits.
const ACCURACY_LOST: f64 = 0.01;

/// Grid of the pixels in the file, which are counts.
const COUNTS: Grid = Grid { scale: 1.0 / 16.0, zero_point: 0 };

/// Calibration samples and test samples.
pub(crate) fn digits() -> (Dataset<[f32; 64], usize>, Dataset<[f32; 64], usize>) {
    let data: Dataset<[f32; 64], usize> =
        csv::read("digits.csv", &include_bytes!("../../examples/data/digits.csv")[..])
            .and_then(|table| table.classes())
            .expect("digits");
    let (test, training) =
        data.map_inputs(|pixels| pixels.map(|pixel| pixel / 16.0)).split(|row| row % 5 == 0).expect("two parts");
    (training, test)
}

/// Errors of an integer network.
struct Loss {
    accuracy: f64,
    accuracy_before: f64,
    /// Largest error of a logit.
    largest: f64,
    /// Root mean square error, relative to that of the logits.
    typical: f64,
    /// The largest logit.
    most: f64,
}

impl Loss {
    fn of<N>(network: &N, quantized: &N::Quantized, test: &Dataset<[f32; 64], usize>) -> Self
    where
        N: Quantize<Scalar = f32, Input = [f32; 64], Logits = [f32; 10], Head = Softmax>,
        N::Quantized: Quantized<Network = N, Input = [i8; 64]> + std::fmt::Debug,
    {
        let (mut right, mut right_before, mut otherwise) = (0, 0, 0);
        let (mut largest, mut squares, mut most, mut squares_of_all) = (0.0f64, 0.0, 0.0f64, 0.0);
        for (pixels, &digit) in test.iter() {
            // Counts of ink are the quantized input.
            let input = pixels.map(|pixel| (16.0 * pixel) as i8);
            assert_eq!(quantized.quantize_input(pixels), input);
            let (class, class_before) = (quantized.class_of(&input), network.predict(pixels).class());
            assert_eq!(class, quantized.predict(pixels).class());
            right += usize::from(class == digit);
            right_before += usize::from(class_before == digit);
            otherwise += usize::from(class != class_before);
            let (logits, before) = (quantized.dequantize_logits(&quantized.logits(&input)), network.logits(pixels));
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
        println!("{quantized:?} beside {} bytes", size_of_val(network));
        println!("accuracy {accuracy:.4}, in f32 {accuracy_before:.4}; {otherwise} of {count} digits read otherwise");
        println!("largest error of a logit {largest:.4} of {most:.2}; root of the mean square {typical:.5} of theirs");
        Self { accuracy, accuracy_before, largest, typical, most }
    }

    fn check(self, [largest, typical]: [f64; 2]) {
        let Self { accuracy, accuracy_before, .. } = self;
        assert!(accuracy_before - accuracy <= ACCURACY_LOST, "accuracy {accuracy} after {accuracy_before}");
        assert!(self.largest <= largest * self.most, "largest error {} of {}", self.largest, self.most);
        assert!(self.typical <= typical, "typical error {}", self.typical);
    }
}

#[test]
fn digits_are_read_as_well_as_before() {
    let (training, test) = digits();
    let quantized = DIGITS.quantize_from(COUNTS, training.inputs()).expect("a form in integers");
    Loss::of(DIGITS, &quantized, &test).check([LARGEST_ERROR, TYPICAL_ERROR]);
    assert!(size_of::<DigitsQuantized>() * 3 < size_of_val(DIGITS));
}

#[test]
fn a_network_that_was_trained_here_reads_as_well_too() {
    let (training, test) = digits();
    let mut trainer =
        Trainer::<Trained>::builder().optimizer(Adam::new(3e-3)).batch(32).seed(1).build().expect("a trainer");
    trainer.fit(&training, 12).expect("it trains");
    let network = trainer.into_network();
    let quantized = network.quantize_from(COUNTS, training.inputs()).expect("a form in integers");
    let loss = Loss::of(&*network, &quantized, &test);
    assert!(loss.accuracy_before > 0.93, "it has learned: {}", loss.accuracy_before);
    // Three layers and two tables, which each add about as much error as the two layers above.
    loss.check([3.0 * LARGEST_ERROR, 3.0 * TYPICAL_ERROR]);
}
