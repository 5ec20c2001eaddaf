//! Values that the compiler knows nothing about, so that it compiles what is written and not what it makes of it.
//!
//! `black_box` does that through memory, which costs three instructions where an empty `asm!` block costs none.

use crate::Scalar;

/// An address whose contents, like all memory, have been written when it is known.
#[inline(always)]
pub(super) fn address<T>(address: *const T) -> *const T {
    #[cfg(target_arch = "x86_64")]
    {
        let mut address = address;
        // SAFETY: there is no instruction.
        unsafe { core::arch::asm!("/* {0} */", inout(reg) address, options(nostack, preserves_flags)) };
        address
    }
    #[cfg(not(target_arch = "x86_64"))]
    core::hint::black_box(address)
}

/// A number of something.
#[inline(always)]
pub(super) fn count(count: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        let mut count = count;
        // SAFETY: there is no instruction.
        unsafe { core::arch::asm!("/* {0} */", inout(reg) count, options(pure, nomem, nostack, preserves_flags)) };
        count
    }
    #[cfg(not(target_arch = "x86_64"))]
    core::hint::black_box(count)
}

/// Zero.
#[inline(always)]
pub(super) fn zero<T: Scalar>() -> T {
    // In a vector register from the start: from a general one it would take an instruction more, and turn the shuffles
    // after it into those of integers. Memory counts as written, because loads that move across spill registers.
    #[cfg(target_arch = "x86_64")]
    if size_of::<T>() == 4 {
        let mut zero = 0.0f32;
        // SAFETY: there is no instruction.
        unsafe { core::arch::asm!("/* {0} */", inout(xmm_reg) zero, options(nostack, preserves_flags)) };
        T::from_bits_u64(zero.to_bits().into())
    } else {
        let mut zero = 0.0f64;
        // SAFETY: there is no instruction.
        unsafe { core::arch::asm!("/* {0} */", inout(xmm_reg) zero, options(nostack, preserves_flags)) };
        T::from_bits_u64(zero.to_bits())
    }
    #[cfg(not(target_arch = "x86_64"))]
    core::hint::black_box(T::ZERO)
}
