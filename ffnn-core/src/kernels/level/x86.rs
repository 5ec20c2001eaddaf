//! Levels of x86-64 processors.

use core::arch::x86_64::{__m256, __m256d, __m512, __m512d};

use super::dispatch::Pass;
use super::{Level, enter};
use crate::kernels::compiled::{self, Compiled};

/// AVX2 and FMA: x86-64 processors since 2013.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(pub(super) ());

impl Level for Avx2 {
    const FUSED: bool = true;
    const BYTES: usize = 32;
    const REGISTERS: usize = 16;
    type F32 = __m256;
    type F64 = __m256d;
    type Narrow = Self;
    const COMPILED_F32: Compiled<f32> = compiled::AVX2_F32;
    const COMPILED_F64: Compiled<f64> = compiled::AVX2_F64;

    #[inline(always)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        enter::at_avx2(self, pass)
    }

    #[cfg(feature = "std")]
    #[inline]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        enter::with_zeros_at_avx2(self, pass)
    }
}

/// AVX-512: x86-64 servers since 2017, Zen 4 and later.
#[derive(Clone, Copy, Debug)]
pub struct Avx512(pub(super) ());

impl Level for Avx512 {
    const FUSED: bool = true;
    const BYTES: usize = 64;
    const REGISTERS: usize = 32;
    type F32 = __m512;
    type F64 = __m512d;
    type Narrow = Avx2;
    const COMPILED_F32: Compiled<f32> = compiled::AVX512_F32;
    const COMPILED_F64: Compiled<f64> = compiled::AVX512_F64;

    #[inline(always)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        enter::at_avx512(self, pass)
    }

    #[cfg(feature = "std")]
    #[inline]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        enter::with_zeros_at_avx512(self, pass)
    }
}
