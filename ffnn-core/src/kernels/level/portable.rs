//! Levels of every processor.

use super::dispatch::Pass;
use super::{Level, enter};
use crate::kernels::compiled::{self, Compiled};
use crate::kernels::register::Lanes;

/// The level that the compilation target guarantees.
#[derive(Clone, Copy, Debug)]
pub struct Baseline;

impl Level for Baseline {
    const FUSED: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));
    const BYTES: usize = if cfg!(target_feature = "avx512f") {
        64
    } else if cfg!(target_feature = "avx") {
        32
    } else {
        16
    };
    const REGISTERS: usize = if cfg!(any(target_feature = "avx512f", target_arch = "aarch64")) {
        32
    } else if cfg!(any(all(target_arch = "arm", not(target_feature = "neon")), target_arch = "riscv32")) {
        // Each holds one number: enough for two vectors and their factors.
        4
    } else {
        16
    };
    type F32 = baseline::F32;
    type F64 = baseline::F64;
    type Narrow = Self;
    const COMPILED_F32: Compiled<f32> = compiled::BASELINE_F32;
    const COMPILED_F64: Compiled<f64> = compiled::BASELINE_F64;

    #[inline(always)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        enter::compiled_for_the_target(self, pass)
    }

    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    #[inline]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        enter::with_zeros(self, pass)
    }
}

/// The registers that the compilation target guarantees.
#[rustfmt::skip]
mod baseline {
    #[cfg(target_arch = "x86_64")]
    use core::arch::x86_64::*;

    #[cfg(not(target_arch = "x86_64"))]
    pub(crate) type F32 = super::Lanes<f32, 4, { cfg!(target_arch = "aarch64") }>;
    #[cfg(not(target_arch = "x86_64"))]
    pub(crate) type F64 = super::Lanes<f64, 2, { cfg!(target_arch = "aarch64") }>;
    #[cfg(all(target_arch = "x86_64", target_feature = "avx512f"))]
    pub(crate) type F32 = __m512;
    #[cfg(all(target_arch = "x86_64", target_feature = "avx512f"))]
    pub(crate) type F64 = __m512d;
    #[cfg(all(target_arch = "x86_64", target_feature = "avx2", target_feature = "fma", not(target_feature = "avx512f")))]
    pub(crate) type F32 = __m256;
    #[cfg(all(target_arch = "x86_64", target_feature = "avx2", target_feature = "fma", not(target_feature = "avx512f")))]
    pub(crate) type F64 = __m256d;
    #[cfg(all(target_arch = "x86_64", not(all(target_feature = "avx2", target_feature = "fma"))))]
    pub(crate) type F32 = __m128;
    #[cfg(all(target_arch = "x86_64", not(all(target_feature = "avx2", target_feature = "fma"))))]
    pub(crate) type F64 = __m128d;
}

impl Baseline {
    /// Whether it computes the same as [`Deterministic`].
    pub(super) const DETERMINISTIC: bool = Self::FUSED == Deterministic::FUSED && Self::BYTES == Deterministic::BYTES;
}

/// The level with the same arithmetic on every target: no fused multiply-add, and sums in the order of 16-byte vectors.
///
/// Rust never fuses `a * b + c` by itself, so the bits do not depend on the processor and the compiler's options.
#[derive(Clone, Copy, Debug)]
pub struct Deterministic;

impl Level for Deterministic {
    const FUSED: bool = false;
    const BYTES: usize = 16;
    const REGISTERS: usize = 16;
    type F32 = Lanes<f32, 4, false>;
    type F64 = Lanes<f64, 2, false>;
    type Narrow = Self;
    const COMPILED_F32: Compiled<f32> = compiled::DETERMINISTIC_F32;
    const COMPILED_F64: Compiled<f64> = compiled::DETERMINISTIC_F64;

    #[inline(always)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        enter::compiled_for_the_target(self, pass)
    }

    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    #[inline]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        enter::with_zeros(self, pass)
    }
}
