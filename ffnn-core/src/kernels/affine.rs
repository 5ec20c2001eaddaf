//! The three products of a dense layer.

use super::product::Product;
use super::single::{Single, written_out};
use super::{Level, Row};
use crate::Scalar;

/// Computes `y[s] = W x[s] + b` for each sample `s`. Reference: [`naive::affine`](super::naive::affine).
#[inline(always)]
pub fn affine<L: Level, T: Scalar, R: Row<T, OUT>, const IN: usize, const OUT: usize>(
    level: L,
    weights: &[R; IN],
    bias: Option<&[T; OUT]>,
    input: &[[T; IN]],
    output: &mut [[T; OUT]],
) {
    if let ([sample], [result]) = (input, &mut *output) {
        if const { IN * OUT <= if L::FUSED { WRITTEN_OUT } else { WRITTEN_OUT / 8 } } {
            written_out(level, bias, weights, sample, result);
        } else {
            level.single(Single::new(bias, weights, sample, result));
        }
        return;
    }
    affine_batch(level, weights, bias, input, output);
}

/// Computes [`affine`] for code that mostly passes many samples, such as training: a single sample is not inlined.
#[inline(always)]
pub fn affine_batch<L: Level, T: Scalar, R: Row<T, OUT>, const IN: usize, const OUT: usize>(
    level: L,
    weights: &[R; IN],
    bias: Option<&[T; OUT]>,
    input: &[[T; IN]],
    output: &mut [[T; OUT]],
) {
    level.product(Product::by_result(bias, weights, input, output));
}

/// Largest number of weights in a layer whose product for one sample is inlined, because a call would take a good part
/// of the time. Without fused multiply-add it is an eighth: nearly every processor has a level that is fused, and
/// compile times are long enough.
const WRITTEN_OUT: usize = 8192;

/// Computes `dx[s] = Wᵀ dy[s]` for each sample `s`. Reference:
/// [`naive::affine_input_gradient`](super::naive::affine_input_gradient).
///
/// `transposed` is memory for the transpose of `W`, which makes this the product of the forward pass; for `n` samples
/// the copy costs about `1/n` of the product.
#[inline(always)]
pub fn affine_input_gradient<L: Level, T: Scalar, const IN: usize, const OUT: usize>(
    level: L,
    weights: &[[T; OUT]; IN],
    transposed: &mut [[T; IN]; OUT],
    output_gradient: &[[T; OUT]],
    input_gradient: &mut [[T; IN]],
) {
    level.transpose(weights.as_flattened(), OUT, transposed.as_flattened_mut());
    level.product(Product::by_result(None, transposed, output_gradient, input_gradient));
}

/// Computes `dW = Σ_s dy[s] x[s]ᵀ`. Reference: [`naive::affine_weight_gradient`](super::naive::affine_weight_gradient).
#[inline(always)]
pub fn affine_weight_gradient<L: Level, T: Scalar, const IN: usize, const OUT: usize>(
    level: L,
    input: &[[T; IN]],
    output_gradient: &[[T; OUT]],
    weights_gradient: &mut [[T; OUT]; IN],
) {
    level.product(Product::by_term(output_gradient, input, weights_gradient));
}

/// Computes `db = Σ_s dy[s]`. Reference: [`naive::affine_weight_gradient`](super::naive::affine_weight_gradient).
#[inline(always)]
pub fn sum_rows<L: Level, T: Scalar, const OUT: usize>(level: L, rows: &[[T; OUT]], sum: &mut [T; OUT]) {
    level.sum_rows(rows.as_flattened(), sum);
}
