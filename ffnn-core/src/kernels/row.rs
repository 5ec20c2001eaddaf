//! Rows of weights, either contiguous or each at a cache line.

use crate::{Aligned, Scalar};

/// Seals [`Row`], because products read rows at the distance that it states.
pub(super) mod sealed {
    pub trait Sealed {}
    impl<T, const N: usize> Sealed for [T; N] {}
    impl<P: Sealed> Sealed for crate::Aligned<P> {}
}

/// `N` values, possibly followed by padding: an array, or one at a cache line.
///
/// The type starts with `N` values of `T`, its size is a multiple of that of `T`, and it is at least as aligned as `T`.
pub trait Row<T, const N: usize>: sealed::Sealed + Sized {
    /// Distance between consecutive rows, in values.
    const STRIDE: usize = size_of::<Self>() / size_of::<T>();

    /// Returns the `N` values.
    fn values(&self) -> &[T; N];

    /// Returns the `N` values for writing.
    fn values_mut(&mut self) -> &mut [T; N];
}

impl<T: Scalar, const N: usize> Row<T, N> for [T; N] {
    #[inline(always)]
    fn values(&self) -> &[T; N] {
        self
    }

    #[inline(always)]
    fn values_mut(&mut self) -> &mut [T; N] {
        self
    }
}

impl<T: Scalar, const N: usize> Row<T, N> for Aligned<[T; N]> {
    #[inline(always)]
    fn values(&self) -> &[T; N] {
        self
    }

    #[inline(always)]
    fn values_mut(&mut self) -> &mut [T; N] {
        self
    }
}

/// A sequence of rows, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    pub(super) first: *const T,
    pub(super) stride: usize,
    width: usize,
    lifetime: core::marker::PhantomData<&'a [T]>,
}

impl<'a, T: Scalar> Rows<'a, T> {
    /// Refers to all of `rows`.
    #[inline(always)]
    pub fn new<R: Row<T, N>, const N: usize>(rows: &'a [R]) -> Self {
        let first = rows.as_ptr().cast();
        Self { first, stride: R::STRIDE, width: N, lifetime: core::marker::PhantomData }
    }

    /// Refers to all of `rows`, which are contiguous, each with `width` values.
    pub(super) fn flat(rows: &'a [T], width: usize) -> Self {
        Self { first: rows.as_ptr(), stride: width, width, lifetime: core::marker::PhantomData }
    }

    /// Returns the number of values in a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }
}
