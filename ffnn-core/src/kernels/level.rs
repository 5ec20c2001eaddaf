//! The instruction sets a pass can be compiled for.

mod dispatch;
mod instructions;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod zeros;

use core::fmt::Debug;

use super::compiled::Compiled;
use super::{Product, Register, Single};
pub(crate) use dispatch::is_short;
pub use dispatch::{Dispatch, Pass, dispatch, dispatch_at, dispatch_each};
pub use instructions::{Instructions, InstructionsError};
pub use portable::{Baseline, Deterministic};
pub(super) use sealed::Sealed;
#[cfg(target_arch = "x86_64")]
pub use x86::{Avx2, Avx512};

/// Only the library has levels, because a value of one is believed.
mod sealed {
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be a level",
        label = "not a level of the library",
        note = "a value of a level is proof that the processor has its instructions, so there are only those of `ffnn::kernels`: write a `Pass`, which is handed one"
    )]
    pub trait Sealed {
        /// A value of the level.
        ///
        /// # Safety
        ///
        /// The processor has its instructions.
        unsafe fn assumed() -> Self;
    }
}

#[cfg(all(target_arch = "x86_64", feature = "std"))]
pub(crate) use zeros::takes_zeros;

/// Whether the processor takes denormal numbers for zero.
#[cfg(not(all(target_arch = "x86_64", feature = "std")))]
pub(crate) fn takes_zeros() -> bool {
    false
}

/// Whether passes run in a mode in which the processor takes denormal numbers for zero.
pub(crate) const ZEROS: bool = cfg!(all(target_arch = "x86_64", feature = "std"));

/// One instruction set. A value of it is handed through a whole pass, so that every kernel below knows how wide the
/// processor's vectors are and whether multiply-and-add is one instruction.
///
/// A value of a level is proof that the processor has its instructions: only [`dispatch_at`] makes one, and there are no
/// levels but those here.
pub trait Level: Sealed + Copy + Debug + Send + Sync + 'static {
    /// Whether `a * b + c` is one instruction.
    const FUSED: bool;
    /// Bytes in a vector register.
    const BYTES: usize;
    /// How many vector registers there are.
    #[doc(hidden)]
    const REGISTERS: usize;
    /// A vector register.
    #[doc(hidden)]
    type F32: Register<f32>;
    /// The same for the other number type.
    #[doc(hidden)]
    type F64: Register<f64>;
    /// The level with vectors of half the length, or itself.
    #[doc(hidden)]
    type Narrow: Level;
    /// What is compiled for this level and used through it.
    #[doc(hidden)]
    const COMPILED_F32: Compiled<f32>;
    /// The same for the other number type.
    #[doc(hidden)]
    const COMPILED_F64: Compiled<f64>;

    /// Runs `pass` in a function of its own that is compiled for this level, instead of where it stands: what names no
    /// network is compiled once for all networks of a program.
    #[doc(hidden)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output;

    /// [`outlined`](Self::outlined), in the mode in which the processor takes denormal numbers for zero if it has one.
    #[doc(hidden)]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        self.outlined(pass)
    }

    /// Zero for a denormal number, and `x` for any other: the form in which kernels store their results.
    ///
    /// Does nothing where the processor does it by itself in every pass.
    #[inline(always)]
    fn flush<T: crate::Scalar>(self, x: T) -> T {
        if const { ZEROS } { x } else { x.flushed() }
    }

    /// Computes a product for many samples.
    #[doc(hidden)]
    #[inline(always)]
    fn product<T: crate::Scalar>(self, product: Product<'_, T>) {
        // SAFETY: a value of the level is proof that the processor has its instructions, here and below.
        unsafe { (T::compiled::<Self>().product)(product) }
    }

    /// Computes a product for one sample.
    #[doc(hidden)]
    #[inline(always)]
    fn single<T: crate::Scalar>(self, product: Single<'_, T>) {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().single)(product) }
    }

    /// Overwrites `result` with the sum of all rows of its length.
    #[doc(hidden)]
    #[inline(always)]
    fn sum_rows<T: crate::Scalar>(self, rows: &[T], result: &mut [T]) {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().sum_rows)(rows, result) }
    }

    /// Turns a matrix with so many columns round.
    #[doc(hidden)]
    #[inline(always)]
    fn transpose<T: crate::Scalar>(self, from: &[T], columns: usize, to: &mut [T]) {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().transpose)(from, columns, to) }
    }

    /// `e^(x - largest)` for every value of all rows, with the largest value and the sum of each row.
    #[doc(hidden)]
    #[inline(always)]
    fn exponentials<T: crate::Scalar>(self, rows: &mut [T], largest: &mut [T], sums: &mut [T]) {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().exponentials)(rows, largest, sums) }
    }

    /// Whether no value is infinite or NaN.
    #[doc(hidden)]
    #[inline(always)]
    fn all_finite<T: crate::Scalar>(self, values: &[T]) -> bool {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().all_finite)(values, T::ZERO) }
    }

    /// Whether all magnitudes are certainly at most `limit`, which may be infinite: then whether none is infinite or NaN. May
    /// say no where the sum of all magnitudes is far above the limit.
    #[doc(hidden)]
    #[inline(always)]
    fn all_within<T: crate::Scalar>(self, values: &[T], limit: f64) -> bool {
        let largest = if size_of::<T>() == 4 { f64::from(f32::MAX) } else { f64::MAX };
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().all_finite)(values, T::from_f64(largest / limit * 2.0)) }
    }

    /// Adds the derivative of penalties to the gradient, and gives the penalty.
    #[doc(hidden)]
    #[inline(always)]
    fn penalize<T: crate::Scalar>(self, weights: &[T], gradient: &mut [T], l1: f64, l2: f64) -> f64 {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().penalize)(weights, gradient, l1, l2) }
    }

    /// Shrinks rows, of so many, to this norm.
    #[doc(hidden)]
    #[inline(always)]
    fn limit_norms<T: crate::Scalar>(self, weights: &mut [T], rows: usize, limit: f64) {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().limit_norms)(weights, rows, limit) }
    }

    /// The sum of all squares.
    #[doc(hidden)]
    #[inline(always)]
    fn sum_of_squares<T: crate::Scalar>(self, values: &[T]) -> f64 {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().sum_of_squares)(values) }
    }

    /// The sum of the squares of all differences.
    #[doc(hidden)]
    #[inline(always)]
    fn sum_of_squared_differences<T: crate::Scalar>(self, a: &[T], b: &[T]) -> f64 {
        // SAFETY: as above.
        unsafe { (T::compiled::<Self>().sum_of_squared_differences)(a, b) }
    }

    /// `a * b + c`, rounded once where that is one instruction and twice where it is not.
    #[inline(always)]
    fn mul_add<T: crate::Scalar>(self, a: T, b: T, c: T) -> T {
        if Self::FUSED { a.mul_add(b, c) } else { a * b + c }
    }

    /// `e^x`; as all of these, straight-line code that becomes vector instructions in a loop.
    #[inline(always)]
    fn exp<T: crate::Scalar>(self, x: T) -> T {
        x.exp_at(self)
    }

    /// `e^x - 1`, accurate near zero.
    #[inline(always)]
    fn exp_m1<T: crate::Scalar>(self, x: T) -> T {
        x.exp_m1_at(self)
    }

    /// Hyperbolic tangent.
    #[inline(always)]
    fn tanh<T: crate::Scalar>(self, x: T) -> T {
        x.tanh_at(self)
    }

    /// `1 / (1 + e^-x)`.
    #[inline(always)]
    fn logistic<T: crate::Scalar>(self, x: T) -> T {
        x.logistic_at(self)
    }

    /// `ln(1 + e^x)`, which neither overflows nor loses small values.
    #[inline(always)]
    fn softplus<T: crate::Scalar>(self, x: T) -> T {
        x.softplus_at(self)
    }
}
