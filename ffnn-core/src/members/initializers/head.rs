use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// The default before a head: truncated normal, variance `0.5 / (inputs + outputs)`, half of Glorot's deviation.
///
/// Small initial logits mean nearly uniform predictions, so no early training is spent on undoing random ones. The
/// module [`initializers`](super) has the measurements.
pub fn head_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 0.25, Fan::Mean, Distribution::TruncatedNormal, random);
}
