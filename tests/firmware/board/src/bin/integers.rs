//! Predicts with integers and nothing else. That it links proves that no path through it panics.

#![no_std]
#![no_main]

use core::hint::black_box;

use ffnn::Quantized;

unsafe extern "C" {
    /// There is no such function, so that a program which may call it does not link.
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
