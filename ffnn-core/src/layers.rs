//! The layers. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod dense;
mod dropout;
mod elementwise;
mod p_relu;

pub use dense::{Dense, DenseParameters};
pub use dropout::Dropout;
pub use p_relu::{PRelu, PReluParameters, PReluPerFeature};

#[cfg(all(test, feature = "std"))]
crate::testing::check_layers! {
    dense: Dense { init: crate::initializers::he_normal }, 5 => 3;
    dense_column: Dense { init: crate::initializers::glorot_uniform }, 1 => 7;
    dropout: Dropout { rate: 0.4 }, 6 => 6;
    dropout_of_nothing: Dropout { rate: 0.0 }, 6 => 6;
    elementwise: crate::activations::Tanh, 6 => 6;
    p_relu: PRelu { slope: 0.25 }, 6 => 6;
    p_relu_of_one: PRelu { slope: -0.5 }, 1 => 1;
    p_relu_per_feature: PReluPerFeature { slope: 0.0 }, 6 => 6;
}
