use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// The default before ReLU and its variants: truncated normal, variance `3 / (inputs + outputs)`, halfway between
/// Glorot's and, if `inputs` is `outputs`, He's.
///
/// On small tables it starts closer to 0 than [`he_normal`](super::he_normal) and overfits later; twenty layers of ReLU
/// still train. The module [`initializers`](super) has the measurements.
pub fn rectified_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.5, Fan::Mean, Distribution::TruncatedNormal, random);
}
