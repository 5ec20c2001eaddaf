use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// The default before a head: truncated normal, variance `0.5 / (inputs + outputs)`, half of Glorot's deviation.
///
/// A network that starts with small logits starts without an opinion: what is learned first is not spent on taking it back.
/// [`initializers`](super) has the measurements.
pub fn head_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 0.25, Fan::Mean, Distribution::TruncatedNormal, random);
}
