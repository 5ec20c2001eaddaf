use super::constant;
use crate::{Random, Site, Weights};

/// Zeros, for a last layer whose initial predictions are all equal.
///
/// Not for a hidden layer: nothing breaks the symmetry, and all its neurons stay equal throughout training.
pub fn zeros(weights: &mut dyn Weights, _site: Site, _random: &mut Random) {
    constant(weights, 0.0);
}
