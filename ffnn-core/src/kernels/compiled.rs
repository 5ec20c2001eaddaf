//! Products, compiled here once for each level and number type: what a program calls for batches, whatever its networks.
//!
//! Their shapes are known at run time only, which costs a few cycles a call and spares the program the time to compile
//! them again for every layer.

#[cfg(target_arch = "x86_64")]
use super::{Avx2, Avx512};
use super::{Baseline, Product, product, transpose};

macro_rules! compiled {
    ($($(#[$attribute:meta])* $level:ident, $scalar:ident: $product:ident, $sum_rows:ident;)+) => {
        $(
            $(#[$attribute])*
            #[inline(never)]
            pub(super) fn $product(work: Product<'_, $scalar>) {
                // SAFETY: the features are those of the level.
                unsafe { product::product::<$level, $scalar>(work) }
            }

            $(#[$attribute])*
            #[inline(never)]
            pub(super) fn $sum_rows(rows: &[$scalar], result: &mut [$scalar]) {
                // SAFETY: as above.
                unsafe { product::sum_rows::<$level, $scalar>(rows, result) }
            }
        )+
    };
}

compiled! {
    Baseline, f32: baseline_f32, baseline_sum_f32;
    Baseline, f64: baseline_f64, baseline_sum_f64;
}

#[cfg(target_arch = "x86_64")]
compiled! {
    #[target_feature(enable = "avx2,fma")]
    Avx2, f32: avx2_f32, avx2_sum_f32;
    #[target_feature(enable = "avx2,fma")]
    Avx2, f64: avx2_f64, avx2_sum_f64;
    #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
    Avx512, f32: avx512_f32, avx512_sum_f32;
    #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
    Avx512, f64: avx512_f64, avx512_sum_f64;
}

#[inline(never)]
pub(crate) fn transpose_f32(from: &[f32], columns: usize, to: &mut [f32]) {
    transpose::transpose(from, columns, to);
}

#[inline(never)]
pub(crate) fn transpose_f64(from: &[f64], columns: usize, to: &mut [f64]) {
    transpose::transpose(from, columns, to);
}
