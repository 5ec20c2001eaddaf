//! The initializers. A new one is a function in a file beside these and a line in the list, which also runs the shared
//! checks on it.
//!
//! | | variance of a weight | suits |
//! |---|---|---|
//! | [`by_activation`] | that of the initializer that the next activation prefers | every layer: the default |
//! | [`rectified_normal`] | `3 / (inputs + outputs)` | ReLU and its family: preferred by them |
//! | [`glorot_uniform`], [`glorot_normal`], [`glorot_normal_untruncated`] | `2 / (inputs + outputs)` | tanh, linear layers: `glorot_normal` is preferred by all other activations |
//! | [`head_normal`] | `0.5 / (inputs + outputs)` | the last layer: preferred by heads |
//! | [`he_uniform`], [`he_normal`], [`he_normal_untruncated`] | `2 / inputs` | deep networks of ReLU |
//! | [`lecun_uniform`], [`lecun_normal`], [`lecun_normal_untruncated`] | `1 / inputs` | SELU, which prefers `lecun_normal` |
//! | `orthogonal` (feature `alloc`) | `1 / max(inputs, outputs)` | deep networks |
//! | [`torch_default`] | `1 / (3 · inputs)` | comparing with PyTorch |
//! | [`lecture_sigmoid`], [`lecture_relu`] | `2 / (inputs + outputs)`, `4 / (inputs + outputs)` | comparing with the lecture |
//! | [`zeros`] | 0 | a last layer |
//!
//! # How the defaults were chosen
//!
//! By measuring. Each figure is the mean over 40 seeds (6 for the deep networks) and two optimizers (Adam at 0.001, Nesterov's
//! momentum at 0.01) on rows that were not trained on: R² for diabetes (10→32→16→1), Friedman's function (10→32→16→1) and a
//! noisy curve (1→24→24→1), else the accuracy; batches of 32, a tenth held out, a patience of 20 epochs. All hidden layers
//! are ReLU.
//!
//! | hidden layers / last layer | diabetes | Friedman | curve | moons | spirals | wine | iris | cancer | digits |
//! |---|---|---|---|---|---|---|---|---|---|
//! | `rectified_normal` / `head_normal` | 0.486 | 0.867 | 0.957 | 0.910 | 0.945 | 0.990 | 0.964 | 0.961 | 0.965 |
//! | `he_normal` / `glorot_uniform` | 0.446 | 0.805 | 0.937 | 0.910 | 0.897 | 0.985 | 0.961 | 0.958 | 0.967 |
//! | `he_uniform` / `glorot_uniform` | 0.423 | 0.799 | 0.956 | 0.910 | 0.926 | 0.986 | 0.960 | 0.963 | 0.964 |
//! | `glorot_normal` | 0.483 | 0.874 | 0.956 | 0.911 | 0.955 | 0.990 | 0.966 | 0.961 | 0.965 |
//! | `glorot_uniform` | 0.474 | 0.870 | 0.956 | 0.907 | 0.939 | 0.993 | 0.963 | 0.964 | 0.966 |
//! | `lecun_normal` | 0.483 | 0.865 | 0.955 | 0.908 | 0.923 | 0.987 | 0.962 | 0.961 | 0.966 |
//! | `torch_default` | 0.499 | 0.894 | 0.955 | 0.906 | 0.895 | 0.995 | 0.963 | 0.966 | 0.965 |
//! | `orthogonal` | 0.498 | 0.883 | 0.956 | 0.911 | 0.929 | 0.993 | 0.967 | 0.960 | 0.965 |
//!
//! | hidden layers / last layer | diabetes, 10 × 16 | digits, 10 × 32 | digits, 48 and 12 by turns | digits, 20 × 32 |
//! |---|---|---|---|---|
//! | `rectified_normal` / `head_normal` | 0.423 | 0.944 | 0.929 | 0.861 |
//! | `he_normal` / `glorot_uniform` | 0.370 | 0.944 | 0.940 | 0.814 |
//! | `glorot_normal` | 0.438 | 0.937 | 0.917 | 0.728 |
//! | `glorot_uniform` | 0.432 | 0.941 | 0.890 | 0.660 |
//! | `lecun_normal` | 0.435 | 0.933 | 0.923 | |
//! | `torch_default` | 0.224 | 0.431 | 0.393 | |
//! | `orthogonal` | 0.453 | 0.943 | 0.551 | 0.507 |
//!
//! Small weights generalize better on small tables, and fade in deep networks. The defaults are the one choice that is
//! within two hundredths of the best in almost every column, and trains twenty layers. For more than ten layers of ReLU, and on
//! large data sets, `he_normal` is worth a try; on a few hundred rows `torch_default` or `orthogonal`.
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
mod head;
mod lecture;
mod lecun;
#[cfg(feature = "alloc")]
mod orthogonal;
mod rectified;
mod torch;
mod zeros;

pub use glorot::{glorot_normal, glorot_normal_untruncated, glorot_uniform};
pub use he::{he_normal, he_normal_untruncated, he_uniform};
pub use head::head_normal;
pub use lecture::{lecture_relu, lecture_sigmoid};
pub use lecun::{lecun_normal, lecun_normal_untruncated, lecun_uniform};
#[cfg(feature = "alloc")]
pub use orthogonal::orthogonal;
pub use rectified::rectified_normal;
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
    rectified_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 3.0 / (inputs + outputs);
    head_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 0.5 / (inputs + outputs);
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
