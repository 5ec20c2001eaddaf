//! Only predicts with integers. Linking proves that no path through it panics.

#![no_std]
#![no_main]

use core::hint::black_box;

use ffnn::Quantized;

unsafe extern "C" {
    /// An undefined function, so that a program that may call it does not link.
    safe fn this_program_may_panic() -> !;
}

#[cortex_m_rt::entry]
fn main() -> ! {
    loop {
        black_box(work::INTEGERS.class_of(black_box(&[8; 64])));
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    this_program_may_panic()
}
