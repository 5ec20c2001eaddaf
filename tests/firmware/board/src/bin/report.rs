//! Predicts and learns, and prints the results, the number of instructions and the stack depth.

#![no_std]
#![no_main]

use core::hint::black_box;
use core::mem::MaybeUninit;

use board::{depth, digits, instructions, start};
use cortex_m_semihosting::{debug, hprintln};
use work::{DIGITS, Memory, Policy, SITUATION, drawn, learn, learned, pixels};

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
    start(clock);

    for image in 0..4 {
        hprintln!("value digits.{} {:?}", image, DIGITS.logits(&pixels(image)));
    }
    let policy = drawn(policy);
    hprintln!("value policy {:?}", policy.predict(&SITUATION));
    digits(clock);

    let mut decide = || {
        black_box(policy.predict(black_box(&SITUATION)));
    };
    hprintln!("cost policy {} {}", instructions(clock, &mut decide), depth(&mut decide));

    // Learning takes longer than the clock can count.
    const STEPS: u32 = 20;
    let many = instructions(clock, &mut || _ = black_box(learn(memory, STEPS).is_ok()));
    let none = instructions(clock, &mut || _ = black_box(learn(memory, 0).is_ok()));
    let deep = depth(&mut || _ = black_box(learn(memory, 1).is_ok()));
    hprintln!("cost wave.step {} {}", (many - none) / STEPS, deep);

    match learned(memory) {
        Err(error) => panic!("{error}"),
        Ok(bits) => hprintln!("deterministic wave {:016x}", bits),
    }
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
