//! A flat slice over a set of parameters: the marker trait of the layout, the code that relies on it, and the macro that
//! proves it.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use nalgebra::SMatrix;

use crate::Scalar;

/// A type whose memory consists of values of `T`, one after the other, and nothing else.
///
/// `()`, every nalgebra matrix of fixed size, [`DenseParameters`](crate::layers::DenseParameters) and every network are
/// `Flat`. [`layout!`](crate::layout) implements it for a struct of such fields, without `unsafe` in your crate.
///
/// # Safety
///
/// The type is `T`, or a `repr(C)` struct, `repr(transparent)` struct or array of `Flat<T>` types only. It then has no
/// padding, has the alignment of `T` (or 1, if it is empty), is valid when every byte is zero, owns nothing, and can be
/// sent to and shared between threads like numbers.
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

/// Returns a copy by value, for the `Clone` of expansions.
#[doc(hidden)]
pub const fn copy_flat<T: Scalar, F: Flat<T>>(flat: &F) -> F {
    let _ = F::COUNT;
    // SAFETY: by the contract of `Flat`, the referent consists of numbers, which own nothing.
    unsafe { core::ptr::read(flat) }
}

// SAFETY: the type is empty.
unsafe impl<T: Scalar, U: 'static> Flat<T> for PhantomData<U> {
    const COUNT: usize = 0;
}

/// Implements [`Flat`] or [`Plain`](crate::Plain) for a struct, without `unsafe` at the call.
///
/// ```
/// use ffnn::nalgebra::SVector;
/// use ffnn::{Flat, Scalar, layout};
///
/// #[repr(C)]
/// struct Wave<T, const N: usize> {
///     frequency: SVector<T, N>,
///     phase: SVector<T, N>,
/// }
///
/// layout! { impl[T: Scalar, const N: usize] Flat<T> for Wave<T, N> { frequency, phase } }
/// ```
///
/// All fields are listed, in order; the generics are in brackets. While the program is compiled, the macro proves that
///
/// - every field implements the trait,
/// - no field is missing in the list,
/// - the fields are where `#[repr(C)]` puts them, for `Flat` without padding between them,
/// - the type owns nothing.
///
/// In an implementation of `Plain`, `field: Flat<T>` stands for a field that is `Flat` instead.
///
/// A struct with padding between its values is refused:
///
/// ```compile_fail
/// #[repr(C)]
/// struct Padded {
///     lines: ffnn::Aligned<[[f32; 1]; 3]>,
///     rest: [[f32; 1]; 3],
/// }
///
/// ffnn::layout! { impl[] Flat<f32> for Padded { lines, rest } }
/// const COUNT: usize = <Padded as ffnn::Flat<f32>>::COUNT;
/// ```
// Locals have names that no caller has, because a pattern would mean a constant of the caller with its name.
#[macro_export]
macro_rules! layout {
    (impl[$($generics:tt)*] Flat<$scalar:ty> for $type:ty { $($field:tt),* $(,)? }) => {
        // SAFETY: the constant proves that every field is flat, that each starts where the one before ends, that none is
        // missing, and that at most padding to the type's alignment follows the last.
        unsafe impl<$($generics)*> $crate::Flat<$scalar> for $type {
            const COUNT: ::core::primitive::usize = {
                let _: fn(&Self) = |Self { $($field: _),* }| ();
                let __layout_count = 0;
                $(
                    let __layout_count = $crate::expansion::proof::next_flat::<$scalar, Self, _>(
                        __layout_count,
                        ::core::mem::offset_of!(Self, $field),
                        |Self { $field: __layout_field, .. }| __layout_field,
                    );
                )*
                $crate::expansion::proof::all_flat::<$scalar, Self>(__layout_count)
            };
        }
    };
    (impl[$($generics:tt)*] Plain for $type:ty { $($field:tt $(: Flat<$scalar:ty>)?),* $(,)? }) => {
        // SAFETY: every field is plain or flat, none is missing, and the type needs no destructor.
        unsafe impl<$($generics)*> $crate::Plain for $type {
            const LAYOUT: () = {
                let __layout_end = 0;
                $(
                    let __layout_end = $crate::expansion::proof::next_plain::<Self, _>(
                        __layout_end,
                        ::core::mem::offset_of!(Self, $field),
                        |Self { $field: __layout_field, .. }| __layout_field,
                    );
                )*
                $crate::expansion::proof::all_plain::<Self>(__layout_end)
            };

            fn write_bytes(&self, __layout_bytes: &mut [::core::primitive::u8]) {
                let Self { $($field: _),* } = self;
                $(
                    let Self { $field: __layout_field, .. } = self;
                    let __layout_part = $crate::expansion::proof::part(self, __layout_field, __layout_bytes);
                    $crate::layout!(@write __layout_field __layout_part $($scalar)?);
                )*
            }
        }
    };
    (@write $field:ident $bytes:ident) => { $crate::Plain::write_bytes($field, $bytes) };
    (@write $field:ident $bytes:ident $scalar:ty) => { $crate::expansion::proof::write_flat::<$scalar, _>($field, $bytes) };
}

/// The checks of [`layout!`](crate::layout). Not public API.
pub mod proof {
    use super::Flat;
    use crate::Scalar;

    /// Returns the number of values up to the end of a field that follows `count` values.
    pub const fn next_flat<T: Scalar, S, F: Flat<T>>(count: usize, offset: usize, _: fn(&S) -> &F) -> usize {
        assert!(
            offset == count * size_of::<T>(),
            "expected `repr(C)`, and no padding between the values of a flat type"
        );
        count + F::COUNT
    }

    /// Returns the number of values of a type whose fields have `count`.
    pub const fn all_flat<T: Scalar, S>(count: usize) -> usize {
        assert!(
            size_of::<S>() == (count * size_of::<T>()).next_multiple_of(align_of::<S>()),
            "expected nothing but padding to the alignment after the values of a flat type"
        );
        assert!(!core::mem::needs_drop::<S>(), "expected a flat type to own nothing");
        count
    }

    /// Returns the end of a field that follows one that ends at `end`.
    pub const fn next_plain<S, F>(end: usize, offset: usize, _: fn(&S) -> &F) -> usize {
        assert!(offset == end.next_multiple_of(align_of::<F>()), "expected a plain type to be `repr(C)`");
        offset + size_of::<F>()
    }

    /// Returns the bytes of a field within those of the whole.
    pub fn part<'a, S, F>(whole: &S, field: &F, bytes: &'a mut [u8]) -> &'a mut [u8] {
        let start = core::ptr::from_ref(field).addr() - core::ptr::from_ref(whole).addr();
        &mut bytes[start..start + size_of::<F>()]
    }

    /// Checks the size of a type whose last field ends at `end`.
    pub const fn all_plain<S>(end: usize) {
        assert!(size_of::<S>() == end.next_multiple_of(align_of::<S>()), "expected a plain type to be `repr(C)`");
        assert!(!core::mem::needs_drop::<S>(), "expected a plain type to own nothing");
    }

    /// Writes the bytes of all values to `bytes`.
    pub fn write_flat<T: Scalar, F: Flat<T>>(flat: &F, bytes: &mut [u8]) {
        for (value, bytes) in flat.as_slice().iter().zip(bytes.chunks_exact_mut(size_of::<T>())) {
            value.write_bytes(bytes);
        }
    }
}

/// Returns the value with these numbers, given as bytes in the processor's order; padding is zero.
pub(crate) const fn from_bytes<T: Scalar, F: Flat<T>, const BYTES: usize>(bytes: &[u8; BYTES]) -> F {
    assert!(BYTES == F::COUNT * size_of::<T>(), "expected as many bytes as the network has");
    let mut flat = MaybeUninit::<F>::zeroed();
    // SAFETY: by the contract of `Flat`, the type starts with as many numbers as there are bytes for, every bit pattern of
    // which is a value, and the rest is padding.
    unsafe {
        flat.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), BYTES);
        flat.assume_init()
    }
}

/// Returns zeros.
pub(crate) const fn zeros<T: Scalar, F: Flat<T>>() -> F {
    // SAFETY: by the contract of `Flat`, zeroed memory is a value of this type.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

/// A flat value on the heap that can be sent to and shared with other threads.
///
/// `Send` and `Sync` could be bounds of [`Flat`] instead, but then the compiler would report a layer that does not fit
/// into a network once more for each bound.
#[cfg(feature = "std")]
pub(crate) struct Portable<T, F> {
    pub(crate) value: alloc::boxed::Box<F>,
    scalar: PhantomData<T>,
}

// SAFETY: by the contract of `Flat` the value consists of `f32`s or `f64`s only, which any thread may own.
#[cfg(feature = "std")]
unsafe impl<T: Scalar, F: Flat<T>> Send for Portable<T, F> {}

// SAFETY: as above, and none of them can change behind a shared reference.
#[cfg(feature = "std")]
unsafe impl<T: Scalar, F: Flat<T>> Sync for Portable<T, F> {}

#[cfg(feature = "std")]
impl<T: Scalar, F: Flat<T>> Portable<T, F> {
    /// Returns zeros.
    pub(crate) fn zeros() -> Self {
        Self { value: F::zeros_boxed(), scalar: PhantomData }
    }
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
