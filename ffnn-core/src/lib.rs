//! Layers, losses, optimizers, kernels and training behind the `ffnn` library.
//!
//! Use the crate `ffnn`, which also has the `network!` macro. This crate contains what the macro's expansions call.

#![no_std]
#![cfg_attr(not(test), warn(clippy::std_instead_of_core))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// Bottom to top: a module depends only on modules listed above it.
pub mod data;
#[doc(hidden)]
pub mod expansion;
#[cfg(feature = "alloc")]
pub mod files;
pub mod kernels;
mod kinds;
mod members;
#[cfg(feature = "alloc")]
pub mod metrics;
pub mod network;
mod numbers;
mod parameters;
mod predict;
#[cfg(feature = "std")]
pub mod testing;
pub mod train;

pub use data::error::{AnswerError, Stratum, TrainError};
pub use kernels::Level;
pub use kinds::{
    Activation, Biased, ClassLoss, Head, Initializer, Layer, Loss, Moments, Optimizer, Options, SettingError, Site,
    TargetError, Trace, Weights,
};
#[cfg(feature = "alloc")]
pub use kinds::{Length, Memory, Position, Run, Schedule, Threshold, Watch};
pub use members::{activations, heads, initializers, layers, losses, optimizers};
#[cfg(feature = "alloc")]
pub use members::{dialect, schedules};
/// The crate of the matrices that parameters are made of, in the version that the traits here use.
pub use nalgebra;
#[cfg(feature = "alloc")]
pub use network::summary;
pub use network::{Network, Predict};
pub use numbers::{Aligned, Flat, Persist, Plain, Random, Scalar, Stream, Vector};
#[cfg(feature = "alloc")]
pub use numbers::{Malformed, Reader, Writer};
pub use parameters::{Deferred, LayerInfo, Leaf, Parameters, Place, Role, Room, Rules, regularize};
pub use predict::frozen::{self, Freeze, Frozen};
pub use predict::quantized::{self, Quantize, Quantized};
