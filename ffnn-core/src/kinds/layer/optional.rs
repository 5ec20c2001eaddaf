use nalgebra::SVector;

use crate::{Flat, Scalar};

/// A vector that a layer learns, or `()` if it is declared without it.
pub trait Optional<T: Scalar, const N: usize>: Flat<T> {
    /// Its values, if there are any.
    fn values(&self) -> Option<&[T; N]>;
    /// The same to write to.
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

/// The type of a vector that is learned if `LEARNED` says so; of `()`, because it depends on that constant alone.
pub trait Learned<const LEARNED: bool> {
    /// A vector or nothing.
    type Vector<T: Scalar, const N: usize>: Optional<T, N>;
}

impl Learned<true> for () {
    type Vector<T: Scalar, const N: usize> = SVector<T, N>;
}

impl Learned<false> for () {
    type Vector<T: Scalar, const N: usize> = ();
}
