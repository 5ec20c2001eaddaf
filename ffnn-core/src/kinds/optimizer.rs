//! What an optimizer is.

mod chain;
mod elementwise;
mod epsilon;
#[cfg(feature = "alloc")]
mod persist;
mod setting;

pub use elementwise::Moments;
pub(crate) use elementwise::{Count, Elementwise, Step, Target};
pub use epsilon::Epsilon;
pub(crate) use epsilon::above_zero;
pub use setting::SettingError;

use core::fmt::Debug;
use core::mem::MaybeUninit;

use crate::kernels::{self, Level};
use crate::{Deferred, Parameters, Persist, Scalar};

/// Turns a gradient into a step, in place: what is left of the gradient is subtracted from the parameters.
///
/// The value holds the settings; what is remembered between steps is its [`State`](Optimizer::State). Optimizers chain
/// as tuples of up to eight, from left to right: `(ClipByGlobalNorm(1.0), DecayWeights::new(1e-4), Momentum::new(0.01))`. All
/// but the last change the gradient, and the last takes the step.
///
/// The loops are compiled for the [`Level`] that they are handed: a [`Trainer`](crate::train::Trainer) hands on that of its
/// pass. Whoever calls an optimizer by hand hands it [`Baseline`](crate::kernels::Baseline), or that of a
/// [`Pass`](crate::kernels::Pass) of their own. What implements this carries `#[inline(always)]`.
///
/// What `Debug` writes is how a checkpoint knows the optimizer and its settings again: derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an optimizer",
    label = "not an `Optimizer`",
    note = "the library's stand in `ffnn::optimizers`: `Adam::new(1e-3)`",
    note = "a chain is a tuple of up to eight optimizers, the one that takes the step last: `(ClipByGlobalNorm(1.0), \
            Adam::new(1e-3))`; a longer one nests"
)]
pub trait Optimizer: Clone + Debug + Send + Sync + 'static {
    /// What is remembered between steps: moments of the same type as the parameters, counters. Checkpoints hold it.
    type State<P: Parameters>: Persist;

    /// Writes what is remembered before the first step to `place`, and returns that: `place.write(…)` for what is small.
    ///
    /// What is large is written where it is, so that a trainer without a heap can keep it in memory of its caller's.
    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<Self::State<P>>) -> &'a mut Self::State<P>;

    /// What is remembered before the first step, on the heap, without ever having been on the stack.
    #[cfg(feature = "alloc")]
    fn state<P: Parameters>(&self) -> alloc::boxed::Box<Self::State<P>> {
        let mut place = alloc::boxed::Box::new_uninit();
        written::<Self, P>(self, &mut place);
        // SAFETY: it was written to just now.
        unsafe { place.assume_init() }
    }

    /// A sentence that says what is wrong with the settings, if anything is.
    fn check(&self) -> Result<(), SettingError>;

    /// The learning rate, to be changed while training; none if there is none, as for clipping.
    fn rate_mut(&mut self) -> Option<&mut f64> {
        None
    }

    /// The largest magnitude of a derivative that it can take in numbers of type `T`: one that keeps squares can take no
    /// derivative whose square is infinite, which would stop the parameter for good. A trainer refuses a step on a larger one,
    /// with [`Place::Square`](crate::Place::Square).
    fn largest_gradient<T: Scalar>(&self) -> f64 {
        f64::INFINITY
    }

    /// The magnitude that no derivative exceeds after it, as after a clip: those that follow in a chain can rely on it.
    fn clips_at(&self) -> f64 {
        f64::INFINITY
    }

    /// Replaces the gradient by what is to be subtracted.
    fn transform<P: Parameters>(&self, level: impl Level, state: &mut Self::State<P>, parameters: &P, gradient: &mut P);

    /// Moves the parameters. May overwrite the gradient.
    #[inline(always)]
    fn apply<P: Parameters>(
        &self,
        level: impl Level,
        state: &mut Self::State<P>,
        parameters: &mut P,
        gradient: &mut P,
    ) {
        self.transform(level, state, parameters, gradient);
        kernels::update(level, parameters.as_mut_slice(), gradient.as_slice(), [], |_, g, []| g);
    }

    /// [`apply`](Optimizer::apply) where parts of the gradient are still to be multiplied out. What is in their places is of
    /// no meaning before or after.
    ///
    /// One that looks at each parameter by itself need not multiply all of it out at once.
    #[inline(always)]
    fn apply_deferred<P: Parameters>(
        &self,
        level: impl Level,
        state: &mut Self::State<P>,
        parameters: &mut P,
        gradient: &mut P,
        deferred: Deferred<'_, P::Scalar>,
    ) {
        deferred.write(level, gradient.as_mut_slice());
        self.apply(level, state, parameters, gradient);
    }
}

/// The largest magnitude of a derivative whose square, and a mean of such squares with its correction, is a number of `T`.
pub(crate) fn largest_squared<T>() -> f64 {
    if size_of::<T>() == 4 { f64::from_bits((1023 + 63) << 52) } else { f64::from_bits((1023 + 511) << 52) } // 2⁶³, 2⁵¹¹
}

/// Lets `optimizer` write its state to `place`, which it has done when this returns.
///
/// # Panics
///
/// If [`state_in`](Optimizer::state_in) returns another place.
pub(crate) fn written<O: Optimizer, P: Parameters>(optimizer: &O, place: &mut MaybeUninit<O::State<P>>) {
    let expected = place.as_ptr();
    let found: *const _ = optimizer.state_in::<P>(place);
    // There is no reference to this place as a state before a state was written to it.
    assert!(core::ptr::eq(found, expected), "`state_in` returns its own place");
}
