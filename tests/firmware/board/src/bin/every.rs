//! Asks networks of every layer and every activation, in both number types. That it links proves that no path panics.

#![no_std]
#![no_main]

use core::hint::black_box;
use core::mem::MaybeUninit;

unsafe extern "C" {
    /// There is no such function, so that a program which may call it does not link.
    safe fn this_program_may_panic() -> !;
}

#[cortex_m_rt::entry]
fn main() -> ! {
    let (layers, activations, wide) =
        (&mut MaybeUninit::uninit(), &mut MaybeUninit::uninit(), &mut MaybeUninit::uninit());
    black_box(work::ask::<f32>(layers, activations, wide, black_box(0.5)));
    let (layers, activations, wide) =
        (&mut MaybeUninit::uninit(), &mut MaybeUninit::uninit(), &mut MaybeUninit::uninit());
    black_box(work::ask::<f64>(layers, activations, wide, black_box(0.5)));
    loop {
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    this_program_may_panic()
}
