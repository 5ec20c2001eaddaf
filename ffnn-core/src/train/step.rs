//! One training step: the pass that gives a gradient, the check of it, and the pass that moves the parameters.

#[cfg(feature = "alloc")]
pub(in crate::train) mod accumulation;
#[cfg(feature = "alloc")]
pub(in crate::train) mod augment;
pub(in crate::train) mod pass;
pub(in crate::train) mod reckless;
