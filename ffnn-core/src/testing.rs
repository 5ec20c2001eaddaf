//! Checks.

#[cfg(test)]
pub(crate) mod lists;

#[cfg(test)]
pub(crate) use lists::{check_activations, check_initializers, check_layers, check_losses, check_optimizers};

use core::ops::RangeInclusive;

use crate::{Activation, Head, Initializer, Layer, Loss, Optimizer};

/// Stub.
#[derive(Clone, Copy, Debug)]
pub struct Distribution;
impl Distribution {
    /// Stub.
    pub const UNIFORM: Self = Self;
    /// Stub.
    pub const TRUNCATED_NORMAL: Self = Self;
}

/// Stub.
pub fn check_layer<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>(_layer: &Y) {}
/// Stub.
pub fn check_activation<A: Activation>(_activation: &A, _range: Option<RangeInclusive<f64>>, _kinks: &[f64]) {}
/// Stub.
pub fn check_loss<H: Head, L: Loss<H>, const N: usize>(
    _loss: &L,
    _target: &L::Target<[f64; N]>,
    _target_f32: &L::Target<[f32; N]>,
    _best: [f64; N],
) {
}
/// Stub.
pub fn check_initializer(_: Initializer, _: Distribution, _variance: impl Fn(f64, f64) -> f64) {}
/// Stub.
pub fn check_optimizer<O: Optimizer>(_optimizer: &O) {}
