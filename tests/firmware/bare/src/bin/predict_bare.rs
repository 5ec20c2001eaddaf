//! Predicts: the exit status is the class of an image. Linking proves that no path through it panics.

#![no_std]
#![no_main]

use core::ffi::c_int;
use core::hint::black_box;

#[link(name = "c")]
unsafe extern "C" {
    /// An undefined function, so that a program that may call it does not link.
    safe fn this_program_may_panic() -> !;
}

#[unsafe(no_mangle)]
extern "C" fn main(arguments: c_int, _: *const *const u8) -> c_int {
    work::DIGITS.predict(black_box(&work::pixels(arguments as usize))).class() as c_int
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    this_program_may_panic()
}
