//! Predicts in floating point and in integers, and prints what came out, how many instructions it took and how deep the
//! stack was: for a processor without a floating-point unit.

#![no_std]
#![no_main]

use board::{digits, start};
use cortex_m_semihosting::{debug, hprintln};

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(mut core) = cortex_m::Peripherals::take() else { panic!("they are taken once") };
    let clock = &mut core.SYST;
    start(clock);
    digits(clock);
    debug::exit(debug::EXIT_SUCCESS);
    loop {}
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}
