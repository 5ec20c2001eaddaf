use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// He et al. 2015 (Kaiming), uniform: variance `2 / inputs`, for ReLU and its variants.
#[doc(alias = "kaiming_uniform")]
#[doc(alias = "kaiming_uniform_")]
pub fn he_uniform(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 2.0, Fan::In, Distribution::Uniform, random);
}

/// He et al. 2015 (Kaiming), truncated normal: variance `2 / inputs`.
#[doc(alias = "kaiming_normal")]
pub fn he_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 2.0, Fan::In, Distribution::TruncatedNormal, random);
}

/// He et al. 2015 (Kaiming), untruncated normal: variance `2 / inputs`. Equals PyTorch's `kaiming_normal_`.
#[doc(alias = "kaiming_normal_")]
pub fn he_normal_untruncated(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 2.0, Fan::In, Distribution::Normal, random);
}
