//! The initializers. A new one is a function in a file beside these and a line in the list, which also runs the shared
//! checks on it.

mod glorot;
mod he;
mod lecun;

pub use glorot::{glorot_normal, glorot_uniform};
pub use he::{he_normal, he_uniform};
pub use lecun::{lecun_normal, lecun_uniform};

pub use crate::initializer::by_activation;

use crate::{Random, Weights};

/// Uniform on ±√(3 · variance).
fn uniform(weights: &mut dyn Weights, variance: f64, random: &mut Random) {
    let bound = libm::sqrt(3.0 * variance);
    weights.fill(&mut || bound * (2.0 * random.uniform() - 1.0));
}

/// Normal, cut at two standard deviations and scaled so that what is left has the variance asked for.
fn truncated_normal(weights: &mut dyn Weights, variance: f64, random: &mut Random) {
    let deviation = libm::sqrt(variance);
    weights.fill(&mut || deviation * random.truncated_normal());
}

#[cfg(all(test, feature = "std"))]
crate::testing::check_initializers! {
    glorot_uniform: UNIFORM, variance |inputs, outputs| 2.0 / (inputs + outputs);
    glorot_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
    he_uniform: UNIFORM, variance |inputs, _outputs| 2.0 / inputs;
    he_normal: TRUNCATED_NORMAL, variance |inputs, _outputs| 2.0 / inputs;
    lecun_uniform: UNIFORM, variance |inputs, _outputs| 1.0 / inputs;
    lecun_normal: TRUNCATED_NORMAL, variance |inputs, _outputs| 1.0 / inputs;
}
