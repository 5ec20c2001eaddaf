//! Without a heap there are no checkpoints.

/// What an [`Optimizer`](crate::Optimizer) remembers can be written to a checkpoint, where there are checkpoints: with the
/// feature `alloc`.
pub trait Persist {}

impl<V> Persist for V {}
