//! Asks networks of every layer and every activation, in both number types. That it links proves that no path panics.

#![no_std]
#![no_main]

use core::ffi::c_int;
use core::hint::black_box;
use core::mem::MaybeUninit;

#[link(name = "c")]
unsafe extern "C" {
    /// There is no such function, so that a program which may call it does not link.
    safe fn this_program_may_panic() -> !;
}

#[unsafe(no_mangle)]
extern "C" fn main(arguments: c_int, _: *const *const u8) -> c_int {
    let (layers, activations, wide) =
        (&mut MaybeUninit::uninit(), &mut MaybeUninit::uninit(), &mut MaybeUninit::uninit());
    let single = work::ask::<f32>(layers, activations, wide, black_box(arguments as f32));
    let (layers, activations, wide) =
        (&mut MaybeUninit::uninit(), &mut MaybeUninit::uninit(), &mut MaybeUninit::uninit());
    let double = work::ask::<f64>(layers, activations, wide, black_box(f64::from(arguments)));
    #[cfg(feature = "panics")]
    black_box([1, 2][black_box(arguments as usize)]);
    c_int::from(!(single.is_finite() && double.is_finite()))
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    this_program_may_panic()
}
