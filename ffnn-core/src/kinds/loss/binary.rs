//! Class weights of independent yes-or-no outputs.

use crate::{Scalar, Vector};

/// Returns the weights of no and of yes for an output, as defined by [`ClassLoss::BINARY`](super::ClassLoss::BINARY).
#[inline(always)]
pub(crate) fn pair<V: Vector>(weights: &[f64], output: usize) -> (V::Scalar, V::Scalar) {
    let (no, yes) = match weights {
        &[no, yes] if V::LEN == 1 => (no, yes),
        weights => (1.0, weights.get(output).copied().unwrap_or(1.0)),
    };
    (V::Scalar::from_f64(no), V::Scalar::from_f64(yes))
}
