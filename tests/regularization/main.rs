//! Regularization in training: penalties, norm limits and batch statistics.

mod batch_norm;
mod max_norm;
mod penalties;

use ffnn::prelude::*;

/// Distinct points on a spiral, with targets.
fn samples<T: Scalar, const IN: usize, const OUT: usize>(count: usize) -> (Vec<[T; IN]>, Vec<[T; OUT]>) {
    let value = |angle: f64| T::from_f64(angle.sin() + 0.2 * (3.0 * angle).cos());
    let rows = 0..count;
    rows.map(|row| {
        let input = std::array::from_fn(|column| value((row * IN + column) as f64 * 1.7 + 0.1));
        (input, std::array::from_fn(|column| value((row * OUT + column) as f64 * 0.6)))
    })
    .unzip()
}

fn bits<T: Scalar>(values: &impl Flat<T>) -> Vec<u64> {
    values.as_slice().iter().map(|value| value.to_f64().to_bits()).collect()
}
