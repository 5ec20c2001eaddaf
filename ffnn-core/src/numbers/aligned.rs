use core::ops::{Deref, DerefMut};

use crate::{Flat, Plain, Scalar};

/// A value that starts at a cache line. The loops of optimizers read and write such values side by side, and vectors
/// that cross two lines take three times as long.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Aligned<P>(pub P);

crate::layout! { impl[T: Scalar, P: Flat<T>] Flat<T> for Aligned<P> { 0 } }
crate::layout! { impl[P: Plain] Plain for Aligned<P> { 0 } }

impl<P> Deref for Aligned<P> {
    type Target = P;

    #[inline(always)]
    fn deref(&self) -> &P {
        &self.0
    }
}

impl<P> DerefMut for Aligned<P> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut P {
        &mut self.0
    }
}
