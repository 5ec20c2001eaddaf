//! A flat slice over a set of parameters: the marker trait of the layout, and the `unsafe` code that relies on it.

use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};

use nalgebra::SMatrix;

use crate::Scalar;

/// A type whose memory consists of values of `T`, one after the other, and nothing else.
///
/// `()`, every nalgebra matrix of fixed size, [`DenseParameters`](crate::layers::DenseParameters) and every network are
/// `Flat`, so a layer outside this library needs no `unsafe` to have parameters.
///
/// # Safety
///
/// The type is `T`, or a `repr(C)` struct, `repr(transparent)` struct or array of `Flat<T>` types only. It then has no
/// padding, has the alignment of `T` (or 1, if it is empty), is valid when every byte is zero, and can be sent to and
/// shared between threads like numbers.
///
/// A struct may have a larger alignment, `repr(C, align(64))`, if it defines [`COUNT`](Flat::COUNT) as the number of
/// values in its fields; the rest is padding.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not flat memory of `{T}`",
    note = "parameters are `()`, a nalgebra matrix of fixed size, or the parameters of another layer"
)]
pub unsafe trait Flat<T: Scalar>: Sized + 'static {
    /// The number of values.
    const COUNT: usize = {
        assert!(
            size_of::<Self>().is_multiple_of(size_of::<T>()),
            "expected the size of a flat type to be a multiple of its number's size"
        );
        assert!(align_of::<Self>() <= align_of::<T>(), "expected a flat type to be aligned like its numbers");
        size_of::<Self>() / size_of::<T>()
    };

    /// Returns all values, in the order of the fields; a matrix column by column.
    #[inline(always)]
    fn as_slice(&self) -> &[T] {
        if Self::COUNT == 0 {
            // An empty type may have an address that is not aligned for `T`.
            return &[];
        }
        // SAFETY: by the contract of `Flat`, the referent is `COUNT` initialized values of `T`, suitably aligned.
        unsafe { core::slice::from_raw_parts((&raw const *self).cast(), Self::COUNT) }
    }

    /// Returns all values for writing.
    #[inline(always)]
    fn as_mut_slice(&mut self) -> &mut [T] {
        if Self::COUNT == 0 {
            return &mut [];
        }
        // SAFETY: like `as_slice`; every bit pattern is a value of `T`, so no write can make the referent invalid.
        unsafe { core::slice::from_raw_parts_mut((&raw mut *self).cast(), Self::COUNT) }
    }

    /// Writes zeros to memory of the caller.
    ///
    /// ```
    /// # use ffnn::{Flat, nalgebra::Matrix3};
    /// use std::mem::MaybeUninit;
    ///
    /// let mut place = MaybeUninit::uninit();
    /// let matrix: &mut Matrix3<f32> = Flat::<f32>::zeros_in(&mut place);
    /// assert_eq!(*matrix, Matrix3::zeros());
    /// ```
    fn zeros_in(place: &mut MaybeUninit<Self>) -> &mut Self {
        // SAFETY: by the contract of `Flat`, zeroed memory is a value of this type.
        unsafe {
            place.as_mut_ptr().write_bytes(0, 1);
            place.assume_init_mut()
        }
    }

    /// Copies the value to memory of the caller, without a copy on the stack.
    fn clone_in<'a>(&self, place: &'a mut MaybeUninit<Self>) -> &'a mut Self {
        let copy = Self::zeros_in(place);
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }

    /// Returns zeros on the heap, without a copy on the stack.
    #[cfg(feature = "alloc")]
    fn zeros_boxed() -> alloc::boxed::Box<Self> {
        // SAFETY: by the contract of `Flat`, zeroed memory is a value of this type.
        unsafe { alloc::boxed::Box::<Self>::new_zeroed().assume_init() }
    }

    /// Returns a copy on the heap, without a copy on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        let mut copy = Self::zeros_boxed();
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

// SAFETY: the type is empty.
unsafe impl<T: Scalar> Flat<T> for () {}

// SAFETY: `SMatrix` is `repr(C)` around `ArrayStorage`, which is `repr(transparent)` around `[[T; R]; C]`; its other
// fields are `PhantomData`. `COUNT` asserts the size, and a test the order.
unsafe impl<T: Scalar, const R: usize, const C: usize> Flat<T> for SMatrix<T, R, C> {}

// SAFETY: an array of flat values.
unsafe impl<T: Scalar, P: Flat<T>, const N: usize> Flat<T> for [P; N] {
    const COUNT: usize = {
        assert!(size_of::<P>() == P::COUNT * size_of::<T>(), "an array of padded values is not flat");
        N * P::COUNT
    };
}

/// A value that starts at a cache line. The loops of optimizers read and write such values side by side, and vectors
/// that cross two lines take three times as long.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Aligned<P>(pub P);

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

/// Returns a copy by value, for the `Clone` of expansions.
#[doc(hidden)]
pub const fn copy_flat<T: Scalar, F: Flat<T>>(flat: &F) -> F {
    // SAFETY: by the contract of `Flat`, the referent consists of numbers, which own nothing.
    unsafe { core::ptr::read(flat) }
}

/// Numbers, possibly with unused padding between them: the memory of a frozen network.
///
/// # Safety
///
/// Any bytes, including all zeros, are a valid value of this type, and it owns nothing.
pub unsafe trait Plain: Sized + 'static {}

// SAFETY: the type is empty.
unsafe impl Plain for () {}

// SAFETY: every bit pattern is a valid number.
unsafe impl Plain for f32 {}

// SAFETY: every bit pattern is a valid number.
unsafe impl Plain for f64 {}

// SAFETY: plain values without anything between them.
unsafe impl<P: Plain, const N: usize> Plain for [P; N] {}

// SAFETY: a plain value followed by padding.
unsafe impl<P: Plain> Plain for Aligned<P> {}

// SAFETY: the values of its only field, followed by padding.
unsafe impl<T: Scalar, P: Flat<T>> Flat<T> for Aligned<P> {
    const COUNT: usize = P::COUNT;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_flat_column_by_column() {
        let mut matrix = SMatrix::<f64, 2, 3>::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assert_eq!(Flat::as_slice(&matrix), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        Flat::as_mut_slice(&mut matrix)[2] = 9.0;
        assert_eq!(matrix[(0, 1)], 9.0);
    }

    #[test]
    fn nothing_is_an_empty_slice() {
        assert_eq!(Flat::<f32>::as_slice(&()), []);
    }

    #[test]
    #[cfg(feature = "alloc")]
    fn boxes_start_at_zero_and_copies_are_equal() {
        let mut values = <[SMatrix<f32, 300, 784>; 4]>::zeros_boxed();
        assert!(Flat::as_slice(&*values).iter().all(|&value: &f32| value == 0.0));
        Flat::as_mut_slice(&mut *values)[7] = 1.5;
        assert_eq!(Flat::as_slice(&*values.clone_boxed()), Flat::as_slice(&*values));
    }
}
