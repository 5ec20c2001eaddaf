//! Building blocks for initializers: draw every weight from one distribution.

use crate::{Random, Site, Weights};

/// Sets every weight to `value`.
pub fn constant(weights: &mut dyn Weights, value: f64) {
    weights.fill(&mut || value);
}

/// Draws every weight uniformly from ±`bound`: variance `bound² / 3`.
pub fn uniform(weights: &mut dyn Weights, bound: f64, random: &mut Random) {
    weights.fill(&mut || bound * (2.0 * random.uniform() - 1.0));
}

/// Draws every weight from a normal distribution with mean 0 and standard deviation `deviation`.
pub fn normal(weights: &mut dyn Weights, deviation: f64, random: &mut Random) {
    weights.fill(&mut || deviation * random.normal());
}

/// Draws every weight from a normal distribution truncated at two standard deviations, and scaled so that `deviation`
/// is the standard deviation after truncation. No weight exceeds `2.2737 · deviation` in magnitude.
///
/// `tf.truncated_normal` and Keras' `TruncatedNormal` take the standard deviation before truncation instead: multiply
/// theirs by 0.879 625 661 034 239 8 to get `deviation`.
pub fn truncated_normal(weights: &mut dyn Weights, deviation: f64, random: &mut Random) {
    weights.fill(&mut || deviation * random.truncated_normal());
}

/// Multiplies every weight by `factor`, as a gain after any initializer.
///
/// ```
/// use ffnn::Initializer;
/// use ffnn::initializers::{glorot_uniform, scale};
///
/// /// The logistic function has a quarter of tanh's slope at zero.
/// const GLOROT_FOR_SIGMOID: Initializer = |weights, site, random| {
///     glorot_uniform(weights, site, random);
///     scale(weights, 4.0);
/// };
/// ```
pub fn scale(weights: &mut dyn Weights, factor: f64) {
    let (outputs, inputs) = weights.shape();
    for input in 0..inputs {
        for output in 0..outputs {
            weights.set(output, input, factor * weights.get(output, input));
        }
    }
}

/// The divisor of a variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fan {
    /// Number of inputs of each neuron (`fan_in`): keeps the variance of values in the forward pass.
    In,
    /// Number of neurons that each input feeds (`fan_out`): keeps the variance of gradients in the backward pass.
    Out,
    /// Mean of both (`fan_avg`).
    Mean,
}

/// The shape of a distribution with mean 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// [`uniform`].
    Uniform,
    /// [`normal`].
    Normal,
    /// [`truncated_normal`].
    TruncatedNormal,
}

/// Draws every weight with mean 0 and variance `scale / fan`. Glorot, He and LeCun initialization are special cases.
///
/// A negative `scale` counts as 0.
///
/// ```
/// use ffnn::initializers::{Distribution, Fan, variance_scaling};
/// use ffnn::Initializer;
///
/// // He's variance for the backward pass.
/// const HE_BACK: Initializer =
///     |weights, site, random| variance_scaling(weights, site, 2.0, Fan::Out, Distribution::Normal, random);
/// ```
pub fn variance_scaling(
    weights: &mut dyn Weights,
    site: Site,
    scale: f64,
    fan: Fan,
    distribution: Distribution,
    random: &mut Random,
) {
    let fan = match fan {
        Fan::In => site.inputs as f64,
        Fan::Out => site.outputs as f64,
        Fan::Mean => (site.inputs + site.outputs) as f64 / 2.0,
    };
    let variance = scale.max(0.0) / fan;
    match distribution {
        Distribution::Uniform => uniform(weights, libm::sqrt(3.0 * variance), random),
        Distribution::Normal => normal(weights, libm::sqrt(variance), random),
        Distribution::TruncatedNormal => truncated_normal(weights, libm::sqrt(variance), random),
    }
}
