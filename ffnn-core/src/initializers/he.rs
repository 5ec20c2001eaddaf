use super::{truncated_normal, uniform};
use crate::{Random, Site, Weights};

/// He et al. 2015 (Kaiming), uniform: variance `2 / inputs`, for ReLU and its family.
pub fn he_uniform(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    uniform(weights, 2.0 / site.inputs as f64, random);
}

/// He et al. 2015 (Kaiming), truncated normal: variance `2 / inputs`.
pub fn he_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    truncated_normal(weights, 2.0 / site.inputs as f64, random);
}
