use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// LeCun et al. 1998, uniform: variance `1 / inputs`, for SELU and linear layers.
pub fn lecun_uniform(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::In, Distribution::Uniform, random);
}

/// LeCun et al. 1998, truncated normal: variance `1 / inputs`.
///
/// This is also what `tf.variance_scaling_initializer()` draws, even if it is called "He" in a program: its default
/// scale is 1, and He's is 2.
pub fn lecun_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::In, Distribution::TruncatedNormal, random);
}

/// LeCun et al. 1998, untruncated normal: variance `1 / inputs`.
pub fn lecun_normal_untruncated(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::In, Distribution::Normal, random);
}
