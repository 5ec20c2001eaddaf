//! Predicts with every layer and activation, trainable and frozen, in both number types. Linking proves that no path
//! panics.

#![no_std]
#![no_main]

use core::ffi::c_int;
use core::hint::black_box;
use core::mem::MaybeUninit;

use work::FrozenForms;

#[link(name = "c")]
unsafe extern "C" {
    /// An undefined function, so that a program that may call it does not link.
    safe fn this_program_may_panic() -> !;
}

static SINGLE: FrozenForms<f32> = FrozenForms::ZEROS;
static DOUBLE: FrozenForms<f64> = FrozenForms::ZEROS;

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
    let frozen_single = black_box(&SINGLE).ask(black_box(arguments as f32));
    let frozen_double = black_box(&DOUBLE).ask(black_box(f64::from(arguments)));
    let frozen = frozen_single.is_finite() && frozen_double.is_finite();
    c_int::from(!(single.is_finite() && double.is_finite() && frozen))
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    this_program_may_panic()
}
