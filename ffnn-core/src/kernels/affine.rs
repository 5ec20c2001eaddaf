//! The three products of a dense layer.

use super::Level;
use super::outer::outer;
use super::product::product;
use crate::Scalar;

/// `y[s] = W x[s] + b` for each sample `s`: see [`naive::affine`](super::naive::affine).
#[inline(always)]
pub fn affine<L: Level, T: Scalar, const IN: usize, const OUT: usize>(
    level: L,
    weights: &[[T; OUT]; IN],
    bias: &[T; OUT],
    input: &[[T; IN]],
    output: &mut [[T; OUT]],
) {
    product(level, bias, weights, input, output);
}

/// `dx[s] = Wᵀ dy[s]` for each sample `s`: see [`naive::affine_input_gradient`](super::naive::affine_input_gradient).
///
/// `transposed` is room for `W` turned round, which makes this the product of the forward pass; copying costs one part
/// in as many as there are samples.
#[inline(always)]
pub fn affine_input_gradient<L: Level, T: Scalar, const IN: usize, const OUT: usize>(
    level: L,
    weights: &[[T; OUT]; IN],
    transposed: &mut [[T; IN]; OUT],
    output_gradient: &[[T; OUT]],
    input_gradient: &mut [[T; IN]],
) {
    for o in 0..OUT {
        for i in 0..IN {
            transposed[o][i] = weights[i][o];
        }
    }
    product(level, &[T::ZERO; IN], transposed, output_gradient, input_gradient);
}

/// `dW = Σ_s dy[s] x[s]ᵀ` and, where there is a bias, `db = Σ_s dy[s]`: see
/// [`naive::affine_weight_gradient`](super::naive::affine_weight_gradient). Overwrites both.
#[inline(always)]
pub fn affine_weight_gradient<L: Level, T: Scalar, const IN: usize, const OUT: usize>(
    level: L,
    input: &[[T; IN]],
    output_gradient: &[[T; OUT]],
    weights_gradient: &mut [[T; OUT]; IN],
    bias_gradient: Option<&mut [T; OUT]>,
) {
    outer(level, input, output_gradient, weights_gradient);
    let Some(bias_gradient) = bias_gradient else { return };
    let mut sums = [T::ZERO; OUT];
    for row in output_gradient {
        for o in 0..OUT {
            sums[o] += row[o];
        }
    }
    *bias_gradient = sums;
}
