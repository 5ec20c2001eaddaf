//! Feedforward networks declared in Rust: shapes checked by the compiler, passes written out by a macro, no allocation
//! after construction.
//!
//! ```
//! use ffnn::prelude::*;
//!
//! network! {
//!     /// The exclusive or of two bits.
//!     pub struct Xor: 2 -> 1 {
//!         hidden: Dense<8>,
//!         Tanh,
//!         Dense<1>,
//!         Sigmoid,
//!     }
//! }
//!
//! # fn main() -> Result<(), ffnn::Error> {
//! let (inputs, targets) = ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [[0.0], [1.0], [1.0], [0.0]]);
//! let mut trainer = Trainer::<Xor>::builder().optimizer(Adam::new(0.1)).seed(1).build()?;
//! for _ in 0..200 {
//!     trainer.step(&inputs, &targets)?;
//! }
//! let xor = trainer.into_network();
//! assert!(xor.predict(&[1.0, 0.0])[0] > 0.9);
//! assert!(xor.predict(&[1.0, 1.0])[0] < 0.1);
//! # Ok(())
//! # }
//! ```
//!
//! # Where to go on
//!
//! | you want to | look at |
//! |---|---|
//! | declare a network | [`network!`] |
//! | train it | [`train::Trainer`] |
//! | stop and go on | [`train::Builder::checkpoint`], [`train::Trainer::save`] |
//! | load data | [`data`] |
//! | save a network, load weights from PyTorch or Keras | [`files`] |
//! | see it as a table | [`summary`] |
//! | add a layer, an activation, an initializer | [`Layer`], [`Activation`], [`Initializer`] |
//! | add an optimizer, a schedule, a loss | [`Optimizer`], [`Schedule`], [`Loss`] |
//! | reach all parameters as one slice | [`Flat`], [`Parameters`] |
//! | check a gradient | [`testing`] |

#![no_std]
#![forbid(unsafe_code)]

/// The matrices that parameters are made of, in the version that the traits here know.
pub use ffnn_core::nalgebra;
#[cfg(feature = "std")]
pub use ffnn_core::testing;
pub use ffnn_core::{
    Activation, Aligned, AnswerError, Biased, ClassLoss, Error, Flat, Freeze, Frozen, Head, Initializer, Layer,
    LayerInfo, Leaf, Level, Loss, Moments, Network, Optimizer, Options, Parameters, Persist, Place, Plain, Quantize,
    Quantized, Random, Role, Room, Rules, Scalar, SettingError, Site, Stratum, Stream, TargetError, Trace, Vector,
    Weights, activations, data, frozen, heads, initializers, kernels, layers, losses, network, optimizers, quantized,
    regularize, train,
};
#[cfg(feature = "alloc")]
pub use ffnn_core::{
    Length, Malformed, Memory, Position, Reader, Run, Schedule, Threshold, Watch, Writer, dialect, files, metrics,
    schedules, summary,
};

/// The program in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What expansions need. Not public API.
#[doc(hidden)]
pub mod expansion {
    pub use ffnn_core::expansion::*;
    pub use ffnn_macros::network;
}

/// All that a program which declares, trains and uses a network names.
pub mod prelude {
    pub use crate::activations::*;
    #[cfg(feature = "alloc")]
    pub use crate::data::Dataset;
    #[doc(hidden)]
    pub use crate::expansion::foreign::names::*;
    pub use crate::heads::*;
    pub use crate::initializers::*;
    pub use crate::layers::*;
    pub use crate::losses::*;
    pub use crate::network;
    pub use crate::optimizers::*;
    #[cfg(feature = "alloc")]
    pub use crate::schedules::*;
    pub use crate::train::Learner;
    #[cfg(feature = "alloc")]
    pub use crate::train::{Trainer, TypedBuilder as _};
    pub use crate::{
        Activation, Flat, Freeze, Frozen, Layer, Loss, Network, Options, Parameters, Quantize, Quantized, Scalar,
    };
}

#[doc = include_str!("network.md")]
#[macro_export]
macro_rules! network {
    ($($network:tt)*) => {
        $crate::expansion::network! { ($crate) $($network)* }
    };
}
