//! Layers, losses, optimizers, kernels and training behind the `ffnn` library.
//!
//! Use the crate `ffnn`, which brings the macro; this one holds what its expansions call.

#![no_std]
#![cfg_attr(not(test), warn(clippy::std_instead_of_core))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// From the bottom to the top: a module uses those above its line.
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

pub use data::error::{AnswerError, Error, Stratum};
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
/// The matrices that parameters are made of, in the version that the traits here know.
pub use nalgebra;
pub use network::Network;
#[cfg(feature = "alloc")]
pub use network::summary;
pub use numbers::{Aligned, Flat, Persist, Plain, Random, Scalar, Stream, Vector};
#[cfg(feature = "alloc")]
pub use numbers::{Malformed, Reader, Writer};
pub use parameters::{Deferred, LayerInfo, Leaf, Parameters, Place, Role, Room, Rules, regularize};
pub use predict::frozen::{self, Freeze, Frozen};
pub use predict::quantized::{self, Quantize, Quantized};
