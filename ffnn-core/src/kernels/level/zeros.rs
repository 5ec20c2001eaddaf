//! The processor mode that treats denormal numbers as zero.
//!
//! A denormal number, below the smallest normal one, costs an Intel processor about a hundred cycles as a factor or a
//! product of a multiplication. x86-64 has two bits against that in its control register: denormal results become zero,
//! and denormal operands count as zero. Other processors are not slowed down; on those kernels
//! [flush](super::Level::flush) what they store.
//!
//! Rust defines its arithmetic only for the default mode, and does not specify functions called in the other one. This
//! module relies on the behavior of the compiler and the processor:
//!
//! * One `asm!` block enters the mode, calls a function and leaves the mode, so no arithmetic of the surrounding code
//!   can move into the mode or out of it.
//! * The mode changes only values: rounding stays the same, exceptions stay masked. Each instruction gives the result
//!   of the default mode, or zero in place of a denormal number. Where the compiler evaluates constants with the rules of
//!   the default mode, a denormal number stays one. Both are allowed, because kernels promise no bits for such numbers.
//! * No length, index or pointer of the library depends on the value of a number, so memory safety is not affected.
//! * The called function catches panics, which resume after the mode is left. The caller's mode is restored exactly.

use alloc::boxed::Box;
use core::any::Any;
use core::arch::asm;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::panic::AssertUnwindSafe;
use std::panic::{catch_unwind, resume_unwind};

use super::dispatch::Pass;

/// Bits of the control register: denormal results become zero, and denormal operands count as zero.
const ZEROS: u32 = 1 << 15 | 1 << 6;

/// Returns the control register.
#[inline(always)]
fn control() -> u32 {
    let mut control = 0u32;
    // SAFETY: the instruction writes the control register to that address.
    unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut control, options(nostack, preserves_flags)) };
    control
}

/// Whether the processor is in the mode, entered by a pass or by a host application, for example for audio.
#[inline(always)]
pub(crate) fn takes_zeros() -> bool {
    control() & ZEROS == ZEROS
}

/// A pass on its way into the mode, and its result on the way out.
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
/// The preconditions of `run` must hold.
#[inline(always)]
pub(super) unsafe fn with_zeros<P: Pass>(pass: P, run: unsafe fn(P) -> P::Output) -> P::Output {
    let before = control();
    if before & ZEROS == ZEROS {
        // SAFETY: guaranteed by the caller.
        return unsafe { run(pass) };
    }
    // SAFETY: guaranteed by the caller.
    unsafe { enter(before, pass, run) }
}

/// Calls `run` with `pass` in the mode, and restores the mode `before`.
///
/// It is a separate function, so that callers that rarely need it keep no register for it.
///
/// # Safety
///
/// The preconditions of `run` must hold.
#[inline(never)]
unsafe fn enter<P: Pass>(before: u32, pass: P, run: unsafe fn(P) -> P::Output) -> P::Output {
    let modes = [before, before | ZEROS];
    let mut call = Call { pass: ManuallyDrop::new(pass), run, output: MaybeUninit::uninit(), panic: None };
    // SAFETY: `called` receives the pointer it expects, does not unwind and follows its calling convention, which
    // preserves the register with `modes`. The control register is restored at the end.
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

/// Runs a pass and stores its result or panic.
///
/// # Safety
///
/// `call` must be a valid pointer to a call that has not run yet, and the preconditions of its `run` must hold.
unsafe extern "sysv64" fn called<P: Pass>(call: *mut Call<P>) {
    // SAFETY: guaranteed by the caller.
    let call = unsafe { &mut *call };
    // SAFETY: guaranteed by the caller; the pass is taken only once.
    match catch_unwind(AssertUnwindSafe(|| unsafe { (call.run)(ManuallyDrop::take(&mut call.pass)) })) {
        Ok(output) => _ = call.output.write(output),
        Err(panic) => call.panic = Some(panic),
    }
}
