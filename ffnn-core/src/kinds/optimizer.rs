//! The trait of optimizers.

mod chain;
mod elementwise;
mod epsilon;
#[cfg(feature = "alloc")]
mod persist;
mod setting;

pub use elementwise::Moments;
pub(crate) use elementwise::{Count, Destination, Elementwise, RuleStep};
pub use epsilon::Epsilon;
pub(crate) use epsilon::above_zero;
pub use setting::SettingError;

use core::fmt::Debug;
use core::mem::MaybeUninit;

use crate::kernels::{self, Level};
#[cfg(feature = "alloc")]
use crate::numbers::plain::written_boxed;
use crate::{Deferred, Parameters, Persist, Scalar};

/// Turns a gradient into a step, in place: the result is subtracted from the parameters.
///
/// The value holds the settings; the memory between steps is its [`State`](Optimizer::State). Optimizers chain as
/// tuples of up to eight, from left to right: `(ClipByGlobalNorm(1.0), DecayWeights::new(1e-4), Momentum::new(0.01))`.
/// All but the last transform the gradient, and the last takes the step.
///
/// The loops are compiled for the [`Level`] that they are given: a [`Trainer`](crate::train::Trainer) passes the level
/// of its pass. To call an optimizer by hand, pass [`Baseline`](crate::kernels::Baseline) or the level of your own
/// [`Pass`](crate::kernels::Pass). Implementations are `#[inline(always)]`.
///
/// A checkpoint recognizes the optimizer and its settings by its `Debug` text: derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an optimizer",
    label = "not an `Optimizer`",
    note = "optimizers are in `ffnn::optimizers`: `Adam::new(1e-3)`",
    note = "a chain is a tuple of up to eight optimizers, the one that takes the step last: `(ClipByGlobalNorm(1.0), \
                Adam::new(1e-3))`; nest tuples for a longer chain"
)]
pub trait Optimizer: Clone + Debug + Send + Sync + 'static {
    /// The memory between steps: moments of the same type as the parameters, counters. Checkpoints contain it.
    type State<P: Parameters>: Persist;

    /// Writes the state before the first step to `place` and returns it: use `place.write(…)` for a small state.
    ///
    /// A large state is written in place, so that a trainer without a heap can keep it in memory of the caller.
    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<Self::State<P>>) -> &'a mut Self::State<P>;

    /// Returns the state before the first step on the heap, without a copy on the stack.
    #[cfg(feature = "alloc")]
    fn state<P: Parameters>(&self) -> alloc::boxed::Box<Self::State<P>> {
        written_boxed(|place| self.state_in::<P>(place))
    }

    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// Returns the first setting that cannot be used.
    fn check(&self) -> Result<(), SettingError>;

    /// Returns the learning rate, which may be changed during training; `None` if there is none, as for clipping.
    fn rate_mut(&mut self) -> Option<&mut f64> {
        None
    }

    /// Returns the largest gradient magnitude it accepts in numbers of type `T`. An optimizer that keeps squares cannot
    /// accept a gradient whose square is infinite, because the parameter would never move again. A trainer refuses a
    /// step with a larger gradient, with [`Place::Square`](crate::Place::Square).
    fn largest_gradient<T: Scalar>(&self) -> f64 {
        f64::INFINITY
    }

    /// Returns the bound on gradient magnitudes after this optimizer, as after clipping; later members of a chain rely
    /// on it.
    fn clips_at(&self) -> f64 {
        f64::INFINITY
    }

    /// Replaces the gradient with the step to subtract.
    fn transform<P: Parameters>(&self, level: impl Level, state: &mut Self::State<P>, parameters: &P, gradient: &mut P);

    /// Updates the parameters. May overwrite the gradient.
    ///
    /// `deferred` holds the parts of the gradient that are not evaluated yet; the contents of those parts of `gradient`
    /// are meaningless before and after. An elementwise optimizer evaluates them a few rows at a time. Pass
    /// [`Deferred::NONE`] with a complete gradient.
    #[inline(always)]
    fn apply<P: Parameters>(
        &self,
        level: impl Level,
        state: &mut Self::State<P>,
        parameters: &mut P,
        gradient: &mut P,
        deferred: Deferred<'_, P::Scalar>,
    ) {
        deferred.write(level, gradient.as_mut_slice());
        self.transform(level, state, parameters, gradient);
        kernels::update(level, parameters.as_mut_slice(), gradient.as_slice(), [], |_, g, []| g);
    }
}

/// Returns the largest gradient magnitude whose square, and a bias-corrected mean of such squares, is finite in `T`.
pub(crate) fn largest_squared<T>() -> f64 {
    if size_of::<T>() == 4 { f64::from_bits((1023 + 63) << 52) } else { f64::from_bits((1023 + 511) << 52) } // 2⁶³, 2⁵¹¹
}
