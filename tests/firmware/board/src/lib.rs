//! Measurement of instructions and stack.

#![no_std]

use core::hint::black_box;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::register::msp;
use cortex_m_semihosting::hprintln;
use ffnn::Quantized;
use work::{DIGITS, INTEGERS, counts, pixels};

/// The emulator is told to take one nanosecond for each instruction; the board with a Cortex-M4 counts at 25 MHz, that
/// with a Cortex-M0 at 16 MHz.
const INSTRUCTIONS_PER_1000_TICKS: u64 = if cfg!(target_has_atomic = "32") { 40_000 } else { 62_500 };

unsafe extern "C" {
    /// End of the statics, where the stack may begin.
    static mut __sheap: u32;
}

/// Pattern that fills the unused stack.
const PAINT: u32 = 0x5eed_cafe;

/// Stack usage of `work`, in bytes.
#[inline(never)]
pub fn depth(work: &mut dyn FnMut()) -> usize {
    let bottom = &raw mut __sheap;
    // The stack of this function itself must stay unchanged.
    let top = (msp::read() as usize - 128) as *mut u32;
    // SAFETY: nobody uses the memory between the statics and the stack.
    unsafe {
        let mut place = bottom;
        while place < top {
            place.write_volatile(PAINT);
            place = place.add(1);
        }
        work();
        place = bottom;
        while place < top && place.read_volatile() == PAINT {
            place = place.add(1);
        }
        msp::read() as usize - place as usize
    }
}

/// Starts the clock.
pub fn start(clock: &mut SYST) {
    clock.set_clock_source(SystClkSource::Core);
    clock.set_reload(0x00ff_ffff);
    clock.clear_current();
    clock.enable_counter();
}

/// Number of instructions of `work`, averaged over several runs.
#[inline(never)]
pub fn instructions(clock: &mut SYST, work: &mut dyn FnMut()) -> u32 {
    const RUNS: u32 = 64;
    let before = SYST::get_current();
    for _ in 0..RUNS {
        work();
    }
    let after = SYST::get_current();
    // It counts down, in 24 bits.
    let ticks = before.wrapping_sub(after) & 0x00ff_ffff;
    clock.clear_current();
    (u64::from(ticks) * INSTRUCTIONS_PER_1000_TICKS / (1000 * u64::from(RUNS))) as u32
}

/// Predicts digits in integers and prints the results, and the cost of one in floating point and in integers.
pub fn digits(clock: &mut SYST) {
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
}
