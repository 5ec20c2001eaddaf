//! Kernels whose shapes are known at run time only, compiled here once for each level and number type: what a program
//! calls for batches, whatever its networks. That costs a few cycles a call, and spares every program the time to compile
//! them again for every layer.

use super::product::{self, Product};
use super::single::{self, Single};
use super::{norm, regularize, softmax, transpose, update};

/// The kernels of one level and number type.
///
/// They are unsafe because the processor must have the instructions of the level.
#[derive(Debug)]
pub struct Compiled<T> {
    /// A product for many samples.
    pub(super) product: unsafe fn(Product<'_, T>),
    /// A product for one sample, which programs that only predict one by one take without the tiles of the other.
    pub(super) single: unsafe fn(Single<'_, T>),
    /// The sum of all rows.
    pub(super) sum_rows: unsafe fn(&[T], &mut [T]),
    /// Whether a slice holds no NaN and no infinity, and certainly nothing that times half of a factor is infinite.
    pub(super) all_finite: unsafe fn(&[T], T) -> bool,
    /// Rows, their largest values and their sums: `e^(x - largest)`.
    pub(super) exponentials: unsafe fn(&mut [T], &mut [T], &mut [T]),
    /// Turns a matrix with so many columns round.
    pub(super) transpose: unsafe fn(&[T], usize, &mut [T]),
    /// Adds the derivative of penalties, and gives the penalty.
    pub(super) penalize: unsafe fn(&[T], &mut [T], f64, f64) -> f64,
    /// Shrinks rows, of so many, to this norm.
    pub(super) limit_norms: unsafe fn(&mut [T], usize, f64),
    /// The sum of all squares.
    pub(super) sum_of_squares: unsafe fn(&[T]) -> f64,
    /// The sum of the squares of all differences.
    pub(super) sum_of_squared_differences: unsafe fn(&[T], &[T]) -> f64,
}

/// Declares a constant: the kernels of a level for a number type, compiled with the attribute given.
macro_rules! compiled {
    ($($name:ident: $level:ident, $scalar:ident $(, $attribute:meta)?;)+) => {
        $(
            pub(super) const $name: Compiled<$scalar> = {
                $(#[$attribute])?
                #[inline(never)]
                unsafe fn product(work: Product<'_, $scalar>) {
                    // SAFETY: the caller's.
                    unsafe { product::product::<super::$level, $scalar>(work) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn single(work: Single<'_, $scalar>) {
                    // SAFETY: the caller's.
                    unsafe { single::single::<super::$level, $scalar>(&work) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn sum_rows(rows: &[$scalar], result: &mut [$scalar]) {
                    // SAFETY: the caller's.
                    unsafe { product::sum_rows::<super::$level, $scalar>(rows, result) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn all_finite(values: &[$scalar], factor: $scalar) -> bool {
                    // SAFETY: the caller's.
                    unsafe { update::all_finite_here::<super::$level, $scalar>(values, factor) }
                }

                $(#[$attribute])?
                #[inline(never)]
                unsafe fn exponentials(rows: &mut [$scalar], largest: &mut [$scalar], sums: &mut [$scalar]) {
                    // SAFETY: the caller's.
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
