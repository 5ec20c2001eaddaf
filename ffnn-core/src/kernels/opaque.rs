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
    #[cfg(target_arch = "x86_64")]
    return T::from_bits_u64(count(0) as u64);
    #[cfg(not(target_arch = "x86_64"))]
    core::hint::black_box(T::ZERO)
}
