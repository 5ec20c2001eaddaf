//! Only predicts. Linking proves that no path through it panics.

#![no_std]
#![no_main]

use core::hint::black_box;

unsafe extern "C" {
    /// An undefined function, so that a program that may call it does not link.
    safe fn this_program_may_panic() -> !;
}

#[cortex_m_rt::entry]
fn main() -> ! {
    loop {
        black_box(work::DIGITS.predict(black_box(&[0.5; 64])).class());
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    this_program_may_panic()
}
