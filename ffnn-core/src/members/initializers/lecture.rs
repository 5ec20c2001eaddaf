use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// The lecture's "Xavier for the sigmoid": normal, `σ = √(2 / (inputs + outputs))`, equal to
/// [`glorot_normal_untruncated`](super::glorot_normal_untruncated).
///
/// Glorot and Bengio derive it for an activation with slope 1 at 0, such as tanh. The logistic function has slope 1/4
/// there and needs four times the deviation: with this one, the gradient shrinks by a factor of about a hundred
/// thousand through ten layers, with a gain of 4 by about a hundred.
pub fn lecture_sigmoid(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::Mean, Distribution::Normal, random);
}

/// The lecture's "Xavier for ReLU": normal, `σ = √2 · √(2 / (inputs + outputs))`.
///
/// He et al. 2015 derive `√(2 / inputs)` ([`he_normal`](super::he_normal)), which is equal only if `inputs` is
/// `outputs`. From 64 values to 512 this is less than half of He's deviation, and from 512 to 64 a third more. If
/// widths alternate, values fade: their mean square falls by a factor of about a hundred over ten layers.
pub fn lecture_relu(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 2.0, Fan::Mean, Distribution::Normal, random);
}
