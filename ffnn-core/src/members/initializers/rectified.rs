use super::{Distribution, Fan, variance_scaling};
use crate::{Random, Site, Weights};

/// The default before ReLU and its family: truncated normal, variance `3 / (inputs + outputs)`, halfway between Glorot's
/// and, where `inputs` is `outputs`, He's.
///
/// On small tables it starts closer to zero than [`he_normal`](super::he_normal) and overfits later; in twenty layers of ReLU
/// it still trains. [`initializers`](super) has the measurements.
pub fn rectified_normal(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    variance_scaling(weights, site, 1.5, Fan::Mean, Distribution::TruncatedNormal, random);
}
