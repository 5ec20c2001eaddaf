//! The one place that enters code compiled for an instruction set.

use super::instructions::Set;
#[cfg(target_arch = "x86_64")]
use super::{Avx2, Avx512, Sealed};
use super::{Baseline, Deterministic, Instructions, Level, ZEROS};

/// Work that can be compiled for any level: a whole forward pass, a whole training step, an optimizer's loop.
///
/// `run` and all that it calls carry `#[inline(always)]`: what does not inline is compiled for the baseline, and so may be
/// a closure.
///
/// A call of [`dispatch`] costs a few nanoseconds, which is a good part of what a tiny network takes. Whoever asks one many
/// times in a row dispatches the whole loop, and predicts inside of it at the level at hand:
///
/// ```
/// use ffnn_core::heads::Linear;
/// use ffnn_core::kernels::{Instructions, Level, Pass, dispatch, dispatch_at};
/// use ffnn_core::{Network, network};
///
/// /// A pendulum that the network keeps upright: angle and speed in, torque out.
/// struct Balance<'a, N> {
///     policy: &'a N,
///     angle: f32,
///     speed: f32,
/// }
///
/// impl<N: Network<Scalar = f32, Input = [f32; 2], Logits = [f32; 1], Head = Linear>> Pass for Balance<'_, N> {
///     /// Where it is after 1000 steps of 10 ms.
///     type Output = [f32; 2];
///
///     #[inline(always)]
///     fn run<L: Level>(self, level: L) -> [f32; 2] {
///         let Self { policy, mut angle, mut speed } = self;
///         for _ in 0..1000 {
///             let [torque] = network::predict_at(level, policy, &[angle, speed]);
///             speed += 0.01 * (9.81 * angle + torque);
///             angle += 0.01 * speed;
///         }
///         [angle, speed]
///     }
/// }
///
/// # fn example<N: Network<Scalar = f32, Input = [f32; 2], Logits = [f32; 1], Head = Linear>>(policy: &N) {
/// let upright = dispatch(Balance { policy, angle: 0.1, speed: 0.0 });
/// // The same bits on every machine:
/// let replayed = dispatch_at(Instructions::DETERMINISTIC, Balance { policy, angle: 0.1, speed: 0.0 });
/// # }
/// ```
pub trait Pass {
    /// What the work returns.
    type Output;
    /// How many multiply-adds it is, if it [looks out for denormal numbers](crate::kernels) itself where these are few.
    #[doc(hidden)]
    const GUARDED_WORK: Option<usize> = None;

    /// Does the work.
    fn run<L: Level>(self, level: L) -> Self::Output;
}

/// Whether `work` multiply-adds at the level are so few that entering a mode of the processor, which takes some
/// nanoseconds, would count.
pub(crate) const fn is_short<L: Level>(work: Option<usize>) -> bool {
    let most = if L::FUSED { 4096 } else { 1024 };
    ZEROS && matches!(work, Some(work) if work < most)
}

/// What a [`Pass`] can be run at: [`Instructions`], which enter a function that is compiled for them, or, inside of such a
/// function, its [`Level`], which only goes on.
pub trait Dispatch: Copy {
    /// Whether it only goes on.
    #[doc(hidden)]
    const WITHIN: bool;

    /// Runs `pass`.
    fn dispatch<P: Pass>(self, pass: P) -> P::Output;
}

impl<L: Level> Dispatch for L {
    const WITHIN: bool = true;

    #[inline(always)]
    fn dispatch<P: Pass>(self, pass: P) -> P::Output {
        pass.run(self)
    }
}

impl Dispatch for Instructions {
    const WITHIN: bool = false;

    #[inline]
    fn dispatch<P: Pass>(self, pass: P) -> P::Output {
        match self.0 {
            // SAFETY: there are `Instructions` of this set only where the processor has every feature of `avx512`.
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Set::Avx512 => unsafe { entered::<Avx512, P>(pass, avx512) },
            // SAFETY: there are `Instructions` of this set only where the processor has every feature of `avx2`.
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Set::Avx2 => unsafe { entered::<Avx2, P>(pass, avx2) },
            // SAFETY: every processor has these levels.
            // Where both calculate alike, one compiled form serves both.
            Set::Deterministic if const { !Baseline::DETERMINISTIC } => unsafe {
                entered::<Deterministic, P>(pass, |pass| compiled_for_the_target(Deterministic, pass))
            },
            // SAFETY: as above.
            _ => unsafe { entered::<Baseline, P>(pass, |pass| compiled_for_the_target(Baseline, pass)) },
        }
    }
}

/// Calls `run`, compiled for `L`, with `pass`: with denormal numbers as zeros if the processor has a mode for that, unless
/// the pass is short.
///
/// # Safety
///
/// As of `run`.
#[inline(always)]
unsafe fn entered<L: Level, P: Pass>(pass: P, run: unsafe fn(P) -> P::Output) -> P::Output {
    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    if const { !is_short::<L>(P::GUARDED_WORK) } {
        // SAFETY: the caller's.
        return unsafe { super::zeros::with_zeros(pass, run) };
    }
    #[cfg(not(all(target_arch = "x86_64", feature = "std")))]
    let _ = is_short::<L>(P::GUARDED_WORK);
    // SAFETY: the caller's.
    unsafe { run(pass) }
}

/// Runs `pass` compiled for the best instructions of this processor.
#[inline]
pub fn dispatch<P: Pass>(pass: P) -> P::Output {
    dispatch_at(Instructions::best(), pass)
}

/// Runs `pass` compiled for these instructions.
#[inline(always)]
pub fn dispatch_at<P: Pass>(at: impl Dispatch, pass: P) -> P::Output {
    at.dispatch(pass)
}

/// Runs `pass` once with all [instructions](Instructions::all) that this processor has, the baseline first, and hands the
/// name and the outcome of each to `visit`.
///
/// For tests: each must agree with the others to rounding. Where the baseline is not
/// [`Deterministic`] already, that comes before all.
pub fn dispatch_each<P: Pass + Clone>(pass: P, mut visit: impl FnMut(&'static str, P::Output)) {
    if const { !Baseline::DETERMINISTIC } {
        visit(Instructions::DETERMINISTIC.name(), dispatch_at(Instructions::DETERMINISTIC, pass.clone()));
    }
    for instructions in Instructions::all() {
        visit(instructions.name(), dispatch_at(instructions, pass.clone()));
    }
}

// A function like those below, or its locals would take stack in `dispatch` whichever level is chosen. None of the three
// inlines, so that a pass that a level enters once more stays a function that all its callers share.
#[inline(never)]
pub(super) fn compiled_for_the_target<L: Level, P: Pass>(level: L, pass: P) -> P::Output {
    pass.run(level)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline(never)]
pub(super) fn avx2<P: Pass>(pass: P) -> P::Output {
    // SAFETY: this function is entered only where the processor has its instructions.
    pass.run(unsafe { Avx2::assumed() })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
#[inline(never)]
pub(super) fn avx512<P: Pass>(pass: P) -> P::Output {
    // SAFETY: as above.
    pass.run(unsafe { Avx512::assumed() })
}

// The calls of the two out of their own level. They inline and the two do not: the compiler heeds `inline(never)` of a
// function with instructions of its own only at calls out of one that has them too.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline]
pub(super) fn outlined_avx2<P: Pass>(pass: P) -> P::Output {
    avx2(pass)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
#[inline]
pub(super) fn outlined_avx512<P: Pass>(pass: P) -> P::Output {
    avx512(pass)
}
