//! Number types, and fixed-length rows of numbers.

use crate::kernels::{Compiled, Level, Register, exponential};
use core::fmt::{Debug, Display};
use core::hint::black_box;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
    impl<T: Sealed, const N: usize> Sealed for [T; N] {}
}

/// A floating-point number: `f32` or `f64`.
///
/// The trait is sealed, because the flat view of a network relies on the memory layout of these two types.
#[diagnostic::on_unimplemented(
    message = "a network calculates in `f32` or `f64`, not in `{Self}`",
    label = "neither `f32` nor `f64`"
)]
pub trait Scalar:
    sealed::Sealed
    + Copy
    + Debug
    + Display
    + Default
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + core::iter::Sum
    + crate::Plain
    + crate::parameters::once::CompiledOnce
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;

    /// Converts from `f64` to the nearest value of this type.
    fn from_f64(value: f64) -> Self;
    /// Converts to `f64`, exactly.
    fn to_f64(self) -> f64;
    /// Computes `e^x`.
    fn exp(self) -> Self;
    /// Computes `e^x - 1`, accurate near zero.
    fn exp_m1(self) -> Self;
    /// Computes `ln x`.
    fn ln(self) -> Self;
    /// Computes `ln(1 + x)`, accurate near zero.
    fn ln_1p(self) -> Self;
    /// Computes the hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Computes the complementary error function, `2/√π ∫ e^(-t²) dt` from x to infinity, accurate where it is tiny.
    fn erfc(self) -> Self;
    /// Computes the square root.
    fn sqrt(self) -> Self;
    /// Computes the magnitude.
    fn abs(self) -> Self;
    /// Computes `self * factor + term` with a single rounding; a slow library call if the processor has no such
    /// instruction.
    fn mul_add(self, factor: Self, term: Self) -> Self;
    /// Whether the value is neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// Returns the bit representation in the lowest `size_of::<Self>()` bytes.
    fn to_bits_u64(self) -> u64;
    /// Returns the value with this bit representation; higher bits are ignored.
    fn from_bits_u64(bits: u64) -> Self;

    /// Returns zero for a denormal number, one below the smallest normal number, and `self` for any other.
    fn flushed(self) -> Self;
    /// Whether any value is nonzero but so close to zero that its square is denormal.
    #[doc(hidden)]
    fn any_tiny<L: Level>(values: &[Self]) -> bool;

    /// The vector register type of a level.
    #[doc(hidden)]
    type Register<L: Level>: Register<Self>;
    /// Returns the functions compiled for a level.
    #[doc(hidden)]
    fn compiled<L: Level>() -> &'static Compiled<Self>;
    #[doc(hidden)]
    fn exp_at<L: Level>(self, level: L) -> Self;
    #[doc(hidden)]
    fn exp_m1_at<L: Level>(self, level: L) -> Self;
    #[doc(hidden)]
    fn tanh_at<L: Level>(self, level: L) -> Self;
    #[doc(hidden)]
    fn logistic_at<L: Level>(self, level: L) -> Self;
    #[doc(hidden)]
    fn softplus_at<L: Level>(self, level: L) -> Self;

    /// Returns the larger of the two, or `self` if `other` is NaN.
    #[inline(always)]
    fn at_least(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
}

macro_rules! scalar {
    ($float:ident, $register:ident, $compiled:ident, $bits:ident, $least_square:expr, $($method:ident => $libm:path),+; $fused:path, $erfc:path; $($fast:ident => $kernel:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl Scalar for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;

            type Register<L: Level> = L::$register;

            #[inline(always)]
            fn compiled<L: Level>() -> &'static Compiled<Self> {
                &L::$compiled
            }

            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                value as $float
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            $(
                #[inline(always)]
                fn $method(self) -> Self {
                    #[cfg(feature = "std")]
                    let value = <$float>::$method(self);
                    #[cfg(not(feature = "std"))]
                    let value = $libm(self);
                    value
                }
            )+
            $(
                #[inline(always)]
                fn $fast<L: Level>(self, level: L) -> Self {
                    exponential::$float::$kernel(level, self)
                }
            )+
            #[inline(always)]
            fn erfc(self) -> Self {
                $erfc(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                <$float>::abs(self)
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, term: Self) -> Self {
                #[cfg(feature = "std")]
                let value = <$float>::mul_add(self, factor, term);
                #[cfg(not(feature = "std"))]
                let value = $fused(self, factor, term);
                value
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                <$float>::is_finite(self)
            }
            #[inline(always)]
            fn flushed(self) -> Self {
                if <$float>::abs(self) < <$float>::MIN_POSITIVE { 0.0 } else { self }
            }
            #[inline(always)]
            fn any_tiny<L: Level>(values: &[Self]) -> bool {
                /// The bits of the square root of the smallest normal number.
                const LEAST: $bits = $least_square;
                if values.len() <= if L::FUSED { 2 } else { 4 } {
                    // Shifting by one drops the sign; subtracting one makes zero the largest value.
                    return values.iter().any(|x| (x.to_bits() << 1).wrapping_sub(1) < (LEAST << 1) - 1);
                }
                // One multiplication doubles, drops the sign and reverses the order, with zero last. It is opaque so
                // that the compiler keeps it as one multiplication.
                let minus_two = black_box(<$bits>::MAX - 1);
                let most = values.iter().fold(0, |most: $bits, x| most.max(x.to_bits().wrapping_mul(minus_two)));
                most > LEAST.wrapping_mul(<$bits>::MAX - 1)
            }
            #[inline(always)]
            fn to_bits_u64(self) -> u64 {
                self.to_bits().into()
            }
            #[inline(always)]
            fn from_bits_u64(bits: u64) -> Self {
                <$float>::from_bits(bits as _)
            }
        }
    };
}

scalar!(f32, F32, COMPILED_F32, u32, 64 << 23,
    exp => libm::expf, exp_m1 => libm::expm1f, ln => libm::logf, ln_1p => libm::log1pf, tanh => libm::tanhf, sqrt => libm::sqrtf;
    libm::fmaf, libm::erfcf;
    exp_at => exp, exp_m1_at => exp_m1, tanh_at => tanh, logistic_at => logistic, softplus_at => softplus);
scalar!(f64, F64, COMPILED_F64, u64, 512 << 52,
    exp => libm::exp, exp_m1 => libm::expm1, ln => libm::log, ln_1p => libm::log1p, tanh => libm::tanh, sqrt => libm::sqrt;
    libm::fma, libm::erfc;
    exp_at => exp, exp_m1_at => exp_m1, tanh_at => tanh, logistic_at => logistic, softplus_at => softplus);

/// The values of one sample at one point of a network: `[T; N]`.
///
/// Losses and training are generic over this trait, so that they need not name the length.
pub trait Vector:
    sealed::Sealed + Copy + Debug + PartialEq + Send + Sync + AsRef<[Self::Scalar]> + AsMut<[Self::Scalar]> + 'static
{
    /// The number type.
    type Scalar: Scalar;
    /// The number of values.
    const LEN: usize;
    /// The vector of zeros.
    const ZERO: Self;

    /// Views a slice as one sample, if the lengths match.
    fn from_slice(values: &[Self::Scalar]) -> Option<&Self>;
    /// Views many samples as one slice, one after the other.
    fn flattened(rows: &[Self]) -> &[Self::Scalar];
    /// Views many samples as one slice for writing.
    fn flattened_mut(rows: &mut [Self]) -> &mut [Self::Scalar];
}

impl<T: Scalar, const N: usize> Vector for [T; N] {
    type Scalar = T;
    const LEN: usize = N;
    const ZERO: Self = [T::ZERO; N];

    #[inline(always)]
    fn from_slice(values: &[T]) -> Option<&Self> {
        values.try_into().ok()
    }

    #[inline(always)]
    fn flattened(rows: &[Self]) -> &[T] {
        rows.as_flattened()
    }

    #[inline(always)]
    fn flattened_mut(rows: &mut [Self]) -> &mut [T] {
        rows.as_flattened_mut()
    }
}
