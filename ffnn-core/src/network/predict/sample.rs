//! The pass of one sample.

use super::{InputOf, LogitsOf, Predict};
use crate::kernels::{Level, Pass, is_short, takes_zeros};
use crate::network::Prediction;
use crate::{Head, Network, Parameters, Scalar, Vector};

/// The last part of the pass, after the logits.
pub(super) trait Finish<P: Predict> {
    type Output;

    fn finish(self, level: impl Level, logits: LogitsOf<P>) -> Self::Output;
}

/// The logits as they are.
pub(super) struct Logits;

impl<P: Predict> Finish<P> for Logits {
    type Output = LogitsOf<P>;

    #[inline(always)]
    fn finish(self, _: impl Level, logits: LogitsOf<P>) -> LogitsOf<P> {
        logits
    }
}

/// The prediction that the head makes of the logits.
pub(super) struct Answer;

impl<P: Predict> Finish<P> for Answer {
    type Output = Prediction<P::Network>;

    #[inline(always)]
    fn finish(self, level: impl Level, logits: LogitsOf<P>) -> Prediction<P::Network> {
        P::Network::HEAD.prediction(level, logits)
    }
}

/// One sample on its way through a model.
pub(super) struct Sample<'a, P: Predict, F> {
    pub(super) model: &'a P,
    pub(super) input: &'a InputOf<P>,
    pub(super) finish: F,
}

impl<P: Predict, F: Finish<P>> Pass for Sample<'_, P, F> {
    type Output = F::Output;
    const GUARDED_WORK: Option<usize> = work::<P::Network>();

    #[inline(always)]
    fn enter<L: Level>(self, level: L) -> F::Output {
        if const { is_short::<L>(Self::GUARDED_WORK) } && slows_down(level, self.input) {
            let input = &flushed(self.input);
            let pass = Sample { input, ..self };
            return if any_tiny(level, input) { level.outlined_with_zeros(pass) } else { level.outlined(pass) };
        }
        self.run(level)
    }

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> F::Output {
        let [logits] = self.model.forward(level, core::array::from_ref(self.input));
        let logits = if const { is_short::<L>(Self::GUARDED_WORK) } { flushed(&logits) } else { logits };
        self.finish.finish(level, logits)
    }
}

/// Returns the multiply-adds of one sample, if checking the input costs less than switching the processor's mode.
const fn work<N: Network>() -> Option<usize> {
    if N::Input::LEN <= 64 { Some(N::Parameters::MULTIPLY_ADDS) } else { None }
}

/// Whether a value of an input is so small that products with it may be denormal.
#[inline(always)]
fn any_tiny<L: Level, V: Vector>(_: L, input: &V) -> bool {
    V::Scalar::any_tiny::<L>(input.as_ref())
}

/// Whether the input contains such tiny values and the processor does not treat denormals as zero, so that they slow it
/// down.
#[inline(always)]
fn slows_down<V: Vector>(level: impl Level, input: &V) -> bool {
    any_tiny(level, input) && !takes_zeros()
}

#[inline(always)]
fn flushed<V: Vector>(values: &V) -> V {
    let mut flushed = *values;
    flushed.as_mut().iter_mut().for_each(|value| *value = value.flushed());
    flushed
}
