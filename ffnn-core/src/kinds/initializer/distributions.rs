//! What initializers are made of: every weight from one distribution.

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

/// Draws every weight from a normal distribution that is cut at two of its standard deviations, and scaled so that
/// `deviation` is the standard deviation of what is left. No weight is beyond `2.2737 · deviation`.
///
/// `tf.truncated_normal` and Keras' `TruncatedNormal` give the standard deviation of the uncut distribution instead:
/// theirs times 0.879 625 661 034 239 8 is the one to give here.
pub fn truncated_normal(weights: &mut dyn Weights, deviation: f64, random: &mut Random) {
    weights.fill(&mut || deviation * random.truncated_normal());
}

/// Multiplies every weight by `factor`: a gain, after any initializer.
///
/// ```
/// use ffnn_core::Initializer;
/// use ffnn_core::initializers::{glorot_uniform, scale};
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

/// What a variance is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fan {
    /// The inputs of each neuron (`fan_in`): values keep their variance on the way forward.
    In,
    /// The neurons that each input goes out to (`fan_out`): derivatives keep theirs on the way back.
    Out,
    /// The mean of both (`fan_avg`).
    Mean,
}

/// The form of a distribution with mean 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// [`uniform`].
    Uniform,
    /// [`normal`].
    Normal,
    /// [`truncated_normal`].
    TruncatedNormal,
}

/// Draws every weight with mean 0 and variance `scale / fan`: what Glorot, He and LeCun are cases of.
///
/// A negative `scale` is taken as 0.
///
/// ```
/// use ffnn_core::initializers::{Distribution, Fan, variance_scaling};
/// use ffnn_core::Initializer;
///
/// /// He's variance for the way back.
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
