//! The forms of a network that only predict: frozen, in the number type of the network, and quantized, in integers.

pub mod frozen;
pub mod quantized;
