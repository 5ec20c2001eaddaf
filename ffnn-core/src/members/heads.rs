//! Heads: what a network predicts, from classes to real values.

mod linear;
mod sigmoid;
pub(crate) mod softmax;

pub use crate::members::activations::Sigmoid;
pub use linear::Linear;
pub use softmax::{Probabilities, Softmax};

#[cfg(all(test, feature = "std"))]
crate::testing::check_heads! {
    linear: Linear, values |prediction| *prediction;
    sigmoid: Sigmoid, values |prediction| *prediction;
    softmax: Softmax, values |prediction| prediction.0;
}
