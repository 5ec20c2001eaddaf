//! Vector registers: the few operations that products are made of, as each level has them.
//!
//! Loops over arrays become vector instructions by themselves nearly everywhere. Products are the exception: there the
//! compiler may choose to vectorize across the wrong loop, which costs a factor of ten, so they name their registers.

#![allow(clippy::missing_safety_doc, reason = "all methods ask the same, which stands at the trait")]
#![allow(clippy::needless_range_loop, reason = "an index that several arrays share reads as the formula does")]

#[cfg(target_arch = "x86_64")]
mod x86;

use super::Level;

/// One vector register that holds values of `T`.
///
/// # Safety
///
/// All methods ask that the processor has the instructions of the level that the register belongs to, and that `LANES`
/// values (or `count`, where that is stated) are readable or writable at the pointer.
pub trait Register<T>: Copy {
    /// How many values it holds.
    const LANES: usize;

    /// `value` in every lane.
    unsafe fn splat(value: T) -> Self;
    /// Four values, each in every lane of a register of its own: one load and four shuffles, where there are such.
    ///
    /// `zero` is zero in every lane, which the compiler must not know: it would load each value by itself.
    #[inline(always)]
    unsafe fn splat4(from: *const T, zero: Self) -> [Self; 4] {
        let _ = zero;
        // SAFETY: the caller's.
        unsafe {
            [
                Self::splat(from.read()),
                Self::splat(from.add(1).read()),
                Self::splat(from.add(2).read()),
                Self::splat(from.add(3).read()),
            ]
        }
    }
    /// `LANES` values.
    unsafe fn load(from: *const T) -> Self;
    /// `count` values, at most `LANES`, and zeros.
    unsafe fn load_first(from: *const T, count: usize) -> Self;
    /// The first `LANES / each` of `count` values, each in `each` lanes side by side; zeros where there are fewer.
    #[inline(always)]
    unsafe fn spread(from: *const T, count: usize, each: usize) -> Self
    where
        T: crate::Scalar,
    {
        let mut values = [T::ZERO; 16];
        for lane in 0..Self::LANES {
            if lane / each < count {
                // SAFETY: the caller's.
                values[lane] = unsafe { from.add(lane / each).read() };
            }
        }
        // SAFETY: no register is longer.
        unsafe { Self::load(values.as_ptr()) }
    }
    /// Writes `LANES` values.
    unsafe fn store(self, to: *mut T);
    /// Writes the first `count` values, at most `LANES`.
    unsafe fn store_first(self, to: *mut T, count: usize);
    /// `self + other`.
    unsafe fn add(self, other: Self) -> Self;
    /// Turns a block of `LANES` rows of `LANES` values round; `from_row` and `to_row` say how far apart its rows lie.
    #[inline(always)]
    unsafe fn transpose(from: *const T, from_row: usize, to: *mut T, to_row: usize)
    where
        T: Copy,
    {
        for r in 0..Self::LANES {
            for c in 0..Self::LANES {
                // SAFETY: the caller's.
                unsafe { to.add(c * to_row + r).write(from.add(r * from_row + c).read()) };
            }
        }
    }
    /// `self · factor + sum`, rounded once if the level is fused and twice if not.
    unsafe fn mul_add(self, factor: Self, sum: Self) -> Self;
    /// Whether each lane can take one of 32 numbers by an instruction, which [`tanh`](Register::tanh) is made of.
    const LOOKS_UP: bool = false;
    /// The hyperbolic tangent of each lane; never called where nothing can be looked up.
    #[inline(always)]
    unsafe fn tanh(self) -> Self {
        self
    }
}

/// A whole register, or, if `PARTIAL`, the first `count` values.
///
/// # Safety
///
/// As of [`Register`].
#[inline(always)]
pub(super) unsafe fn load<L: Level, T: crate::Scalar, const PARTIAL: bool>(
    from: *const T,
    count: usize,
) -> T::Register<L> {
    // SAFETY: the caller's.
    unsafe { if PARTIAL { T::Register::<L>::load_first(from, count) } else { T::Register::<L>::load(from) } }
}

/// As [`Level::flush`].
#[inline(always)]
fn flushed<T: crate::Scalar>(value: T) -> T {
    if const { super::level::ZEROS } { value } else { value.flushed() }
}

/// Values side by side, for processors whose registers are not named here: the compiler sees a loop of fixed length.
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
        // SAFETY: the caller's.
        Self(unsafe { from.cast::<[T; N]>().read() })
    }
    #[inline(always)]
    unsafe fn load_first(from: *const T, count: usize) -> Self {
        let mut values = [T::ZERO; N];
        for (lane, value) in values.iter_mut().enumerate().take(count) {
            // SAFETY: the caller's.
            *value = unsafe { from.add(lane).read() };
        }
        Self(values)
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut T) {
        // SAFETY: the caller's.
        unsafe { to.cast::<[T; N]>().write(self.0.map(flushed)) }
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut T, count: usize) {
        for (lane, &value) in self.0.iter().enumerate().take(count) {
            // SAFETY: the caller's.
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
