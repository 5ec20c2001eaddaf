//! The layers. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod dense;
mod dropout;
mod elementwise;

pub use dense::{Dense, DenseParameters};
pub use dropout::Dropout;

#[cfg(all(test, feature = "std"))]
crate::testing::check_layers! {
    dense: Dense { init: crate::initializers::he_normal }, 5 => 3;
    dense_column: Dense { init: crate::initializers::glorot_uniform }, 1 => 7;
    dropout: Dropout { rate: 0.4 }, 6 => 6;
    dropout_of_nothing: Dropout { rate: 0.0 }, 6 => 6;
    elementwise: crate::activations::Tanh, 6 => 6;
}
