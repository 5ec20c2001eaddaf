//! Predicts in floating point and in integers on a processor without a floating-point unit, and prints the results, the
//! number of instructions and the stack depth.

#![no_std]
#![no_main]

use board::{digits, start};
use cortex_m_semihosting::{debug, hprintln};
use work::{Memory, learned};

#[cortex_m_rt::entry]
fn main() -> ! {
    let (Some(memory), Some(mut core)) = (cortex_m::singleton!(: Memory = Memory::NEW), cortex_m::Peripherals::take())
    else {
        panic!("each is taken once");
    };
    let clock = &mut core.SYST;
    start(clock);
    digits(clock);
    match learned(memory) {
        Err(error) => panic!("{error}"),
        Ok(bits) => hprintln!("deterministic wave {:016x}", bits),
    }
    debug::exit(debug::EXIT_SUCCESS);
    loop {}
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}
