//! Data sets: loading, checking, splitting, standardizing and augmenting samples with their targets.

#[cfg(feature = "alloc")]
mod augment;
mod check;
#[cfg(feature = "data")]
pub mod csv;
#[cfg(feature = "alloc")]
mod dataset;
pub(crate) mod error;
#[cfg(feature = "data")]
pub mod idx;
#[cfg(feature = "data")]
mod load_error;
#[cfg(feature = "alloc")]
mod split;
#[cfg(feature = "alloc")]
mod standardizer;
#[cfg(feature = "alloc")]
mod strata;

#[cfg(feature = "alloc")]
pub use augment::{Affine, AugmentImages, Augmentation};
pub use check::{check, check_weight};
#[cfg(feature = "alloc")]
pub use dataset::Dataset;
#[cfg(feature = "data")]
pub use load_error::{LoadError, LoadProblem, Location};
#[cfg(feature = "alloc")]
pub use standardizer::Standardizer;
#[cfg(feature = "alloc")]
pub(crate) use strata::{Strata, check_sides, hold_out_at_random, rounded};
