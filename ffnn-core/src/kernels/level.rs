//! Instruction sets that a pass can be compiled for.

mod dispatch;
mod enter;
mod instructions;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod zeros;

use core::fmt::Debug;

use super::compiled::{self, Compiled};
use super::{Product, Register, Single};
pub(crate) use dispatch::is_short;
pub use dispatch::{Dispatch, Pass, dispatch, dispatch_at, dispatch_each};
pub(super) use enter::Sealed;
pub use instructions::{InstructionSet, InstructionSetError};
pub use portable::{Baseline, Deterministic};
#[cfg(target_arch = "x86_64")]
pub use x86::{Avx2, Avx512};

#[cfg(all(target_arch = "x86_64", feature = "std"))]
pub(crate) use zeros::takes_zeros;

/// Whether the processor treats denormal numbers as zero.
#[cfg(not(all(target_arch = "x86_64", feature = "std")))]
pub(crate) fn takes_zeros() -> bool {
    false
}

/// Whether passes run in a mode in which the processor treats denormal numbers as zero.
pub(crate) const ZEROS: bool = cfg!(all(target_arch = "x86_64", feature = "std"));

/// One instruction set. It is passed through a whole pass, so that every kernel knows how wide the processor's vectors
/// are and whether multiply-add is one instruction.
///
/// A `Level` is proof that the processor has its instructions: only [`dispatch_at`] creates one, and there are no other
/// levels than those here.
pub trait Level: Sealed + Copy + Debug + Send + Sync + 'static {
    /// Whether `a * b + c` is one instruction.
    const FUSED: bool;
    /// Size of a vector register in bytes.
    const BYTES: usize;
    /// Number of vector registers.
    #[doc(hidden)]
    const REGISTERS: usize;
    /// The vector register for `f32`.
    #[doc(hidden)]
    type F32: Register<f32>;
    /// The vector register for `f64`.
    #[doc(hidden)]
    type F64: Register<f64>;
    /// The level with vectors of half the length, or itself.
    #[doc(hidden)]
    type Narrow: Level;
    /// The kernels for `f32` compiled for this level.
    #[doc(hidden)]
    const COMPILED_F32: Compiled<f32>;
    /// The kernels for `f64` compiled for this level.
    #[doc(hidden)]
    const COMPILED_F64: Compiled<f64>;

    /// Runs `pass` in a separate function compiled for this level, instead of inline. A pass that does not depend on
    /// the network is then compiled once for all networks of a program.
    #[doc(hidden)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output;

    /// Runs [`outlined`](Self::outlined) in the mode in which the processor treats denormal numbers as zero, if it has
    /// one.
    #[doc(hidden)]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        self.outlined(pass)
    }

    /// Returns zero for a denormal number, and `x` for any other. Kernels apply it to the results they store.
    ///
    /// Does nothing if the processor itself flushes in every pass.
    #[inline(always)]
    fn flush<T: crate::Scalar>(self, x: T) -> T {
        if const { ZEROS } { x } else { x.flushed() }
    }

    /// Computes a product for many samples.
    #[doc(hidden)]
    #[inline(always)]
    fn product<T: crate::Scalar>(self, product: Product<'_, T>) {
        compiled::product(self, product)
    }

    /// Computes a product for one sample.
    #[doc(hidden)]
    #[inline(always)]
    fn single<T: crate::Scalar>(self, product: Single<'_, T>) {
        compiled::single(self, product)
    }

    /// Overwrites `result` with the sum of all rows, each as long as `result`.
    #[doc(hidden)]
    #[inline(always)]
    fn sum_rows<T: crate::Scalar>(self, rows: &[T], result: &mut [T]) {
        compiled::sum_rows(self, rows, result)
    }

    /// Transposes a matrix with `columns` columns.
    #[doc(hidden)]
    #[inline(always)]
    fn transpose<T: crate::Scalar>(self, from: &[T], columns: usize, to: &mut [T]) {
        compiled::transpose(self, from, columns, to)
    }

    /// Computes `e^(x - largest)` for every value of all rows, with the largest value and the sum of each row.
    #[doc(hidden)]
    #[inline(always)]
    fn exponentials<T: crate::Scalar>(self, rows: &mut [T], largest: &mut [T], sums: &mut [T]) {
        compiled::exponentials(self, rows, largest, sums)
    }

    /// Whether no value is infinite or NaN.
    #[doc(hidden)]
    #[inline(always)]
    fn all_finite<T: crate::Scalar>(self, values: &[T]) -> bool {
        compiled::all_finite(self, values, T::ZERO)
    }

    /// Whether all magnitudes are certainly at most `limit`. An infinite limit checks that no value is infinite or NaN.
    /// May return `false` if the sum of all magnitudes is far above the limit.
    #[doc(hidden)]
    #[inline(always)]
    fn all_within<T: crate::Scalar>(self, values: &[T], limit: f64) -> bool {
        let largest = if size_of::<T>() == 4 { f64::from(f32::MAX) } else { f64::MAX };
        compiled::all_finite(self, values, T::from_f64(largest / limit * 2.0))
    }

    /// Adds the derivative of penalties to the gradient, and returns the penalty.
    #[doc(hidden)]
    #[inline(always)]
    fn penalize<T: crate::Scalar>(self, weights: &[T], gradient: &mut [T], l1: f64, l2: f64) -> f64 {
        compiled::penalize(self, weights, gradient, l1, l2)
    }

    /// Scales each of `rows` rows down to a norm of at most `limit`.
    #[doc(hidden)]
    #[inline(always)]
    fn limit_norms<T: crate::Scalar>(self, weights: &mut [T], rows: usize, limit: f64) {
        compiled::limit_norms(self, weights, rows, limit)
    }

    /// Sums all squares.
    #[doc(hidden)]
    #[inline(always)]
    fn sum_of_squares<T: crate::Scalar>(self, values: &[T]) -> f64 {
        compiled::sum_of_squares(self, values)
    }

    /// Sums the squares of all differences.
    #[doc(hidden)]
    #[inline(always)]
    fn sum_of_squared_differences<T: crate::Scalar>(self, a: &[T], b: &[T]) -> f64 {
        compiled::sum_of_squared_differences(self, a, b)
    }

    /// Computes `a * b + c`, rounded once if that is one instruction and twice otherwise.
    #[inline(always)]
    fn mul_add<T: crate::Scalar>(self, a: T, b: T, c: T) -> T {
        if Self::FUSED { a.mul_add(b, c) } else { a * b + c }
    }

    /// Computes `e^x`. All of these functions are straight-line code that is vectorized in a loop.
    #[inline(always)]
    fn exp<T: crate::Scalar>(self, x: T) -> T {
        x.exp_at(self)
    }

    /// Computes `e^x - 1`, accurate near zero.
    #[inline(always)]
    fn exp_m1<T: crate::Scalar>(self, x: T) -> T {
        x.exp_m1_at(self)
    }

    /// Computes the hyperbolic tangent.
    #[inline(always)]
    fn tanh<T: crate::Scalar>(self, x: T) -> T {
        x.tanh_at(self)
    }

    /// Computes `1 / (1 + e^-x)`.
    #[inline(always)]
    fn logistic<T: crate::Scalar>(self, x: T) -> T {
        x.logistic_at(self)
    }

    /// Computes `ln(1 + e^x)` without overflow and without losing small values.
    #[inline(always)]
    fn softplus<T: crate::Scalar>(self, x: T) -> T {
        x.softplus_at(self)
    }
}
