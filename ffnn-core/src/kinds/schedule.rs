//! What a learning-rate schedule is.

mod length;
mod watch;

use alloc::boxed::Box;
use core::fmt::Debug;

pub use length::Length;
pub use watch::{Threshold, Watch};

use crate::SettingError;

/// Says which part of the optimizer's learning rate is used now.
///
/// ```text
/// rate of a step = rate of the optimizer · factor(position)
/// ```
///
/// A schedule is a pure function of the [`Position`]: what [`OnPlateau`](crate::schedules::OnPlateau) has to remember
/// of the validation losses is the [`Memory`] in it, which the trainer keeps. A chain of optimizers has one rate, that
/// of its last member that has one.
///
/// # A schedule of your own
///
/// ```
/// use ffnn_core::testing::check_schedule;
/// use ffnn_core::{Position, Schedule, SettingError};
///
/// /// One over the square root of the number of the step.
/// #[derive(Clone, Debug)]
/// struct InverseRoot;
///
/// impl Schedule for InverseRoot {
///     fn check(&self) -> Result<(), SettingError> {
///         Ok(())
///     }
///
///     fn factor(&self, now: &Position) -> f64 {
///         1.0 / (1.0 + now.step as f64).sqrt()
///     }
/// }
///
/// assert_eq!(InverseRoot.factor(&Position::new(3, 0)), 0.5);
/// check_schedule(&InverseRoot, 1.0, None);
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a learning-rate schedule", label = "not a `Schedule`")]
pub trait Schedule: CloneBoxed + Debug + Send + Sync + 'static {
    /// A sentence that says what is wrong with the settings, if anything is.
    fn check(&self) -> Result<(), SettingError>;

    /// What the optimizer's rate is multiplied by: finite and at least 0 in every position that the settings allow.
    fn factor(&self, now: &Position) -> f64;

    /// Hears the validation loss after each epoch, and keeps of it what it needs.
    fn watch(&self, memory: &mut Memory, loss: f64) {
        let _ = (memory, loss);
    }

    /// Whether it cannot do without a validation loss.
    fn watches(&self) -> bool {
        false
    }
}

/// Cloning behind a pointer, for every schedule that can be cloned.
#[diagnostic::on_unimplemented(message = "a schedule can be cloned", label = "derive `Clone` for `{Self}`")]
pub trait CloneBoxed {
    /// A copy on the heap.
    fn clone_boxed(&self) -> Box<dyn Schedule>;
}

impl<S: Schedule + Clone> CloneBoxed for S {
    fn clone_boxed(&self) -> Box<dyn Schedule> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Schedule> {
    fn clone(&self) -> Self {
        (**self).clone_boxed()
    }
}

/// Where training stands before a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Steps taken before, over all calls of `fit`.
    pub step: u64,
    /// Epochs ended before, over all calls of `fit`.
    pub epoch: u64,
    /// The run of `fit` that the step belongs to; none for a step taken by hand.
    pub run: Option<Run>,
    /// What the schedule remembers.
    pub memory: Memory,
}

impl Position {
    /// A position outside `fit`, with nothing remembered.
    pub const fn new(step: u64, epoch: u64) -> Self {
        Self { step, epoch, run: None, memory: Memory::START }
    }
}

/// One run of `fit`, in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The step with which it starts.
    pub start: u64,
    /// The step before which it ends, if nothing stops it earlier.
    pub end: u64,
    /// Steps in each of its epochs.
    pub steps_per_epoch: u64,
}

impl Run {
    /// The run of this many epochs. It ends at the largest number where there are more steps than numbers.
    #[cfg(feature = "alloc")]
    pub(crate) fn of(start: u64, epochs: u64, steps_per_epoch: u64) -> Self {
        Self { start, end: start.saturating_add(steps_per_epoch.saturating_mul(epochs)), steps_per_epoch }
    }
}

/// What a schedule remembers from epoch to epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// The validation losses so far.
    pub watch: Watch,
    /// How often the rate was lowered.
    pub reductions: u64,
    /// Epochs for which losses do not count yet.
    pub resting: u64,
}

impl Memory {
    /// Before the first epoch.
    pub const START: Self = Self { watch: Watch::START, reductions: 0, resting: 0 };
}

impl Default for Memory {
    fn default() -> Self {
        Self::START
    }
}

/// A factor is a finite number, at least zero.
pub(crate) fn check_factor(name: &'static str, factor: f64) -> Result<(), SettingError> {
    SettingError::unless(factor >= 0.0 && factor.is_finite(), name, "a finite number, at least 0", factor)
}

/// Half a cosine wave from `from` to `to`, as `part` goes from 0 to 1.
pub(crate) fn half_cosine(from: f64, to: f64, part: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + libm::cos(core::f64::consts::PI * part))
}
