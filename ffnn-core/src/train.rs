//! Training: one step, and many.

#[cfg(feature = "alloc")]
mod accumulation;
#[cfg(feature = "alloc")]
mod augment;
#[cfg(feature = "alloc")]
mod batches;
#[cfg(feature = "alloc")]
mod best;
#[cfg(feature = "alloc")]
mod builder;
#[cfg(feature = "alloc")]
mod checkpoint;
#[cfg(feature = "alloc")]
mod clone;
#[cfg(feature = "alloc")]
mod course;
#[cfg(feature = "alloc")]
mod diagnosis;
#[cfg(feature = "alloc")]
mod early_stopping;
mod evaluate;
#[cfg(feature = "alloc")]
mod event;
#[cfg(feature = "alloc")]
mod find_rate;
#[cfg(feature = "alloc")]
mod fit;
#[cfg(feature = "alloc")]
mod history;
mod learner;
#[cfg(feature = "alloc")]
mod metric;
#[cfg(feature = "alloc")]
mod next;
#[cfg(feature = "alloc")]
mod pace;
#[cfg(feature = "std")]
mod parallel;
mod pass;
#[cfg(feature = "alloc")]
mod past;
#[cfg(feature = "alloc")]
mod plan;
#[cfg(feature = "alloc")]
mod progress;
mod reckless;
#[cfg(feature = "alloc")]
mod run;
pub(crate) mod shared;
#[cfg(feature = "alloc")]
mod stopwatch;
#[cfg(feature = "alloc")]
mod trainer;
#[cfg(feature = "alloc")]
mod typed_builder;
#[cfg(feature = "alloc")]
mod validation;

#[cfg(feature = "alloc")]
pub use builder::Builder;
#[cfg(feature = "std")]
pub use checkpoint::{Checkpoint, Resumed};
#[cfg(feature = "alloc")]
pub use checkpoint::{CheckpointError, CheckpointProblem, Difference, Part};
#[cfg(feature = "alloc")]
use diagnosis::Diagnosis;
#[cfg(feature = "alloc")]
pub use diagnosis::LayerDiagnosis;
#[cfg(feature = "alloc")]
pub use early_stopping::{EarlyStopping, Monitor};
pub use evaluate::{Evaluation, evaluate, evaluate_at};
#[cfg(feature = "alloc")]
pub use event::{Event, Observed, StepEvent};
#[cfg(feature = "alloc")]
pub use find_rate::{RateCurve, RateFinder, RatePoint};
#[cfg(feature = "alloc")]
pub use history::{End, Epoch, History};
pub use learner::{Learner, Workspace};
#[cfg(feature = "alloc")]
pub use metric::Measured;
#[cfg(feature = "alloc")]
pub use next::Next;
pub use pass::Target;
#[cfg(feature = "alloc")]
pub use trainer::Trainer;
#[cfg(feature = "alloc")]
pub use typed_builder::TypedBuilder;
#[cfg(feature = "alloc")]
pub use validation::Validation;
