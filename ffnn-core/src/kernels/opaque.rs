//! Values that the compiler knows nothing about, so that it cannot transform the code around them.
//!
//! `black_box` passes values through memory, which costs three instructions; an empty `asm!` block costs none.

use crate::Scalar;

/// Returns an opaque address. All memory, including its contents, has been written before.
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

/// Returns an opaque count.
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

/// Returns an opaque zero.
#[inline(always)]
pub(super) fn zero<T: Scalar>() -> T {
    // In a vector register from the start: from a general-purpose one it would take another instruction and make the
    // shuffles after it integer shuffles. Memory counts as written, because loads that move across this point would
    // spill registers.
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
