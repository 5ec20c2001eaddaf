//! Errors that name what cannot be quantized.

use ffnn::prelude::*;
use ffnn::quantized::{Grid, QuantizeError};

use crate::close::trained;
use crate::declared::{Digits, Ends, Folded, Kept, One, Rectified};

#[test]
fn without_samples() {
    let error = Digits::<f32>::boxed(1).quantize(&[]).expect_err("no sample");
    assert_eq!(error, QuantizeError::Empty);
    assert_eq!(error.to_string(), "expected at least one sample for calibration, found none");
}

#[test]
fn samples_that_are_not_finite() {
    let (network, mut inputs) = trained::<Folded>(1);
    inputs[3][5] = f32::NAN;
    let error = network.quantize(&inputs).expect_err("a NaN");
    assert_eq!(error.to_string(), "sample 3: expected a finite value for input 5, found NaN");
}

#[test]
fn weights_that_are_not_finite() {
    let (mut network, inputs) = trained::<Folded>(1);
    network.parameters.last.weights[(2, 1)] = f32::NEG_INFINITY;
    let error = network.quantize(&inputs).expect_err("an infinite weight");
    // Column-major order, three values per column.
    assert_eq!(error.to_string(), "`last.weights`: expected a finite value at index 5, found -inf");
}

#[test]
fn statistics_that_are_not_finite() {
    let (mut network, inputs) = trained::<Kept>(1);
    network.state.second.variance[4] = f32::INFINITY;
    let error = network.quantize(&inputs).expect_err("an infinite variance");
    assert_eq!(error.to_string(), "`second.variance`: expected a finite value at index 4, found inf");
    network.state.second.variance[4] = -1.0;
    let error = network.quantize(&inputs).expect_err("a root of a negative number");
    assert_eq!(error, QuantizeError::Overflow { sample: 0 });
}

#[test]
fn values_that_leave_the_numbers() {
    let mut network = One::<f32>::boxed(1);
    network.as_mut_slice().fill(1e30);
    let error = network.quantize(&[[1.0], [1e30]]).expect_err("an overflow");
    assert_eq!(error, QuantizeError::Overflow { sample: 1 });
    assert!(error.to_string().starts_with("sample 1: expected finite values from all layers"));
}

#[test]
fn grids_that_are_none() {
    let (network, inputs) = trained::<One>(1);
    let refused = |scale, zero_point| {
        network.quantize_from(Grid { scale, zero_point }, &inputs).expect_err("a wrong grid").to_string()
    };
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert_eq!(
            refused(scale, 0),
            format!("the scale of the input grid is {scale}: expected a finite number above 0")
        );
    }
    for zero_point in [-129, 128] {
        assert_eq!(
            refused(1.0, zero_point),
            format!("the zero point of the input grid is {zero_point}: expected a number from -128 to 127")
        );
    }
}

#[test]
fn networks_of_zeros_are_none_of_these() {
    let network = Kept::<f32>::boxed(1);
    let quantized = network.quantize(&[[0.0; 6]]).expect("a form in integers");
    assert!(quantized.predict(&[0.0; 6]).iter().all(|probability| probability.is_finite()));
    let mut nothing = Digits::<f32>::boxed(1);
    nothing.as_mut_slice().fill(0.0);
    let quantized = nothing.quantize(&[[0.0; 64]]).expect("a form in integers");
    assert_eq!(quantized.logits(&[7; 64]), [0; 10]);
}

#[test]
fn an_activation_first_takes_any_grid() {
    let (network, inputs) = trained::<Ends>(1);
    let grid = Grid { scale: 1.0 / 32.0, zero_point: 3 };
    let quantized = network.quantize_from(grid, &inputs).expect("a form in integers");
    assert_eq!(quantized.input_grid(), grid);
}

#[test]
fn a_grid_that_a_clamp_would_have_to_change() {
    let (network, inputs) = trained::<Rectified>(1);
    let grid = Grid { scale: 1.0 / 32.0, zero_point: 0 };
    let error = network.quantize_from(grid, &inputs).expect_err("two grids");
    assert_eq!(error, QuantizeError::InputGridKept);
    assert!(error.to_string().starts_with("the first layer only clamps, so the input has the grid of its output"));
    // Its own grid is accepted.
    let quantized = network.quantize(&inputs).expect("a form in integers");
    let again = network.quantize_from(quantized.input_grid(), &inputs).expect("the same grid");
    assert_eq!(again.quantize_input(&inputs[0]), quantized.quantize_input(&inputs[0]));
}
