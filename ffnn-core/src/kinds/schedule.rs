//! The trait of learning-rate schedules, and what they are given.

mod length;
mod watch;

use alloc::boxed::Box;
use core::fmt::Debug;

pub use length::Length;
pub use watch::{Threshold, Watch};

use crate::SettingError;

/// Scales the optimizer's learning rate during training.
///
/// ```text
/// rate of a step = rate of the optimizer · factor(position)
/// ```
///
/// A schedule is a pure function of the [`Position`]. What [`OnPlateau`](crate::schedules::OnPlateau) remembers of the
/// validation losses is in the position's [`Memory`], which the trainer keeps. The rate of a chain of optimizers is the
/// rate of its last member that has one.
///
/// # A schedule of your own
///
/// ```
/// use ffnn::testing::check_schedule;
/// use ffnn::{Position, Schedule, SettingError};
///
/// /// One over the square root of the step number.
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
    /// Checks the settings.
    fn check(&self) -> Result<(), SettingError>;

    /// Returns the factor of the optimizer's rate: finite and at least 0 in every position that the settings allow.
    fn factor(&self, now: &Position) -> f64;

    /// Called with the validation loss of each epoch; stores what the schedule needs in `memory`.
    fn watch(&self, memory: &mut Memory, loss: f64) {
        let _ = (memory, loss);
    }

    /// Whether the schedule requires a validation loss.
    fn watches(&self) -> bool {
        false
    }
}

/// Clones a schedule behind a pointer. Implemented for every schedule that is `Clone`.
#[diagnostic::on_unimplemented(message = "a schedule must implement `Clone`", label = "derive `Clone` for `{Self}`")]
pub trait CloneBoxed {
    /// Returns a copy on the heap.
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

/// The progress of training before a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Number of steps taken before, over all calls of `fit`.
    pub step: u64,
    /// Number of epochs completed before, over all calls of `fit`.
    pub epoch: u64,
    /// The run of `fit` that the step belongs to; `None` for a step taken by hand.
    pub run: Option<Run>,
    /// Memory of the schedule.
    pub memory: Memory,
}

impl Position {
    /// Returns a position outside `fit`, with an empty memory.
    pub const fn new(step: u64, epoch: u64) -> Self {
        Self { step, epoch, run: None, memory: Memory::START }
    }
}

/// One run of `fit`, in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First step of the run.
    pub start: u64,
    /// End of the run (exclusive), if nothing stops it earlier.
    pub end: u64,
    /// Number of steps in each epoch.
    pub steps_per_epoch: u64,
}

impl Run {
    /// Returns the run of this many epochs. Its end saturates at `u64::MAX`.
    #[cfg(feature = "alloc")]
    pub(crate) fn of(start: u64, epochs: u64, steps_per_epoch: u64) -> Self {
        Self { start, end: start.saturating_add(steps_per_epoch.saturating_mul(epochs)), steps_per_epoch }
    }
}

/// The memory of a schedule between epochs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Validation losses so far.
    pub watch: Watch,
    /// Number of times the rate was lowered.
    pub reductions: u64,
    /// Number of cooldown epochs left, in which losses do not count.
    pub resting: u64,
}

impl Memory {
    /// The memory before the first epoch.
    pub const START: Self = Self { watch: Watch::START, reductions: 0, resting: 0 };
}

impl Default for Memory {
    fn default() -> Self {
        Self::START
    }
}

/// Checks that a factor is finite and at least 0.
pub(crate) fn check_factor(name: &'static str, factor: f64) -> Result<(), SettingError> {
    SettingError::unless(factor >= 0.0 && factor.is_finite(), name, "a finite number, at least 0", factor)
}

/// Returns half a cosine wave from `from` to `to`, as `part` goes from 0 to 1.
pub(crate) fn half_cosine(from: f64, to: f64, part: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + libm::cos(core::f64::consts::PI * part))
}
