//! Rows of weights, side by side or each at a cache line of its own.

use crate::{Aligned, Scalar};

/// `N` values, and then perhaps some that are never read.
///
/// # Safety
///
/// It starts with `N` values of `T` and is as long as a whole number of them, and as aligned or more.
pub unsafe trait Row<T, const N: usize>: Sized {
    /// How many values further the next one starts.
    const STRIDE: usize = size_of::<Self>() / size_of::<T>();

    /// The `N` values.
    #[inline(always)]
    fn values(&self) -> &[T; N] {
        // SAFETY: it starts with them.
        unsafe { &*(&raw const *self).cast() }
    }

    /// The same, to write to.
    #[inline(always)]
    fn values_mut(&mut self) -> &mut [T; N] {
        // SAFETY: it starts with them.
        unsafe { &mut *(&raw mut *self).cast() }
    }
}

// SAFETY: the array itself.
unsafe impl<T: Scalar, const N: usize> Row<T, N> for [T; N] {}

// SAFETY: its only field comes first, and a cache line is a whole number of values.
unsafe impl<T: Scalar, const N: usize> Row<T, N> for Aligned<[T; N]> {}

/// Some rows, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    pub(super) first: *const T,
    pub(super) stride: usize,
    width: usize,
    lifetime: core::marker::PhantomData<&'a [T]>,
}

impl<'a, T: Scalar> Rows<'a, T> {
    /// All of `rows`.
    #[inline(always)]
    pub fn new<R: Row<T, N>, const N: usize>(rows: &'a [R]) -> Self {
        let first = rows.as_ptr().cast();
        Self { first, stride: R::STRIDE, width: N, lifetime: core::marker::PhantomData }
    }

    /// All of `rows`, which lie one after the other, each of `width` values.
    pub(super) fn flat(rows: &'a [T], width: usize) -> Self {
        Self { first: rows.as_ptr(), stride: width, width, lifetime: core::marker::PhantomData }
    }

    /// How long each is.
    pub(super) fn width(&self) -> usize {
        self.width
    }
}
