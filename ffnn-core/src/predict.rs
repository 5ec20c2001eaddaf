//! The predicting-only forms of networks: frozen, in the network's number type, and quantized, in integers.

pub mod frozen;
pub mod quantized;
