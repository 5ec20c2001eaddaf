//! One flat slice over a set of parameters: the layout marker and the few lines of `unsafe` that stand on it.

use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};

use nalgebra::SMatrix;

use crate::Scalar;

/// Memory that is values of `T`, one after the other, and nothing else.
///
/// `()`, every nalgebra matrix of fixed size, [`DenseParameters`](crate::layers::DenseParameters) and every network are
/// `Flat`, so a layer outside this library needs no `unsafe` to have parameters.
///
/// # Safety
///
/// The type is `T`, or a `repr(C)` struct, `repr(transparent)` struct or array of `Flat<T>` types only. Then it has no
/// padding, the alignment of `T` (or 1, if it holds nothing) and is valid when every byte is zero; and any thread may have
/// it and see it, as numbers may.
///
/// A struct may be aligned more, `repr(C, align(64))`, if it says itself how many values its fields have together, in
/// [`COUNT`](Flat::COUNT); what follows them is padding.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not flat memory of `{T}`",
    note = "parameters are `()`, a nalgebra matrix of fixed size, or the parameters of another layer"
)]
pub unsafe trait Flat<T: Scalar>: Sized + 'static {
    /// How many values there are.
    const COUNT: usize = {
        assert!(size_of::<Self>().is_multiple_of(size_of::<T>()), "a flat type holds whole values");
        assert!(align_of::<Self>() <= align_of::<T>(), "a flat type is aligned like its values");
        size_of::<Self>() / size_of::<T>()
    };

    /// All values, in the order of the fields; a matrix column by column.
    #[inline(always)]
    fn as_slice(&self) -> &[T] {
        if Self::COUNT == 0 {
            // A type that holds nothing may stand at an address that is not aligned for `T`.
            return &[];
        }
        // SAFETY: by the contract of `Flat` the referent is `COUNT` initialized values of `T`, suitably aligned.
        unsafe { core::slice::from_raw_parts((&raw const *self).cast(), Self::COUNT) }
    }

    /// All values, to write to.
    #[inline(always)]
    fn as_mut_slice(&mut self) -> &mut [T] {
        if Self::COUNT == 0 {
            return &mut [];
        }
        // SAFETY: as in `as_slice`; every bit pattern is a value of `T`, so nothing written can break the referent.
        unsafe { core::slice::from_raw_parts_mut((&raw mut *self).cast(), Self::COUNT) }
    }

    /// All zero, in memory of the caller's.
    ///
    /// ```
    /// # use ffnn_core::{Flat, nalgebra::Matrix3};
    /// use std::mem::MaybeUninit;
    ///
    /// let mut place = MaybeUninit::uninit();
    /// let matrix: &mut Matrix3<f32> = Flat::<f32>::zeros_in(&mut place);
    /// assert_eq!(*matrix, Matrix3::zeros());
    /// ```
    fn zeros_in(place: &mut MaybeUninit<Self>) -> &mut Self {
        // SAFETY: by the contract of `Flat` memory of zeros is a value of this type.
        unsafe {
            place.as_mut_ptr().write_bytes(0, 1);
            place.assume_init_mut()
        }
    }

    /// A copy in memory of the caller's, without ever having been on the stack.
    fn clone_in<'a>(&self, place: &'a mut MaybeUninit<Self>) -> &'a mut Self {
        let copy = Self::zeros_in(place);
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }

    /// All zero, on the heap, without ever having been on the stack.
    #[cfg(feature = "alloc")]
    fn zeros_boxed() -> alloc::boxed::Box<Self> {
        // SAFETY: by the contract of `Flat` memory of zeros is a value of this type.
        unsafe { alloc::boxed::Box::<Self>::new_zeroed().assume_init() }
    }

    /// A copy on the heap, without ever having been on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        let mut copy = Self::zeros_boxed();
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

// SAFETY: no value at all.
unsafe impl<T: Scalar> Flat<T> for () {}

// SAFETY: `SMatrix` is `repr(C)` around `ArrayStorage`, which is `repr(transparent)` around `[[T; R]; C]`; its other
// fields are `PhantomData`. `COUNT` asserts the size, and a test the order.
unsafe impl<T: Scalar, const R: usize, const C: usize> Flat<T> for SMatrix<T, R, C> {}

// SAFETY: an array of flat values.
unsafe impl<T: Scalar, P: Flat<T>, const N: usize> Flat<T> for [P; N] {
    const COUNT: usize = {
        assert!(size_of::<P>() == P::COUNT * size_of::<T>(), "what is padded is not flat side by side");
        N * P::COUNT
    };
}

/// A value that starts at a cache line: what the optimizers' loops read and write side by side, where vectors that lie
/// across two lines take three times as long.
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

/// A copy by value, for the `Clone` of expansions.
#[doc(hidden)]
pub const fn copy_flat<T: Scalar, F: Flat<T>>(flat: &F) -> F {
    // SAFETY: by the contract of `Flat` the referent is numbers, which own nothing.
    unsafe { core::ptr::read(flat) }
}

/// Numbers, and perhaps padding between them that nobody reads: what a frozen network is made of.
///
/// # Safety
///
/// Memory is a value of this type whatever its bytes are, all zero among others, and owns nothing.
pub unsafe trait Plain: Sized + 'static {}

// SAFETY: no value at all.
unsafe impl Plain for () {}

// SAFETY: every bit pattern is a number.
unsafe impl Plain for f32 {}

// SAFETY: as above.
unsafe impl Plain for f64 {}

// SAFETY: plain values side by side.
unsafe impl<P: Plain, const N: usize> Plain for [P; N] {}

// SAFETY: a plain value, and then padding.
unsafe impl<P: Plain> Plain for Aligned<P> {}

// SAFETY: as many values as in its only field, and then padding.
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
