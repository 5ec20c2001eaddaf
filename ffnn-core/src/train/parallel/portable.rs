//! Sharing of flat memory between threads: the one claim here that the compiler cannot check.

use alloc::boxed::Box;
use core::marker::PhantomData;

use crate::{Flat, Scalar};

/// A flat value on the heap that can be sent to and shared with other threads.
///
/// `Send` and `Sync` could be bounds of [`Flat`] instead, but then the compiler would report a layer that does not fit
/// into a network once more for each bound.
pub(super) struct Portable<T, F> {
    pub(super) value: Box<F>,
    scalar: PhantomData<T>,
}

// SAFETY: by the contract of `Flat` the value consists of `f32`s or `f64`s only, which any thread may own.
unsafe impl<T: Scalar, F: Flat<T>> Send for Portable<T, F> {}

// SAFETY: as above, and none of them can change behind a shared reference.
unsafe impl<T: Scalar, F: Flat<T>> Sync for Portable<T, F> {}

impl<T: Scalar, F: Flat<T>> Portable<T, F> {
    pub(super) fn zeros() -> Self {
        Self { value: F::zeros_boxed(), scalar: PhantomData }
    }
}
