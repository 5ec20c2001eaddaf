//! The heads. A new one is a file beside these, with its loss in [`losses`](crate::losses).

mod linear;
mod sigmoid;
pub(crate) mod softmax;

pub use crate::members::activations::Sigmoid;
pub use linear::Linear;
pub use softmax::{Probabilities, Softmax};
