use super::{truncated_normal, uniform};
use crate::{Random, Site, Weights};

/// Glorot and Bengio 2010 (Xavier), uniform: variance `2 / (inputs + outputs)`, for tanh and linear layers.
pub fn glorot_uniform(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    uniform(weights, 2.0 / (site.inputs + site.outputs) as f64, random);
}

/// Glorot and Bengio 2010 (Xavier), truncated normal: variance `2 / (inputs + outputs)`.
pub fn glorot_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    truncated_normal(weights, 2.0 / (site.inputs + site.outputs) as f64, random);
}
