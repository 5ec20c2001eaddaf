use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// Glorot and Bengio 2010 (Xavier), uniform: variance `2 / (inputs + outputs)`, for tanh and linear layers.
#[doc(alias = "xavier_uniform")]
#[doc(alias = "xavier_uniform_")]
pub fn glorot_uniform(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::Mean, Distribution::Uniform, random);
}

/// Glorot and Bengio 2010 (Xavier), truncated normal: variance `2 / (inputs + outputs)`.
#[doc(alias = "xavier_normal")]
pub fn glorot_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::Mean, Distribution::TruncatedNormal, random);
}

/// Glorot and Bengio 2010 (Xavier), untruncated normal: variance `2 / (inputs + outputs)`. Equals PyTorch's
/// `xavier_normal_`.
#[doc(alias = "xavier_normal_")]
pub fn glorot_normal_untruncated(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.0, Fan::Mean, Distribution::Normal, random);
}
