//! The mode in which a processor takes denormal numbers for zero.
//!
//! A denormal number, below the smallest normal one, takes an Intel processor about a hundred cycles wherever it is
//! multiplied or comes out of a multiplication. x86-64 has two bits against that in its control register: results that
//! would be denormal become zero, and denormal operands count as zero. Other processors are not slowed down; there kernels
//! [flush](super::Level::flush) what they store.
//!
//! Rust defines its arithmetic for the default mode only, and says nothing of a function that is called in the other one. This
//! relies on what the compiler and the processor do:
//!
//! * One `asm!` block enters the mode, calls a function and leaves the mode, so no arithmetic of the code around it can be
//!   moved into the mode or out of it.
//! * The mode changes values and nothing else: rounding stays as it is, exceptions stay masked. Each instruction gives what
//!   the default mode gives, or zero in place of a denormal number. Where the compiler calculates ahead with the rules of
//!   the default mode, a denormal number stays one. Both are allowed: kernels promise no bits there.
//! * No length, index or pointer of the library follows from the value of a number, so memory safety does not rest on it.
//! * The called function catches panics, which go on after the mode is left. The caller's own mode comes back bit by bit.

use alloc::boxed::Box;
use core::any::Any;
use core::arch::asm;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::panic::AssertUnwindSafe;
use std::panic::{catch_unwind, resume_unwind};

use super::dispatch::Pass;

/// Results that would be denormal become zero, and denormal operands count as zero.
const ZEROS: u32 = 1 << 15 | 1 << 6;

/// The control register.
#[inline(always)]
fn control() -> u32 {
    let mut control = 0u32;
    // SAFETY: writes the control register to that place.
    unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut control, options(nostack, preserves_flags)) };
    control
}

/// Whether the processor is in the mode: a pass or a host, as of audio, has entered it.
#[inline(always)]
pub(crate) fn takes_zeros() -> bool {
    control() & ZEROS == ZEROS
}

/// A pass on its way into the mode, and its outcome on the way out.
struct Call<P: Pass> {
    pass: ManuallyDrop<P>,
    run: unsafe fn(P) -> P::Output,
    output: MaybeUninit<P::Output>,
    panic: Option<Box<dyn Any + Send>>,
}

/// Calls `run` with `pass` in the mode.
///
/// # Safety
///
/// As of `run`.
#[inline(always)]
pub(super) unsafe fn with_zeros<P: Pass>(pass: P, run: unsafe fn(P) -> P::Output) -> P::Output {
    let before = control();
    if before & ZEROS == ZEROS {
        // SAFETY: the caller's.
        return unsafe { run(pass) };
    }
    // SAFETY: the caller's.
    unsafe { enter(before, pass, run) }
}

/// Calls `run` with `pass` in the mode, and comes back to the mode `before`.
///
/// A function of its own, so that those who rarely need it keep no register for it.
///
/// # Safety
///
/// As of `run`.
#[inline(never)]
unsafe fn enter<P: Pass>(before: u32, pass: P, run: unsafe fn(P) -> P::Output) -> P::Output {
    let modes = [before, before | ZEROS];
    let mut call = Call { pass: ManuallyDrop::new(pass), run, output: MaybeUninit::uninit(), panic: None };
    // SAFETY: `called` takes the pointer that it is given, does not unwind and keeps what its calling convention says; the
    // register that holds `modes` is one that it keeps. The control register is as before at the end.
    unsafe {
        asm!(
            "ldmxcsr [r12 + 4]",
            "call {called}",
            "ldmxcsr [r12]",
            called = sym called::<P>,
            in("r12") &raw const modes,
            in("rdi") &raw mut call,
            clobber_abi("sysv64"),
        );
    }
    match call.panic {
        // SAFETY: there was no panic, so it was written.
        None => unsafe { call.output.assume_init() },
        Some(panic) => resume_unwind(panic),
    }
}

/// Runs a pass and keeps what comes of it.
///
/// # Safety
///
/// `call` is a valid pointer to a call that nobody has run, and what its `run` asks for holds.
unsafe extern "sysv64" fn called<P: Pass>(call: *mut Call<P>) {
    // SAFETY: the caller's.
    let call = unsafe { &mut *call };
    // SAFETY: the caller's; nobody takes the pass again.
    match catch_unwind(AssertUnwindSafe(|| unsafe { (call.run)(ManuallyDrop::take(&mut call.pass)) })) {
        Ok(output) => _ = call.output.write(output),
        Err(panic) => call.panic = Some(panic),
    }
}
