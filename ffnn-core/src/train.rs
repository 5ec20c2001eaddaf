//! Training: single steps with a [`Learner`] or a [`Trainer`], and whole runs with [`Trainer::fit`].

#[cfg(feature = "alloc")]
mod builder;
#[cfg(feature = "alloc")]
mod checkpoint;
#[cfg(feature = "alloc")]
mod clone;
mod evaluate;
#[cfg(feature = "alloc")]
mod fit;
mod learner;
#[cfg(feature = "std")]
mod parallel;
pub(crate) mod step;
#[cfg(feature = "alloc")]
mod trainer;
#[cfg(feature = "alloc")]
mod typed_builder;

pub use crate::network::Target;
#[cfg(feature = "alloc")]
pub use builder::Builder;
#[cfg(feature = "std")]
pub use checkpoint::{Checkpoint, Resumed};
#[cfg(feature = "alloc")]
pub use checkpoint::{CheckpointError, CheckpointProblem, Difference, Part};
pub use evaluate::{Evaluation, evaluate, evaluate_at};
#[cfg(feature = "alloc")]
use fit::diagnosis::Diagnosis;
#[cfg(feature = "alloc")]
pub use fit::diagnosis::LayerDiagnosis;
#[cfg(feature = "alloc")]
pub use fit::early_stopping::{EarlyStopping, Monitor};
#[cfg(feature = "alloc")]
pub use fit::event::{Event, Observed, StepEvent};
#[cfg(feature = "alloc")]
pub use fit::find_rate::{RateCurve, RateFinder, RatePoint};
#[cfg(feature = "alloc")]
pub use fit::history::{End, Epoch, History};
#[cfg(feature = "alloc")]
pub use fit::metric::Measured;
#[cfg(feature = "alloc")]
pub use fit::next::Next;
#[cfg(feature = "alloc")]
pub use fit::validation::Validation;
pub use learner::{Learner, Workspace};
#[cfg(feature = "alloc")]
pub use trainer::Trainer;
#[cfg(feature = "alloc")]
pub use typed_builder::TypedBuilder;
