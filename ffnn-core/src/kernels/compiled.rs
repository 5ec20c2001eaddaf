//! Kernels with shapes known only at run time, compiled once per level and number type. All networks of a program call
//! them for batches. A call costs a few cycles, and every program is spared compiling the kernels again for every
//! layer.

use super::level::{Level, Sealed};
use super::product::{self, Product};
use super::single::{self, Single};
use super::{norm, regularize, softmax, transpose, update};
use crate::Scalar;

/// Passes all kernels to a macro: the name and the arguments of each, and what it computes at a level.
macro_rules! kernels {
    ($macro:ident $($more:tt)*) => {
        $macro! {
            ($($more)*)
            /// Computes a product for many samples.
            product(level, work: Product<'_, T>) { product::product(level, work) }
            /// Computes a product for one sample; programs that only predict single samples use it without the tiles of
            /// `product`.
            single(level, work: Single<'_, T>) { single::single(level, &work) }
            /// Sums all rows.
            sum_rows(level, rows: &[T], result: &mut [T]) { product::sum_rows(level, rows, result) }
            /// Returns whether a slice contains no NaN and no infinity, and whether no value times half of a factor can
            /// be infinite.
            all_finite(level, values: &[T], factor: T) -> bool { update::all_finite_here(level, values, factor) }
            /// Computes `e^(x - largest)` for all rows, with the largest value and the sum of each row.
            exponentials(level, rows: &mut [T], largest: &mut [T], sums: &mut [T]) {
                softmax::exponentials_here(level, rows, largest, sums)
            }
            /// Transposes a matrix with the given number of columns.
            transpose(_level, from: &[T], columns: usize, to: &mut [T]) { transpose::transpose(from, columns, to) }
            /// Adds the derivative of penalties to the gradient, and returns the penalty.
            penalize(_level, weights: &[T], gradient: &mut [T], l1: f64, l2: f64) -> f64 {
                regularize::penalize_here(weights, gradient, l1, l2)
            }
            /// Scales each of the given number of rows down to at most the given norm.
            limit_norms(_level, weights: &mut [T], rows: usize, limit: f64) {
                regularize::limit_norms_here(weights, rows, limit)
            }
            /// Sums all squares.
            sum_of_squares(_level, values: &[T]) -> f64 { norm::sum_of_squares_here(values) }
            /// Sums the squares of all differences.
            sum_of_squared_differences(_level, a: &[T], b: &[T]) -> f64 { norm::sum_of_squared_differences_here(a, b) }
        }
    };
}

/// Declares the table, and a function for each kernel that calls it through the table of a level.
macro_rules! declared {
    (() $($(#[$doc:meta])* $name:ident($level:ident $(, $argument:ident: $type:ty)*) $(-> $result:ty)? { $body:expr })+) => {
        /// The kernels of one level and number type.
        ///
        /// They are unsafe because the processor must have the instructions of the level.
        #[derive(Debug)]
        pub struct Compiled<T> {
            $($(#[$doc])* $name: unsafe fn($($type),*) $(-> $result)?,)+
        }

        $(
            $(#[$doc])*
            #[inline(always)]
            pub(super) fn $name<L: Level, T: Scalar>(_: L, $($argument: $type),*) $(-> $result)? {
                // SAFETY: a level is proof that the processor has its instructions.
                unsafe { (T::compiled::<L>().$name)($($argument),*) }
            }
        )+
    };
}

kernels!(declared);

/// Defines the table of a level for a number type, compiled with the given attribute.
macro_rules! table {
    (
        ($table:ident: $of:ident, $scalar:ident $(, $attribute:meta)?)
        $($(#[$doc:meta])* $name:ident($level:ident $(, $argument:ident: $type:ty)*) $(-> $result:ty)? { $body:expr })+
    ) => {
        pub(super) const $table: Compiled<$scalar> = {
            type T = $scalar;
            table! { @ ($of $($attribute)?) $($name($level $(, $argument: $type)*) $(-> $result)? { $body })+ }
            Compiled { $($name),+ }
        };
    };
    (@ $of:tt $($name:ident($level:ident $(, $argument:ident: $type:ty)*) $(-> $result:ty)? { $body:expr })+) => {
        $(table! { @@ $of $name($level $(, $argument: $type)*) $(-> $result)? { $body } })+
    };
    (@@ ($of:ident $($attribute:meta)?) $name:ident($level:ident $(, $argument:ident: $type:ty)*) $(-> $result:ty)? { $body:expr }) => {
        $(#[$attribute])?
        #[inline(never)]
        unsafe fn $name($($argument: $type),*) $(-> $result)? {
            // SAFETY: guaranteed by the caller.
            let $level = unsafe { <super::$of as Sealed>::assumed() };
            $body
        }
    };
}

kernels!(table BASELINE_F32: Baseline, f32);
kernels!(table BASELINE_F64: Baseline, f64);
kernels!(table DETERMINISTIC_F32: Deterministic, f32);
kernels!(table DETERMINISTIC_F64: Deterministic, f64);
#[cfg(target_arch = "x86_64")]
kernels!(table AVX2_F32: Avx2, f32, target_feature(enable = "avx2,fma"));
#[cfg(target_arch = "x86_64")]
kernels!(table AVX2_F64: Avx2, f64, target_feature(enable = "avx2,fma"));
#[cfg(target_arch = "x86_64")]
kernels!(table AVX512_F32: Avx512, f32, target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"));
#[cfg(target_arch = "x86_64")]
kernels!(table AVX512_F64: Avx512, f64, target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"));
