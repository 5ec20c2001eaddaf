//! Learns: exits with 0 if it did.

#![no_std]
#![no_main]

use core::ffi::c_int;

#[link(name = "c")]
unsafe extern "C" {
    safe fn abort() -> !;
}

#[unsafe(no_mangle)]
extern "C" fn main(_: c_int, _: *const *const u8) -> c_int {
    let mut memory = work::Memory::NEW;
    match work::learn(&mut memory, 3000) {
        Ok((loss, _)) if loss < 0.01 => 0,
        _ => 1,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    abort()
}
