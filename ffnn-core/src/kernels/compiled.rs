//! Kernels with shapes known only at run time, compiled once per level and number type. All networks of a program call
//! them for batches. A call costs a few cycles, and every program is spared compiling the kernels again for every
//! layer.

use super::product::{self, Product};
use super::single::{self, Single};
use super::{norm, regularize, softmax, transpose, update};

/// The kernels of one level and number type.
///
/// They are unsafe because the processor must have the instructions of the level.
#[derive(Debug)]
pub struct Compiled<T> {
    /// Computes a product for many samples.
    pub(super) product: unsafe fn(Product<'_, T>),
    /// Computes a product for one sample; programs that only predict single samples use it without the tiles of
    /// `product`.
    pub(super) single: unsafe fn(Single<'_, T>),
    /// Sums all rows.
    pub(super) sum_rows: unsafe fn(&[T], &mut [T]),
    /// Returns whether a slice contains no NaN and no infinity, and whether no value times half of a factor can be
    /// infinite.
    pub(super) all_finite: unsafe fn(&[T], T) -> bool,
    /// Computes `e^(x - largest)` for all rows, with the largest value and the sum of each row.
    pub(super) exponentials: unsafe fn(&mut [T], &mut [T], &mut [T]),
    /// Transposes a matrix with the given number of columns.
    pub(super) transpose: unsafe fn(&[T], usize, &mut [T]),
    /// Adds the derivative of penalties to the gradient, and returns the penalty.
    pub(super) penalize: unsafe fn(&[T], &mut [T], f64, f64) -> f64,
    /// Scales each of the given number of rows down to at most the given norm.
    pub(super) limit_norms: unsafe fn(&mut [T], usize, f64),
    /// Sums all squares.
    pub(super) sum_of_squares: unsafe fn(&[T]) -> f64,
    /// Sums the squares of all differences.
    pub(super) sum_of_squared_differences: unsafe fn(&[T], &[T]) -> f64,
}

/// Declares a constant with the kernels of a level for a number type, compiled with the given attribute.
macro_rules! compiled {
    ($($name:ident: $level:ident, $scalar:ident $(, $attribute:meta)?;)+) => {
        $(
            pub(super) const $name: Compiled<$scalar> = {
                $(#[$attribute])?
                #[inline(never)]
                unsafe fn product(work: Product<'_, $scalar>) {
                    // SAFETY: guaranteed by the caller.
                    unsafe { product::product::<super::$level, $scalar>(work) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn single(work: Single<'_, $scalar>) {
                    // SAFETY: guaranteed by the caller.
                    unsafe { single::single::<super::$level, $scalar>(&work) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn sum_rows(rows: &[$scalar], result: &mut [$scalar]) {
                    // SAFETY: guaranteed by the caller.
                    unsafe { product::sum_rows::<super::$level, $scalar>(rows, result) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn all_finite(values: &[$scalar], factor: $scalar) -> bool {
                    // SAFETY: guaranteed by the caller.
                    unsafe { update::all_finite_here::<super::$level, $scalar>(values, factor) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn exponentials(rows: &mut [$scalar], largest: &mut [$scalar], sums: &mut [$scalar]) {
                    // SAFETY: guaranteed by the caller.
                    let level = unsafe { <super::$level as super::level::Sealed>::assumed() };
                    softmax::exponentials_here(level, rows, largest, sums)
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn transpose(from: &[$scalar], columns: usize, to: &mut [$scalar]) {
                    transpose::transpose(from, columns, to);
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn penalize(weights: &[$scalar], gradient: &mut [$scalar], l1: f64, l2: f64) -> f64 {
                    regularize::penalize_here(weights, gradient, l1, l2)
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn limit_norms(weights: &mut [$scalar], rows: usize, limit: f64) {
                    regularize::limit_norms_here(weights, rows, limit);
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn sum_of_squares(values: &[$scalar]) -> f64 {
                    norm::sum_of_squares_here(values)
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn sum_of_squared_differences(a: &[$scalar], b: &[$scalar]) -> f64 {
                    norm::sum_of_squared_differences_here(a, b)
                }

                Compiled {
                    product,
                    single,
                    sum_rows,
                    all_finite,
                    exponentials,
                    transpose,
                    penalize,
                    limit_norms,
                    sum_of_squares,
                    sum_of_squared_differences,
                }
            };
        )+
    };
}

compiled! {
    BASELINE_F32: Baseline, f32;
    BASELINE_F64: Baseline, f64;
    DETERMINISTIC_F32: Deterministic, f32;
    DETERMINISTIC_F64: Deterministic, f64;
}

#[cfg(target_arch = "x86_64")]
compiled! {
    AVX2_F32: Avx2, f32, target_feature(enable = "avx2,fma");
    AVX2_F64: Avx2, f64, target_feature(enable = "avx2,fma");
    AVX512_F32: Avx512, f32, target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma");
    AVX512_F64: Avx512, f64, target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma");
}
