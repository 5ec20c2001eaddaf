//! The initializers. A new one is a function in a file beside these and a line in the list, which also runs the shared
//! checks on it.
//!
//! | | variance of a weight | suits |
//! |---|---|---|
//! | [`by_activation`] | that of the one that the next activation prefers | every layer: the default |
//! | [`glorot_uniform`], [`glorot_normal`], [`glorot_normal_untruncated`] | `2 / (inputs + outputs)` | tanh, linear |
//! | [`he_uniform`], [`he_normal`], [`he_normal_untruncated`] | `2 / inputs` | ReLU and its family |
//! | [`lecun_uniform`], [`lecun_normal`], [`lecun_normal_untruncated`] | `1 / inputs` | SELU |
//! | `orthogonal` (feature `alloc`) | `1 / max(inputs, outputs)` | deep networks |
//! | [`torch_default`] | `1 / (3 · inputs)` | comparing with PyTorch |
//! | [`lecture_sigmoid`], [`lecture_relu`] | `2 / (inputs + outputs)`, `4 / (inputs + outputs)` | comparing with the lecture |
//! | [`zeros`] | 0 | a last layer |
//!
//! Those with a number of their own are written as a closure around [`constant`], [`uniform`], [`normal`],
//! [`truncated_normal`], [`scale`] and [`variance_scaling`], which stands where a name would:
//!
//! ```
//! use ffnn_core::initializers::*;
//! use ffnn_core::Initializer;
//!
//! // In a network: `Dense<32> { init: |weights, _, random| normal(weights, 0.05, random) }`
//! const NORMAL: Initializer = |weights, _, random| normal(weights, 0.05, random);
//! const CONSTANT: Initializer = |weights, _, _| constant(weights, 0.05);
//! const SCALED: Initializer =
//!     |weights, site, random| variance_scaling(weights, site, 2.0, Fan::Out, Distribution::Uniform, random);
//! ```

mod glorot;
mod he;
mod lecture;
mod lecun;
#[cfg(feature = "alloc")]
mod orthogonal;
mod torch;
mod zeros;

pub use glorot::{glorot_normal, glorot_normal_untruncated, glorot_uniform};
pub use he::{he_normal, he_normal_untruncated, he_uniform};
pub use lecture::{lecture_relu, lecture_sigmoid};
pub use lecun::{lecun_normal, lecun_normal_untruncated, lecun_uniform};
#[cfg(feature = "alloc")]
pub use orthogonal::orthogonal;
pub use torch::torch_default;
pub use zeros::zeros;

pub use crate::initializer::by_activation;
pub use crate::initializer::distributions::{
    Distribution, Fan, constant, normal, scale, truncated_normal, uniform, variance_scaling,
};

// A line's test has the name of what it tests, hence `super`.
#[cfg(all(test, feature = "std"))]
crate::testing::check_initializers! {
    glorot_uniform: UNIFORM, variance |inputs, outputs| 2.0 / (inputs + outputs);
    glorot_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
    glorot_normal_untruncated: NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
    he_uniform: UNIFORM, variance |inputs, _outputs| 2.0 / inputs;
    he_normal: TRUNCATED_NORMAL, variance |inputs, _outputs| 2.0 / inputs;
    he_normal_untruncated: NORMAL, variance |inputs, _outputs| 2.0 / inputs;
    lecun_uniform: UNIFORM, variance |inputs, _outputs| 1.0 / inputs;
    lecun_normal: TRUNCATED_NORMAL, variance |inputs, _outputs| 1.0 / inputs;
    lecun_normal_untruncated: NORMAL, variance |inputs, _outputs| 1.0 / inputs;
    lecture_sigmoid: NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
    lecture_relu: NORMAL, variance |inputs, outputs| 4.0 / (inputs + outputs);
    // Its weights depend on each other, each by itself being normal up to a part in their number.
    orthogonal: NORMAL, variance |inputs: f64, outputs: f64| 1.0 / inputs.max(outputs);
    torch_default: UNIFORM, variance |inputs, _outputs| 1.0 / (3.0 * inputs);
    zeros: 0.0;
    constant: 0.05, of |weights, _, _| super::constant(weights, 0.05);
    uniform: UNIFORM, variance |_, _| 0.25 / 3.0, of |weights, _, random| super::uniform(weights, 0.5, random);
    normal: NORMAL, variance |_, _| 0.25, of |weights, _, random| super::normal(weights, 0.5, random);
    truncated_normal: TRUNCATED_NORMAL, variance |_, _| 0.25, of |weights, _, random| {
        super::truncated_normal(weights, 0.5, random)
    };
    scale: NORMAL, variance |_, _| 0.25, of |weights, _, random| {
        super::normal(weights, 0.25, random);
        super::scale(weights, -2.0);
    };
    variance_scaling: NORMAL, variance |_, outputs| 3.0 / outputs, of |weights, site, random| {
        super::variance_scaling(weights, site, 3.0, Fan::Out, Distribution::Normal, random)
    };
}
