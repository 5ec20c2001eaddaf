//! Comparison with reference values from TensorFlow, Keras, PyTorch and optax.
//!
//! `cargo test --test numbers -- --nocapture` prints the largest deviation of each group.

mod activations;
mod dialects;
mod initializers;
mod layers;
mod losses;
mod metrics;
mod networks;
mod noise;
mod optimizers;
mod reference;
mod schedules;
mod ulps;
mod weights;
