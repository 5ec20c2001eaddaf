//! Heads: what a network predicts, from classes to real values.

mod linear;
mod sigmoid;
pub(crate) mod softmax;

pub use crate::members::activations::Sigmoid;
pub use linear::Linear;
pub use softmax::{Probabilities, Softmax};
