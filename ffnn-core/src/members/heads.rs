//! Heads: what a network predicts, from classes to real values.

pub use crate::members::activations::Sigmoid;

members! {
    checks check_heads;
    linear::Linear { linear: Linear, values |prediction| *prediction; }
    sigmoid { sigmoid: Sigmoid, values |prediction| *prediction; }
    pub(crate) softmax::{Probabilities, Softmax} { softmax: Softmax, values |prediction| prediction.0; }
}
