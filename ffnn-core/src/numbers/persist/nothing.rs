//! A stand-in for builds without a heap, which have no checkpoints.

/// A value that can be written to a checkpoint, if the feature `alloc` is enabled, such as the state of an
/// [`Optimizer`](crate::Optimizer).
pub trait Persist {}

impl<V> Persist for V {}
