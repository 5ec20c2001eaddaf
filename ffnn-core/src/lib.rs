//! Layers, losses, optimizers, kernels and training behind the `ffnn` library.
//!
//! Use the crate `ffnn`, which brings the macro; this one holds what its expansions call.

#![no_std]
#![cfg_attr(not(test), warn(clippy::std_instead_of_core))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod activation;
pub mod activations;
#[cfg(feature = "std")]
mod atomic_file;
pub mod data;
mod deferred;
#[cfg(feature = "alloc")]
pub mod dialect;
mod error;
#[cfg(feature = "alloc")]
pub mod files;
mod flat;
pub mod frozen;
mod head;
pub mod heads;
mod initializer;
pub mod initializers;
pub mod kernels;
mod layer;
pub mod layers;
mod loss;
pub mod losses;
#[cfg(feature = "alloc")]
pub mod metrics;
pub mod network;
mod optimizer;
pub mod optimizers;
mod parameters;
#[cfg_attr(not(feature = "alloc"), path = "persist/nothing.rs")]
mod persist;
pub mod quantized;
mod random;
#[cfg(feature = "std")]
mod regular_file;
pub mod regularize;
mod scalar;
#[cfg(feature = "alloc")]
mod schedule;
#[cfg(feature = "alloc")]
pub mod schedules;
mod scratch;
#[cfg(feature = "alloc")]
mod summary;
#[cfg(feature = "std")]
pub mod testing;
pub mod train;

pub use activation::Activation;
pub use deferred::Deferred;
pub use error::{AnswerError, Error, Place, Stratum};
pub use flat::{Aligned, Flat, Plain};
pub use frozen::{Freeze, Frozen};
pub use head::Head;
pub use initializer::{Initializer, Site, Weights};
pub use kernels::Level;
pub use layer::{Biased, Layer, Options, Room, Trace};
pub use loss::{ClassLoss, Loss, TargetError};
/// The matrices that parameters are made of, in the version that the traits here know.
pub use nalgebra;
pub use network::Network;
pub use optimizer::{Moments, Optimizer, SettingError};
pub use parameters::{LayerInfo, Leaf, Parameters, Role};
pub use persist::Persist;
#[cfg(feature = "alloc")]
pub use persist::{Malformed, Reader, Writer};
pub use quantized::{Quantize, Quantized};
pub use random::{Random, Stream};
pub use regularize::Rules;
pub use scalar::{Scalar, Vector};
#[cfg(feature = "alloc")]
pub use schedule::{Length, Memory, Position, Run, Schedule, Threshold, Watch};
#[cfg(feature = "alloc")]
pub use summary::summary;
