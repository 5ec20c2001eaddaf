//! Levels of x86-64 processors.

use core::arch::x86_64::{__m256, __m256d, __m512, __m512d};

use super::dispatch::{Pass, outlined_avx2, outlined_avx512};
#[cfg(feature = "std")]
use super::dispatch::{avx2, avx512};
use super::{Level, Sealed};
use crate::kernels::compiled::{self, Compiled};

/// AVX2 and FMA: x86-64 processors since 2013.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

#[diagnostic::do_not_recommend]
impl Sealed for Avx2 {
    #[inline(always)]
    unsafe fn assumed() -> Self {
        Self(())
    }
}

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
        // SAFETY: a level is proof that the processor has its instructions.
        unsafe { outlined_avx2(pass) }
    }

    #[cfg(feature = "std")]
    #[inline]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        // SAFETY: a level is proof that the processor has its instructions.
        unsafe { super::zeros::with_zeros(pass, avx2) }
    }
}

/// AVX-512: x86-64 servers since 2017, Zen 4 and later.
#[derive(Clone, Copy, Debug)]
pub struct Avx512(());

#[diagnostic::do_not_recommend]
impl Sealed for Avx512 {
    #[inline(always)]
    unsafe fn assumed() -> Self {
        Self(())
    }
}

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
        // SAFETY: a level is proof that the processor has its instructions.
        unsafe { outlined_avx512(pass) }
    }

    #[cfg(feature = "std")]
    #[inline]
    fn outlined_with_zeros<P: Pass>(self, pass: P) -> P::Output {
        // SAFETY: a level is proof that the processor has its instructions.
        unsafe { super::zeros::with_zeros(pass, avx512) }
    }
}
