//! Vector registers: the few operations of products, for each level.
//!
//! Loops over arrays are vectorized by the compiler nearly everywhere. Products are the exception: the compiler may
//! vectorize across the wrong loop, which costs a factor of ten, so they use registers explicitly.

#![allow(clippy::missing_safety_doc, reason = "all methods have the preconditions stated on the trait")]
#![allow(clippy::needless_range_loop, reason = "indices shared by several arrays match the formula")]

#[cfg(target_arch = "x86_64")]
mod x86;

use core::marker::PhantomData;

use super::Level;
use crate::Scalar;

/// A vector register of a level. A value exists only where the processor has the level's instructions, so that
/// calculating with it is safe.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Simd<L: Level, T: Scalar>(T::Register<L>, PhantomData<L>);

impl<L: Level, T: Scalar> Clone for Simd<L, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: Level, T: Scalar> Copy for Simd<L, T> {}

impl<L: Level, T: Scalar> Simd<L, T> {
    /// Number of values.
    pub(super) const LANES: usize = <T::Register<L> as Register<T>>::LANES;

    /// Returns `value` in every lane.
    #[inline(always)]
    pub(super) fn splat(_: L, value: T) -> Self {
        // SAFETY: a level is proof of its instructions.
        Self(unsafe { T::Register::<L>::splat(value) }, PhantomData)
    }

    /// Loads the first `LANES` values.
    #[inline(always)]
    pub(super) fn load(level: L, from: &[T]) -> Self {
        assert!(from.len() >= Self::LANES, "expected as many values as a register holds");
        // SAFETY: there are as many values.
        unsafe { Self::load_from(level, from.as_ptr()) }
    }

    /// Loads all values, at most `LANES`, followed by zeros.
    #[inline(always)]
    pub(super) fn load_first(_: L, from: &[T]) -> Self {
        assert!(from.len() <= Self::LANES, "expected at most as many values as a register holds");
        // SAFETY: a level is proof of its instructions, and there are as many values.
        Self(unsafe { T::Register::<L>::load_first(from.as_ptr(), from.len()) }, PhantomData)
    }

    /// Loads `LANES` values.
    ///
    /// # Safety
    ///
    /// They must be readable.
    #[inline(always)]
    pub(super) unsafe fn load_from(_: L, from: *const T) -> Self {
        // SAFETY: a level is proof of its instructions; the rest is guaranteed by the caller.
        Self(unsafe { T::Register::<L>::load(from) }, PhantomData)
    }

    /// Stores `LANES` values at the start of `to`.
    #[inline(always)]
    pub(super) fn store(self, to: &mut [T]) {
        assert!(to.len() >= Self::LANES, "expected room for as many values as a register holds");
        // SAFETY: there is room for as many values.
        unsafe { self.store_to(to.as_mut_ptr()) }
    }

    /// Fills `to`, at most `LANES` values.
    #[inline(always)]
    pub(super) fn store_first(self, to: &mut [T]) {
        assert!(to.len() <= Self::LANES, "expected at most as many values as a register holds");
        // SAFETY: the value exists, and there is room for as many values.
        unsafe { self.0.store_first(to.as_mut_ptr(), to.len()) }
    }

    /// Stores `LANES` values.
    ///
    /// # Safety
    ///
    /// They must be writable.
    #[inline(always)]
    pub(super) unsafe fn store_to(self, to: *mut T) {
        // SAFETY: the value exists; the rest is guaranteed by the caller.
        unsafe { self.0.store(to) }
    }

    /// Computes `self + other`.
    #[inline(always)]
    pub(super) fn add(self, other: Self) -> Self {
        // SAFETY: the value exists.
        Self(unsafe { self.0.add(other.0) }, PhantomData)
    }

    /// Computes `self · factor + sum`, rounded once if the level is fused and twice otherwise.
    #[inline(always)]
    pub(super) fn mul_add(self, factor: Self, sum: Self) -> Self {
        // SAFETY: the value exists.
        Self(unsafe { self.0.mul_add(factor.0, sum.0) }, PhantomData)
    }

    /// Computes the hyperbolic tangent of each lane; only meaningful if the register [looks up](Register::LOOKS_UP).
    #[inline(always)]
    pub(super) fn tanh(self) -> Self {
        // SAFETY: the value exists.
        Self(unsafe { self.0.tanh() }, PhantomData)
    }

    /// Transposes a matrix with these numbers of rows and columns, both at least `LANES`, in square blocks. The last
    /// blocks overlap the ones before.
    #[inline(always)]
    pub(super) fn transpose(_: L, from: &[T], (rows, columns): (usize, usize), to: &mut [T]) {
        let side = Self::LANES;
        assert!(
            rows >= side && columns >= side && from.len() == rows * columns && to.len() == from.len(),
            "expected two matrices of the same size, with at least one block"
        );
        for row in (0..rows).step_by(side) {
            let row = row.min(rows - side);
            for column in (0..columns).step_by(side) {
                let column = column.min(columns - side);
                // SAFETY: the block ends within both matrices, and a level is proof of its instructions.
                unsafe {
                    let from = from.as_ptr().add(row * columns + column);
                    T::Register::<L>::transpose(from, columns, to.as_mut_ptr().add(column * rows + row), rows);
                }
            }
        }
    }
}

/// One vector register with values of `T`.
///
/// # Safety
///
/// For all methods, the processor must have the instructions of the level that the register belongs to, and `LANES`
/// values (or `count`, if given) must be readable or writable at the pointer.
pub trait Register<T>: Copy {
    /// Number of values.
    const LANES: usize;

    /// Returns `value` in every lane.
    unsafe fn splat(value: T) -> Self;
    /// Returns four values, each in every lane of its own register: one load and four shuffles, if there are such
    /// instructions.
    ///
    /// `zero` is zero in every lane. The compiler must not know that, because it would load each value separately.
    #[inline(always)]
    unsafe fn splat4(from: *const T, zero: Self) -> [Self; 4] {
        let _ = zero;
        // SAFETY: guaranteed by the caller.
        unsafe {
            [
                Self::splat(from.read()),
                Self::splat(from.add(1).read()),
                Self::splat(from.add(2).read()),
                Self::splat(from.add(3).read()),
            ]
        }
    }
    /// Loads `LANES` values.
    unsafe fn load(from: *const T) -> Self;
    /// Loads `count` values, at most `LANES`, followed by zeros.
    unsafe fn load_first(from: *const T, count: usize) -> Self;
    /// Loads the first `LANES / each` of `count` values, each repeated in `each` adjacent lanes; zeros where values are
    /// missing.
    #[inline(always)]
    unsafe fn spread(from: *const T, count: usize, each: usize) -> Self
    where
        T: crate::Scalar,
    {
        let mut values = [T::ZERO; 16];
        for lane in 0..Self::LANES {
            if lane / each < count {
                // SAFETY: guaranteed by the caller.
                values[lane] = unsafe { from.add(lane / each).read() };
            }
        }
        // SAFETY: no register has more than 16 lanes.
        unsafe { Self::load(values.as_ptr()) }
    }
    /// Stores `LANES` values.
    unsafe fn store(self, to: *mut T);
    /// Stores the first `count` values, at most `LANES`.
    unsafe fn store_first(self, to: *mut T, count: usize);
    /// Computes `self + other`.
    unsafe fn add(self, other: Self) -> Self;
    /// Transposes a block of `LANES` rows of `LANES` values; `from_row` and `to_row` are the distances between rows.
    #[inline(always)]
    unsafe fn transpose(from: *const T, from_row: usize, to: *mut T, to_row: usize)
    where
        T: Copy,
    {
        for r in 0..Self::LANES {
            for c in 0..Self::LANES {
                // SAFETY: guaranteed by the caller.
                unsafe { to.add(c * to_row + r).write(from.add(r * from_row + c).read()) };
            }
        }
    }
    /// Computes `self · factor + sum`, rounded once if the level is fused and twice otherwise.
    unsafe fn mul_add(self, factor: Self, sum: Self) -> Self;
    /// Whether there is an instruction that selects one of 32 numbers per lane, which [`tanh`](Register::tanh) uses.
    const LOOKS_UP: bool = false;
    /// Computes the hyperbolic tangent of each lane; only called if [`LOOKS_UP`](Register::LOOKS_UP).
    #[inline(always)]
    unsafe fn tanh(self) -> Self {
        self
    }
}

/// Loads a whole register or, if `PARTIAL`, the first `count` values.
///
/// # Safety
///
/// The preconditions of [`Register`] must hold.
#[inline(always)]
pub(super) unsafe fn load<L: Level, T: crate::Scalar, const PARTIAL: bool>(
    from: *const T,
    count: usize,
) -> T::Register<L> {
    // SAFETY: guaranteed by the caller.
    unsafe { if PARTIAL { T::Register::<L>::load_first(from, count) } else { T::Register::<L>::load(from) } }
}

/// Flushes denormal numbers like [`Level::flush`].
#[inline(always)]
fn flushed<T: crate::Scalar>(value: T) -> T {
    if const { super::level::ZEROS } { value } else { value.flushed() }
}

/// Values side by side, for processors without a register type here: the compiler sees a loop of fixed length.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<T, const N: usize, const FUSED: bool>([T; N]);

impl<T: crate::Scalar, const N: usize, const FUSED: bool> Register<T> for Lanes<T, N, FUSED> {
    const LANES: usize = N;

    #[inline(always)]
    unsafe fn splat(value: T) -> Self {
        Self([value; N])
    }
    #[inline(always)]
    unsafe fn load(from: *const T) -> Self {
        // SAFETY: guaranteed by the caller.
        Self(unsafe { from.cast::<[T; N]>().read() })
    }
    #[inline(always)]
    unsafe fn load_first(from: *const T, count: usize) -> Self {
        let mut values = [T::ZERO; N];
        for (lane, value) in values.iter_mut().enumerate().take(count) {
            // SAFETY: guaranteed by the caller.
            *value = unsafe { from.add(lane).read() };
        }
        Self(values)
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut T) {
        // SAFETY: guaranteed by the caller.
        unsafe { to.cast::<[T; N]>().write(self.0.map(flushed)) }
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut T, count: usize) {
        for (lane, &value) in self.0.iter().enumerate().take(count) {
            // SAFETY: guaranteed by the caller.
            unsafe { to.add(lane).write(flushed(value)) }
        }
    }
    #[inline(always)]
    unsafe fn add(mut self, other: Self) -> Self {
        for lane in 0..N {
            self.0[lane] += other.0[lane];
        }
        self
    }
    #[inline(always)]
    unsafe fn mul_add(self, factor: Self, mut sum: Self) -> Self {
        for lane in 0..N {
            let (value, factor, sum) = (self.0[lane], factor.0[lane], &mut sum.0[lane]);
            *sum = if FUSED { value.mul_add(factor, *sum) } else { value * factor + *sum };
        }
        sum
    }
}
