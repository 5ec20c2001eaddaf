//! The parts of a training step: computing the gradient, checking it, and updating the parameters.

#[cfg(feature = "alloc")]
pub(in crate::train) mod accumulation;
#[cfg(feature = "alloc")]
pub(in crate::train) mod augment;
pub(in crate::train) mod pass;
pub(in crate::train) mod reckless;
