//! Flat memory goes from thread to thread: the one claim that the compiler cannot check here.

use alloc::boxed::Box;
use core::marker::PhantomData;

use crate::{Flat, Scalar};

/// A flat value on the heap that other threads may have and see.
///
/// That every flat type is `Send` and `Sync` could be a bound of [`Flat`] instead, but then a layer that does not fit into
/// a network would be told once more for each of the two.
pub(super) struct Portable<T, F> {
    pub(super) value: Box<F>,
    scalar: PhantomData<T>,
}

// SAFETY: by the contract of `Flat` the value is `f32`s or `f64`s and nothing else, which any thread may have.
unsafe impl<T: Scalar, F: Flat<T>> Send for Portable<T, F> {}

// SAFETY: likewise, and none of them changes behind a shared reference.
unsafe impl<T: Scalar, F: Flat<T>> Sync for Portable<T, F> {}

impl<T: Scalar, F: Flat<T>> Portable<T, F> {
    pub(super) fn zeros() -> Self {
        Self { value: F::zeros_boxed(), scalar: PhantomData }
    }
}
