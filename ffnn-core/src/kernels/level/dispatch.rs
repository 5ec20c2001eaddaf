//! Running work at the level of an instruction set.

use super::{Baseline, InstructionSet, Level, ZEROS};

/// Work that can be compiled for any level: a whole forward pass, a whole training step, the loop of an optimizer.
///
/// `run` and everything it calls must be `#[inline(always)]`: code that is not inlined is compiled for the baseline.
/// The same holds for closures.
///
/// A call of [`dispatch`] takes a few nanoseconds, a good part of the time of a tiny network. To predict many times in
/// a row, dispatch the whole loop, and predict at its level inside:
///
/// ```
/// use ffnn::heads::Linear;
/// use ffnn::kernels::{InstructionSet, Level, Pass, dispatch, dispatch_at};
/// use ffnn::{Network, Predict};
///
/// /// A pendulum that the network keeps upright: angle and speed in, torque out.
/// struct Balance<'a, N> {
///     policy: &'a N,
///     angle: f32,
///     speed: f32,
/// }
///
/// impl<N: Network<Scalar = f32, Input = [f32; 2], Logits = [f32; 1], Head = Linear>> Pass for Balance<'_, N> {
///     /// Angle and speed after 1000 steps of 10 ms.
///     type Output = [f32; 2];
///
///     #[inline(always)]
///     fn run<L: Level>(self, level: L) -> [f32; 2] {
///         let Self { policy, mut angle, mut speed } = self;
///         for _ in 0..1000 {
///             let [torque] = policy.predict_at(level, &[angle, speed]);
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
/// let replayed = dispatch_at(InstructionSet::DETERMINISTIC, Balance { policy, angle: 0.1, speed: 0.0 });
/// # }
/// ```
pub trait Pass: Sized {
    /// The result of the work.
    type Output;
    /// Number of multiply-adds, if the pass itself [handles denormal numbers](crate::kernels) when there are few.
    #[doc(hidden)]
    const GUARDED_WORK: Option<usize> = None;

    /// Does the work.
    fn run<L: Level>(self, level: L) -> Self::Output;

    /// Does the work right after the dispatch, where the processor's mode is that of the caller if the pass is short.
    #[doc(hidden)]
    #[inline(always)]
    fn enter<L: Level>(self, level: L) -> Self::Output {
        self.run(level)
    }
}

/// Whether `work` multiply-adds at this level are so few that the nanoseconds for switching the processor's mode would
/// matter.
pub(crate) const fn is_short<L: Level>(work: Option<usize>) -> bool {
    let most = if L::FUSED { 4096 } else { 1024 };
    ZEROS && matches!(work, Some(work) if work < most)
}

/// A target to run a [`Pass`] at: an [`InstructionSet`], which enters a function compiled for it, or, inside such a
/// function, its [`Level`], which just calls the pass.
pub trait Dispatch: Copy {
    /// Runs `pass`.
    fn dispatch<P: Pass>(self, pass: P) -> P::Output;
}

impl<L: Level> Dispatch for L {
    #[inline(always)]
    fn dispatch<P: Pass>(self, pass: P) -> P::Output {
        pass.run(self)
    }
}

/// Runs `pass` compiled for the best instruction set of this processor.
#[inline]
pub fn dispatch<P: Pass>(pass: P) -> P::Output {
    dispatch_at(InstructionSet::best(), pass)
}

/// Runs `pass` compiled for the given instruction set.
#[inline(always)]
pub fn dispatch_at<P: Pass>(at: impl Dispatch, pass: P) -> P::Output {
    at.dispatch(pass)
}

/// Runs `pass` once at each [instruction set](InstructionSet::all) of this processor, the baseline first, and calls
/// `visit` with the name of the set and the result.
///
/// It is meant for tests: the results must agree up to rounding. [`Deterministic`](super::Deterministic) comes first, unless the baseline is
/// already deterministic.
pub fn dispatch_each<P: Pass + Clone>(pass: P, mut visit: impl FnMut(&'static str, P::Output)) {
    if const { !Baseline::DETERMINISTIC } {
        visit(InstructionSet::DETERMINISTIC.name(), dispatch_at(InstructionSet::DETERMINISTIC, pass.clone()));
    }
    for instructions in InstructionSet::all() {
        visit(instructions.name(), dispatch_at(instructions, pass.clone()));
    }
}
