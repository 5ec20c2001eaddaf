//! Entering code compiled for an instruction set, and creating the levels that prove it: everything that the library
//! claims about the processor.

use super::dispatch::{Dispatch, Pass, is_short};
use super::instructions::Set;
#[cfg(target_arch = "x86_64")]
use super::{Avx2, Avx512};
use super::{Baseline, Deterministic, InstructionSet, Level};

/// Seals `Level`, because holding a `Level` is trusted as proof.
mod sealed {
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be a level",
        label = "not a level of the library",
        note = "a level is proof that the processor has its instructions, so only `ffnn::kernels` has levels: write a `Pass`, which gets one"
    )]
    pub trait Sealed {
        /// Creates the level.
        ///
        /// # Safety
        ///
        /// The processor must have its instructions.
        unsafe fn assumed() -> Self;
    }
}
pub(in crate::kernels) use sealed::Sealed;

macro_rules! sealed {
    ($($level:ident = $value:expr;)+) => { $(
        #[diagnostic::do_not_recommend]
        impl Sealed for $level {
            #[inline(always)]
            unsafe fn assumed() -> Self {
                $value
            }
        }
    )+ };
}

sealed! {
    Baseline = Self;
    Deterministic = Self;
}

#[cfg(target_arch = "x86_64")]
sealed! {
    Avx2 = Self(());
    Avx512 = Self(());
}

impl Dispatch for InstructionSet {
    #[inline]
    fn dispatch<P: Pass>(self, pass: P) -> P::Output {
        match self.kind() {
            // SAFETY: an `InstructionSet` of this kind exists only if the processor has every feature of `avx512`.
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Set::Avx512 => unsafe { entered::<Avx512, P>(pass, avx512) },
            // SAFETY: an `InstructionSet` of this kind exists only if the processor has every feature of `avx2`.
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Set::Avx2 => unsafe { entered::<Avx2, P>(pass, avx2) },
            // SAFETY: every processor has this level. If the baseline computes the same, one compiled form serves both.
            Set::Deterministic if const { !Baseline::DETERMINISTIC } => unsafe {
                entered::<Deterministic, P>(pass, |pass| compiled_for_the_target(Deterministic, pass))
            },
            // SAFETY: every processor has this level.
            _ => unsafe { entered::<Baseline, P>(pass, |pass| compiled_for_the_target(Baseline, pass)) },
        }
    }
}

/// Calls `run`, compiled for `L`, with `pass`. Denormal numbers count as zero if the processor has a mode for that,
/// unless the pass is short.
///
/// # Safety
///
/// The preconditions of `run` must hold.
#[inline(always)]
unsafe fn entered<L: Level, P: Pass>(pass: P, run: unsafe fn(P) -> P::Output) -> P::Output {
    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    if const { !is_short::<L>(P::GUARDED_WORK) } {
        // SAFETY: guaranteed by the caller.
        return unsafe { super::zeros::with_zeros(pass, run) };
    }
    #[cfg(not(all(target_arch = "x86_64", feature = "std")))]
    let _ = is_short::<L>(P::GUARDED_WORK);
    // SAFETY: guaranteed by the caller.
    unsafe { run(pass) }
}

/// Runs `pass` in the mode without denormal numbers, at a level that is compiled for the target.
#[cfg(all(target_arch = "x86_64", feature = "std"))]
#[inline]
pub(super) fn with_zeros<L: Level, P: Pass>(_: L, pass: P) -> P::Output {
    // SAFETY: the caller has the level.
    unsafe { super::zeros::with_zeros(pass, |pass| compiled_for_the_target(L::assumed(), pass)) }
}

// A separate function like those below, because its locals would otherwise take stack in `dispatch` at every level.
// None of the three is inlined, so that a pass that is entered again from a level stays one function shared by all
// callers.
#[inline(never)]
pub(super) fn compiled_for_the_target<L: Level, P: Pass>(level: L, pass: P) -> P::Output {
    pass.enter(level)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline(never)]
fn avx2<P: Pass>(pass: P) -> P::Output {
    // SAFETY: this function is entered only if the processor has its instructions.
    pass.enter(unsafe { Avx2::assumed() })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
#[inline(never)]
fn avx512<P: Pass>(pass: P) -> P::Output {
    // SAFETY: this function is entered only if the processor has its instructions.
    pass.enter(unsafe { Avx512::assumed() })
}

// Calls of the two from their own level, `outlined_…`. These are inlined and the two are not: the compiler respects
// `inline(never)` of a function with target features only in calls from a function that has them too.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline]
fn outlined_avx2<P: Pass>(pass: P) -> P::Output {
    avx2(pass)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
#[inline]
fn outlined_avx512<P: Pass>(pass: P) -> P::Output {
    avx512(pass)
}

/// Runs `pass` in a function compiled for the level.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn at_avx2<P: Pass>(_: Avx2, pass: P) -> P::Output {
    // SAFETY: a level is proof that the processor has its instructions.
    unsafe { outlined_avx2(pass) }
}

/// Runs `pass` in a function compiled for the level.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn at_avx512<P: Pass>(_: Avx512, pass: P) -> P::Output {
    // SAFETY: a level is proof that the processor has its instructions.
    unsafe { outlined_avx512(pass) }
}

/// Runs `pass` in a function compiled for the level, in the mode without denormal numbers.
#[cfg(all(target_arch = "x86_64", feature = "std"))]
#[inline]
pub(super) fn with_zeros_at_avx2<P: Pass>(_: Avx2, pass: P) -> P::Output {
    // SAFETY: a level is proof that the processor has its instructions.
    unsafe { super::zeros::with_zeros(pass, avx2) }
}

/// Runs `pass` in a function compiled for the level, in the mode without denormal numbers.
#[cfg(all(target_arch = "x86_64", feature = "std"))]
#[inline]
pub(super) fn with_zeros_at_avx512<P: Pass>(_: Avx512, pass: P) -> P::Output {
    // SAFETY: a level is proof that the processor has its instructions.
    unsafe { super::zeros::with_zeros(pass, avx512) }
}
