use super::constant;
use crate::{Random, Site, Weights};

/// Zero, for a last layer that is to start without an opinion.
///
/// Before a hidden layer nothing breaks the symmetry: all its neurons stay equal, whatever is learned.
pub fn zeros(weights: &mut dyn Weights, _site: Site, _random: &mut Random) {
    constant(weights, 0.0);
}
