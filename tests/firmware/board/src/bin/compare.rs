//! Predicts in floating point and in integers, and prints what came out, how many instructions it took and how deep the
//! stack was: for a processor without a floating-point unit.

#![no_std]
#![no_main]

use core::hint::black_box;

use board::{depth, instructions, start};
use cortex_m_semihosting::{debug, hprintln};
use ffnn::Quantized;
use work::{DIGITS, INTEGERS, counts, pixels};

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(mut core) = cortex_m::Peripherals::take() else { panic!("they are taken once") };
    let clock = &mut core.SYST;
    start(clock);
    for image in 0..4 {
        hprintln!("integers {} {:?}", image, INTEGERS.logits(&counts(image)));
    }
    let image = pixels(0);
    let mut read = || {
        black_box(DIGITS.predict(black_box(&image)).class());
    };
    hprintln!("cost digits {} {}", instructions(clock, &mut read), depth(&mut read));
    let image = counts(0);
    let mut count = || {
        black_box(INTEGERS.class_of(black_box(&image)));
    };
    hprintln!("cost integers {} {}", instructions(clock, &mut count), depth(&mut count));
    debug::exit(debug::EXIT_SUCCESS);
    loop {}
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}
