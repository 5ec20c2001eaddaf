//! Plain numbers in memory: zeros, copies and images of them, and memory of the caller that is written part by part.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// Numbers, possibly with unused padding between them: the memory of a frozen network.
///
/// [`layout!`](crate::layout) implements it for a struct.
///
/// # Safety
///
/// Any bytes, including all zeros, are a valid value of this type, and it owns nothing.
pub unsafe trait Plain: Sized + 'static {
    /// The proof that nothing is owned and that the fields are where `repr(C)` puts them, so that an image means the same
    /// in every program.
    #[doc(hidden)]
    const LAYOUT: () = ();

    /// Writes the bytes of all numbers to their places in `bytes`, which is as long as the value, and skips padding.
    #[doc(hidden)]
    fn write_bytes(&self, bytes: &mut [u8]);
}

// SAFETY: the type is empty.
unsafe impl Plain for () {
    fn write_bytes(&self, _: &mut [u8]) {}
}

// SAFETY: the type is empty, and can be created from nothing.
unsafe impl<T: 'static> Plain for PhantomData<T> {
    fn write_bytes(&self, _: &mut [u8]) {}
}

macro_rules! numbers {
    ($($number:ident)+) => { $(
        // SAFETY: every bit pattern is a valid number.
        unsafe impl Plain for $number {
            fn write_bytes(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_ne_bytes());
            }
        }
    )+ };
}

numbers! { f32 f64 i8 i16 i32 u8 }

// SAFETY: plain values without anything between them.
unsafe impl<P: Plain, const N: usize> Plain for [P; N] {
    const LAYOUT: () = P::LAYOUT;

    fn write_bytes(&self, bytes: &mut [u8]) {
        for (value, bytes) in self.iter().zip(bytes.chunks_exact_mut(size_of::<P>().max(1))) {
            value.write_bytes(bytes);
        }
    }
}

/// Returns zeros.
pub(crate) const fn zeros<P: Plain>() -> P {
    // SAFETY: by the contract of `Plain`, zeroed memory is a value of this type.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

/// Returns zeros on the heap, without a copy on the stack.
#[cfg(feature = "alloc")]
pub(crate) fn zeros_boxed<P: Plain>() -> alloc::boxed::Box<P> {
    // SAFETY: by the contract of `Plain`, zeroed memory is a value of this type.
    unsafe { alloc::boxed::Box::<P>::new_zeroed().assume_init() }
}

/// Returns a copy.
pub(crate) const fn copy<P: Plain>(value: &P) -> P {
    let () = P::LAYOUT;
    // SAFETY: a plain value owns nothing, so a copy of its bytes is an independent value.
    unsafe { core::ptr::read(value) }
}

/// Returns a copy on the heap, without a copy on the stack.
#[cfg(feature = "alloc")]
pub(crate) fn copy_boxed<P: Plain>(value: &P) -> alloc::boxed::Box<P> {
    let () = P::LAYOUT;
    let mut copy = alloc::boxed::Box::<P>::new_uninit();
    // SAFETY: a plain value owns nothing, so a copy of its bytes is an independent value.
    unsafe {
        copy.as_mut_ptr().copy_from_nonoverlapping(value, 1);
        copy.assume_init()
    }
}

/// Returns the value with these bytes.
pub(crate) const fn from_bytes<P: Plain, const BYTES: usize>(bytes: &[u8; BYTES]) -> P {
    const { assert!(BYTES == size_of::<P>(), "expected as many bytes as the type has") }
    let () = P::LAYOUT;
    let mut value = MaybeUninit::<P>::uninit();
    // SAFETY: the number of bytes is right, and by the contract of `Plain` any bytes are a value.
    unsafe {
        value.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), BYTES);
        value.assume_init()
    }
}

/// Returns the bytes of a value; padding is zero.
#[cfg(feature = "alloc")]
pub(crate) fn to_bytes<P: Plain>(value: &P) -> alloc::vec::Vec<u8> {
    let () = P::LAYOUT;
    let mut bytes = alloc::vec![0; size_of::<P>()];
    value.write_bytes(&mut bytes);
    bytes
}

/// Lets `write` initialize `place`, and returns what it wrote.
///
/// # Panics
///
/// If `write` returns another place.
pub(crate) fn written<S>(
    place: &mut MaybeUninit<S>,
    write: impl for<'a> FnOnce(&'a mut MaybeUninit<S>) -> &'a mut S,
) -> &mut S {
    let expected = place.as_ptr();
    let found = write(place);
    assert!(core::ptr::eq(found, expected), "expected memory of the caller to be returned once it is written");
    found
}

/// Lets `write` initialize a value on the heap, without a copy on the stack.
///
/// # Panics
///
/// If `write` returns another place.
#[cfg(feature = "alloc")]
pub(crate) fn written_boxed<S>(
    write: impl for<'a> FnOnce(&'a mut MaybeUninit<S>) -> &'a mut S,
) -> alloc::boxed::Box<S> {
    let mut place = alloc::boxed::Box::new_uninit();
    written(&mut place, write);
    // SAFETY: `written` has checked that `write` returned this place as a value, and only an initialized one is one.
    unsafe { place.assume_init() }
}

/// Initializes a struct or a tuple in memory of the caller, field by field: `written_fields!(place, Type { field: write,
/// … })` or `written_fields!(place, (0: write, …))`, each `write` as for [`written`].
macro_rules! written_fields {
    ($place:expr, ($($field:tt: $write:expr),+ $(,)?)) => {
        $crate::numbers::plain::written_fields!(@ $place, ($($crate::numbers::plain::written_fields!(_ $field)),+,), $($field: $write),+)
    };
    ($place:expr, $type:ident { $($field:tt: $write:expr),+ $(,)? }) => {
        $crate::numbers::plain::written_fields!(@ $place, $type { $($field: _),+ }, $($field: $write),+)
    };
    (_ $field:tt) => { _ };
    (@ $place:expr, $all:pat, $($field:tt: $write:expr),+) => {{
        let place = $place;
        let whole = ::core::mem::MaybeUninit::as_mut_ptr(place);
        $(
            // SAFETY: the field lies within `place`, and memory of any kind is a `MaybeUninit`.
            let part = unsafe { $crate::numbers::plain::uninitialized(&raw mut (*whole).$field) };
            $crate::numbers::plain::written(part, $write);
        )+
        // SAFETY: every field has been written.
        let value = unsafe { ::core::mem::MaybeUninit::assume_init_mut(place) };
        // The compiler refuses this pattern if a field is missing.
        let $all = &*value;
        value
    }};
}
pub(crate) use written_fields;

/// Refers to a part of uninitialized memory.
///
/// # Safety
///
/// Like those of a mutable reference, for any contents of the memory.
pub(crate) unsafe fn uninitialized<'a, F>(part: *mut F) -> &'a mut MaybeUninit<F> {
    // SAFETY: guaranteed by the caller.
    unsafe { &mut *part.cast() }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use core::sync::atomic::{AtomicPtr, Ordering};

    use super::*;

    #[derive(Debug, PartialEq)]
    #[repr(C)]
    struct Spaced {
        byte: u8,
        number: f32,
        rest: [i16; 3],
    }

    crate::layout! { impl[] Plain for Spaced { byte, number, rest } }

    #[test]
    fn an_image_has_zeros_for_padding_and_is_read_back() {
        let value = Spaced { byte: 7, number: 1.5, rest: [1, -2, 3] };
        let bytes = to_bytes(&value);
        assert_eq!(bytes[1..4], [0; 3]);
        assert_eq!(bytes[14..], [0; 2]);
        let bytes: [u8; 16] = bytes.try_into().expect("as many bytes as the value has");
        assert_eq!(from_bytes::<Spaced, 16>(&bytes), value);
        assert_eq!(*copy_boxed(&value), copy(&value));
        assert_eq!(*zeros_boxed::<Spaced>(), zeros());
    }

    #[test]
    fn fields_are_written_in_place() {
        struct Parts {
            a: u64,
            b: [u8; 3],
        }
        let mut place = MaybeUninit::<Parts>::uninit();
        let parts = written_fields!(&mut place, Parts { a: |a| a.write(7), b: |b| b.write([1, 2, 3]) });
        assert_eq!((parts.a, parts.b), (7, [1, 2, 3]));
    }

    #[test]
    #[should_panic(expected = "expected memory of the caller")]
    fn another_place_is_noticed() {
        // Where a search for leaks finds it.
        static KEPT: AtomicPtr<u64> = AtomicPtr::new(core::ptr::null_mut());
        written_boxed::<u64>(|_| {
            let elsewhere = alloc::boxed::Box::leak(alloc::boxed::Box::new(1));
            KEPT.store(elsewhere, Ordering::Relaxed);
            elsewhere
        });
    }
}
