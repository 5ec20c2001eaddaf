//! Predicts and learns, and prints what came out, how many instructions it took and how deep the stack was.

#![no_std]
#![no_main]

use core::hint::black_box;
use core::mem::MaybeUninit;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::register::msp;
use cortex_m_semihosting::{debug, hprintln};
use work::{DIGITS, Memory, Policy, SITUATION, drawn, learn, pixels};

/// The emulator is told to take one nanosecond for each instruction, and the board counts at 25 MHz.
const INSTRUCTIONS_PER_TICK: u32 = 40;

unsafe extern "C" {
    /// Where the statics end and the stack may begin.
    static mut __sheap: u32;
}

/// What the stack is painted with.
const PAINT: u32 = 0x5eed_cafe;

/// How many bytes of stack `work` takes.
#[inline(never)]
fn depth(work: &mut dyn FnMut()) -> usize {
    let bottom = &raw mut __sheap;
    // What this function itself keeps there stays as it is.
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

/// How many instructions `work` takes, the mean of some runs.
#[inline(never)]
fn instructions(clock: &mut SYST, work: &mut dyn FnMut()) -> u32 {
    const RUNS: u32 = 64;
    let before = SYST::get_current();
    for _ in 0..RUNS {
        work();
    }
    let after = SYST::get_current();
    // It counts down, in 24 bits.
    let ticks = before.wrapping_sub(after) & 0x00ff_ffff;
    clock.clear_current();
    (u64::from(ticks) * u64::from(INSTRUCTIONS_PER_TICK) / u64::from(RUNS)) as u32
}

#[cortex_m_rt::entry]
fn main() -> ! {
    let (Some(policy), Some(memory), Some(mut core)) = (
        cortex_m::singleton!(: MaybeUninit<Policy> = MaybeUninit::uninit()),
        cortex_m::singleton!(: Memory = Memory::NEW),
        cortex_m::Peripherals::take(),
    ) else {
        panic!("each is taken once");
    };
    let clock = &mut core.SYST;
    clock.set_clock_source(SystClkSource::Core);
    clock.set_reload(0x00ff_ffff);
    clock.clear_current();
    clock.enable_counter();

    for image in 0..4 {
        hprintln!("value digits.{} {:?}", image, DIGITS.logits(&pixels(image)));
    }
    let policy = drawn(policy);
    hprintln!("value policy {:?}", policy.predict(&SITUATION));

    let image = pixels(0);
    let mut read = || {
        black_box(DIGITS.predict(black_box(&image)).class());
    };
    hprintln!("cost digits {} {}", instructions(clock, &mut read), depth(&mut read));
    let mut decide = || {
        black_box(policy.predict(black_box(&SITUATION)));
    };
    hprintln!("cost policy {} {}", instructions(clock, &mut decide), depth(&mut decide));

    // Learning goes on for longer than the clock can count.
    const STEPS: u32 = 20;
    let many = instructions(clock, &mut || _ = black_box(learn(memory, STEPS).is_ok()));
    let none = instructions(clock, &mut || _ = black_box(learn(memory, 0).is_ok()));
    let deep = depth(&mut || _ = black_box(learn(memory, 1).is_ok()));
    hprintln!("cost wave.step {} {}", (many - none) / STEPS, deep);

    match learn(memory, 3000) {
        Err(error) => panic!("{error}"),
        Ok((loss, wave)) => {
            hprintln!("value wave.loss [{:?}]", loss as f32);
            for x in [-0.8, -0.3, 0.2, 0.7] {
                hprintln!("value wave.{} {:?}", x, wave.predict(&[x]));
            }
            let mut ask = || {
                black_box(wave.predict(black_box(&[0.3])));
            };
            hprintln!("cost wave {} {}", instructions(clock, &mut ask), depth(&mut ask));
        }
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
