//! Vector registers: the few operations of products, for each level.
//!
//! Loops over arrays are vectorized by the compiler nearly everywhere. Products are the exception: the compiler may
//! vectorize across the wrong loop, which costs a factor of ten, so they use registers explicitly.

#![allow(clippy::missing_safety_doc, reason = "all methods have the preconditions stated on the trait")]
#![allow(clippy::needless_range_loop, reason = "indices shared by several arrays match the formula")]

#[cfg(target_arch = "x86_64")]
mod x86;

use super::Level;

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
