//! Only learns.

#![no_std]
#![no_main]

use core::hint::black_box;

#[cortex_m_rt::entry]
fn main() -> ! {
    let memory = cortex_m::singleton!(: work::Memory = work::Memory::NEW);
    if let Some(memory) = memory {
        black_box(work::learn(memory, black_box(3000)).is_ok());
    }
    loop {
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
