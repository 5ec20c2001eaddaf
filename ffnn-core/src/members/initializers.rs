//! Weight initializers: Glorot, He, LeCun, orthogonal, and building blocks for your own.
//!
//! | | variance of a weight | suited to |
//! |---|---|---|
//! | [`by_activation`] | that of the initializer preferred by the next activation | every layer: the default |
//! | [`rectified_normal`] | `3 / (inputs + outputs)` | ReLU and its variants, which prefer it |
//! | [`glorot_uniform`], [`glorot_normal`], [`glorot_normal_untruncated`] | `2 / (inputs + outputs)` | tanh and linear layers; all other activations prefer `glorot_normal` |
//! | [`head_normal`] | `0.5 / (inputs + outputs)` | the last layer: preferred by heads |
//! | [`he_uniform`], [`he_normal`], [`he_normal_untruncated`] | `2 / inputs` | deep ReLU networks |
//! | [`lecun_uniform`], [`lecun_normal`], [`lecun_normal_untruncated`] | `1 / inputs` | SELU, which prefers `lecun_normal` |
//! | `orthogonal` (feature `alloc`) | `1 / max(inputs, outputs)` | deep networks |
//! | [`torch_default`] | `1 / (3 · inputs)` | comparing with PyTorch |
//! | [`lecture_sigmoid`], [`lecture_relu`] | `2 / (inputs + outputs)`, `4 / (inputs + outputs)` | comparing with the lecture |
//! | [`zeros`] | 0 | the last layer |
//!
//! # How the defaults were chosen
//!
//! By measurement, with the example `initializers`, which takes a few minutes to run. Each figure is the mean over 40
//! seeds (6 for digits) and two optimizers (Adam at 0.001, Nesterov momentum at 0.01), on held-out rows: R² for
//! diabetes (10→32→16→1), Friedman's function (10→32→16→1) and a noisy curve (1→24→24→1), otherwise accuracy. Batch
//! size 32, a tenth of the data for validation, a patience of 20 epochs. All hidden layers are ReLU.
//!
//! | hidden layers / last layer | diabetes | Friedman | curve | moons | spirals | wine | iris | cancer | digits |
//! |---|---|---|---|---|---|---|---|---|---|
//! | `rectified_normal` / `head_normal` | 0.490 | 0.866 | 0.957 | 0.911 | 0.945 | 0.990 | 0.965 | 0.962 | 0.964 |
//! | `he_normal` / `glorot_uniform` | 0.444 | 0.803 | 0.936 | 0.908 | 0.889 | 0.985 | 0.962 | 0.959 | 0.968 |
//! | `he_uniform` / `glorot_uniform` | 0.430 | 0.800 | 0.956 | 0.908 | 0.926 | 0.985 | 0.959 | 0.963 | 0.966 |
//! | `glorot_normal` | 0.488 | 0.875 | 0.956 | 0.911 | 0.960 | 0.990 | 0.966 | 0.962 | 0.965 |
//! | `glorot_uniform` | 0.478 | 0.871 | 0.956 | 0.906 | 0.939 | 0.992 | 0.963 | 0.963 | 0.966 |
//! | `lecun_normal` | 0.487 | 0.865 | 0.955 | 0.908 | 0.934 | 0.987 | 0.963 | 0.961 | 0.963 |
//! | `torch_default` | 0.497 | 0.895 | 0.956 | 0.906 | 0.896 | 0.995 | 0.963 | 0.965 | 0.965 |
//! | `orthogonal` | 0.498 | 0.884 | 0.956 | 0.912 | 0.925 | 0.993 | 0.967 | 0.960 | 0.966 |
//!
//! | hidden layers / last layer | diabetes, 10 × 16 | digits, 10 × 32 | digits, alternating 48 and 12 | digits, 20 × 32 |
//! |---|---|---|---|---|
//! | `rectified_normal` / `head_normal` | 0.414 | 0.941 | 0.937 | 0.829 |
//! | `he_normal` / `glorot_uniform` | 0.381 | 0.939 | 0.935 | 0.770 |
//! | `he_uniform` / `glorot_uniform` | 0.343 | 0.942 | 0.939 | 0.808 |
//! | `glorot_normal` | 0.430 | 0.937 | 0.929 | 0.704 |
//! | `glorot_uniform` | 0.432 | 0.936 | 0.896 | 0.564 |
//! | `lecun_normal` | 0.439 | 0.942 | 0.932 | 0.684 |
//! | `torch_default` | 0.222 | 0.431 | 0.431 | 0.077 |
//! | `orthogonal` | 0.449 | 0.939 | 0.570 | 0.563 |
//!
//! Small weights generalize better on small tables, but their signal fades in deep networks. The defaults are near the
//! best in every column, and train twenty layers. For more than ten layers of ReLU, and for large data sets,
//! `he_normal` is worth a try; for a few hundred rows, `torch_default` or `orthogonal`.
//!
//! An initializer with a parameter is a closure around [`constant`], [`uniform`], [`normal`], [`truncated_normal`],
//! [`scale`] or [`variance_scaling`], used in place of a name:
//!
//! ```
//! use ffnn::initializers::*;
//! use ffnn::Initializer;
//!
//! // In a network: `Dense<32> { init: |weights, _, random| normal(weights, 0.05, random) }`
//! const NORMAL: Initializer = |weights, _, random| normal(weights, 0.05, random);
//! const CONSTANT: Initializer = |weights, _, _| constant(weights, 0.05);
//! const SCALED: Initializer =
//!     |weights, site, random| variance_scaling(weights, site, 2.0, Fan::Out, Distribution::Uniform, random);
//! ```

pub use crate::kinds::initializer::by_activation;
pub use crate::kinds::initializer::distributions::{
    Distribution, Fan, constant, normal, scale, truncated_normal, uniform, variance_scaling,
};

// The generated test has the name of the initializer, hence `super`.
members! {
    checks check_initializers;
    glorot::{glorot_normal, glorot_normal_untruncated, glorot_uniform} {
        glorot_uniform: UNIFORM, variance |inputs, outputs| 2.0 / (inputs + outputs);
        glorot_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
        glorot_normal_untruncated: NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
    }
    he::{he_normal, he_normal_untruncated, he_uniform} {
        he_uniform: UNIFORM, variance |inputs, _outputs| 2.0 / inputs;
        he_normal: TRUNCATED_NORMAL, variance |inputs, _outputs| 2.0 / inputs;
        he_normal_untruncated: NORMAL, variance |inputs, _outputs| 2.0 / inputs;
    }
    head::head_normal { head_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 0.5 / (inputs + outputs); }
    lecture::{lecture_relu, lecture_sigmoid} {
        lecture_sigmoid: NORMAL, variance |inputs, outputs| 2.0 / (inputs + outputs);
        lecture_relu: NORMAL, variance |inputs, outputs| 4.0 / (inputs + outputs);
    }
    lecun::{lecun_normal, lecun_normal_untruncated, lecun_uniform} {
        lecun_uniform: UNIFORM, variance |inputs, _outputs| 1.0 / inputs;
        lecun_normal: TRUNCATED_NORMAL, variance |inputs, _outputs| 1.0 / inputs;
        lecun_normal_untruncated: NORMAL, variance |inputs, _outputs| 1.0 / inputs;
    }
    #[cfg(feature = "alloc")]
    orthogonal::orthogonal {
        // The weights are not independent; each by itself is normal, up to a term of the order of one over their number.
        orthogonal: NORMAL, variance |inputs: f64, outputs: f64| 1.0 / inputs.max(outputs);
    }
    rectified::rectified_normal {
        rectified_normal: TRUNCATED_NORMAL, variance |inputs, outputs| 3.0 / (inputs + outputs);
    }
    torch::torch_default { torch_default: UNIFORM, variance |inputs, _outputs| 1.0 / (3.0 * inputs); }
    zeros::zeros { zeros: 0.0; }
    ;
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
