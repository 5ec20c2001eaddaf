//! The instruction sets a pass can be compiled for.

mod dispatch;
mod instructions;

use core::fmt::Debug;

use super::compiled::{self, Compiled};
use super::register::Lanes;
use super::{Product, Register};
pub use dispatch::{Dispatch, Pass, dispatch, dispatch_at, dispatch_each};
pub use instructions::{Instructions, InstructionsError};

/// One instruction set. A value of it is handed through a whole pass, so that every kernel below knows how wide the
/// processor's vectors are and whether multiply-and-add is one instruction.
///
/// A value of a level is proof that the processor has its instructions: only [`dispatch_at`] makes one.
pub trait Level: Copy + Debug + Send + Sync + 'static {
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

    /// Computes a product for many samples.
    #[doc(hidden)]
    #[inline(always)]
    fn product<T: crate::Scalar>(self, product: Product<'_, T>) {
        // SAFETY: a value of the level is proof that the processor has its instructions, here and below.
        unsafe { (T::compiled::<Self>().product)(product) }
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
        unsafe { (T::compiled::<Self>().all_finite)(values) }
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

/// What the compilation target promises on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Baseline;

impl Baseline {
    /// A value of the level.
    ///
    /// # Safety
    ///
    /// The processor has its instructions.
    pub(super) const unsafe fn assumed() -> Self {
        Self
    }
}

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
        // Of one number each: room for two vectors and what they are multiplied by.
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
        dispatch::compiled_for_the_target(self, pass)
    }
}

/// The registers that the compilation target promises.
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
    /// Whether it calculates as [`Deterministic`] does.
    const DETERMINISTIC: bool = Self::FUSED == Deterministic::FUSED && Self::BYTES == Deterministic::BYTES;
}

/// The same arithmetic on every target: no fused multiply-and-add, and sums in the order of vectors of 16 bytes.
///
/// Rust never fuses `a * b + c` by itself, so the bits are the same whatever the processor and the compiler's options.
#[derive(Clone, Copy, Debug)]
pub struct Deterministic;

impl Deterministic {
    /// A value of the level.
    ///
    /// # Safety
    ///
    /// The processor has its instructions.
    pub(super) const unsafe fn assumed() -> Self {
        Self
    }
}

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
        dispatch::compiled_for_the_target(self, pass)
    }
}

/// AVX2 and FMA: x86-64 processors since 2013.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    /// A value of the level.
    ///
    /// # Safety
    ///
    /// The processor has its instructions.
    pub(super) const unsafe fn assumed() -> Self {
        Self(())
    }
}

#[cfg(target_arch = "x86_64")]
impl Level for Avx2 {
    const FUSED: bool = true;
    const BYTES: usize = 32;
    const REGISTERS: usize = 16;
    type F32 = core::arch::x86_64::__m256;
    type F64 = core::arch::x86_64::__m256d;
    type Narrow = Self;
    const COMPILED_F32: Compiled<f32> = compiled::AVX2_F32;
    const COMPILED_F64: Compiled<f64> = compiled::AVX2_F64;

    #[inline(always)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        // SAFETY: a value of the level is proof that the processor has its instructions.
        unsafe { dispatch::outlined_avx2(pass) }
    }
}

/// AVX-512: x86-64 servers since 2017, Zen 4 and later.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
pub struct Avx512(());

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    /// A value of the level.
    ///
    /// # Safety
    ///
    /// The processor has its instructions.
    pub(super) const unsafe fn assumed() -> Self {
        Self(())
    }
}

#[cfg(target_arch = "x86_64")]
impl Level for Avx512 {
    const FUSED: bool = true;
    const BYTES: usize = 64;
    const REGISTERS: usize = 32;
    type F32 = core::arch::x86_64::__m512;
    type F64 = core::arch::x86_64::__m512d;
    type Narrow = Avx2;
    const COMPILED_F32: Compiled<f32> = compiled::AVX512_F32;
    const COMPILED_F64: Compiled<f64> = compiled::AVX512_F64;

    #[inline(always)]
    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        // SAFETY: a value of the level is proof that the processor has its instructions.
        unsafe { dispatch::outlined_avx512(pass) }
    }
}
