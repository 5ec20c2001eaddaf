use super::{truncated_normal, uniform};
use crate::{Random, Site, Weights};

/// LeCun et al. 1998, uniform: variance `1 / inputs`, for SELU and linear layers.
pub fn lecun_uniform(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    uniform(weights, 1.0 / site.inputs as f64, random);
}

/// LeCun et al. 1998, truncated normal: variance `1 / inputs`.
pub fn lecun_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    truncated_normal(weights, 1.0 / site.inputs as f64, random);
}
