use nalgebra::SVector;

use crate::{Flat, Scalar};

/// A learned vector, or `()` if the layer is declared without it.
pub trait Optional<T: Scalar, const N: usize>: Flat<T> {
    /// Returns the values, if there are any.
    fn values(&self) -> Option<&[T; N]>;
    /// Returns the values for writing, if there are any.
    fn values_mut(&mut self) -> Option<&mut [T; N]>;
}

impl<T: Scalar, const N: usize> Optional<T, N> for SVector<T, N> {
    #[inline(always)]
    fn values(&self) -> Option<&[T; N]> {
        Some(&self.data.0[0])
    }

    #[inline(always)]
    fn values_mut(&mut self) -> Option<&mut [T; N]> {
        Some(&mut self.data.0[0])
    }
}

impl<T: Scalar, const N: usize> Optional<T, N> for () {
    #[inline(always)]
    fn values(&self) -> Option<&[T; N]> {
        None
    }

    #[inline(always)]
    fn values_mut(&mut self) -> Option<&mut [T; N]> {
        None
    }
}

/// Maps a constant to the type of a vector that is learned only if `LEARNED` is true. Implemented for `()`, because the
/// type depends on that constant alone.
pub trait Learned<const LEARNED: bool> {
    /// A vector or `()`.
    type Vector<T: Scalar, const N: usize>: Optional<T, N>;
}

impl Learned<true> for () {
    type Vector<T: Scalar, const N: usize> = SVector<T, N>;
}

impl Learned<false> for () {
    type Vector<T: Scalar, const N: usize> = ();
}
