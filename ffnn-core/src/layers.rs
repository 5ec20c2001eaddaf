//! The layers. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod batch_norm;
mod dense;
mod dropout;
mod elementwise;

pub use batch_norm::{BatchNorm, BatchNormParameters, BatchNormState, Running};
pub use dense::{Bias, Dense, DenseParameters, HasBias};
pub use dropout::Dropout;

#[cfg(all(test, feature = "std"))]
crate::testing::check_layers! {
    batch_norm: BatchNorm::DEFAULT, 5 => 5;
    batch_norm_of_one_feature: BatchNorm { epsilon: 1e-3, running: Running::TensorFlow, ..BatchNorm::DEFAULT }, 1 => 1;
    dense: Dense::<true> { init: crate::initializers::he_normal, ..Dense::DEFAULT }, 5 => 3;
    dense_column: Dense::<true>::DEFAULT, 1 => 7;
    dense_without_bias: Dense::<false>::DEFAULT, 4 => 9;
    dropout: Dropout { rate: 0.4 }, 6 => 6;
    dropout_of_nothing: Dropout { rate: 0.0 }, 6 => 6;
    elementwise: crate::activations::Tanh, 6 => 6;
}
