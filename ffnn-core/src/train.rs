//! Training: one step, and many.

mod accumulation;
mod augment;
mod best;
mod builder;
mod checkpoint;
mod course;
mod diagnosis;
mod early_stopping;
mod evaluate;
mod event;
mod find_rate;
mod fit;
mod history;
mod pace;
mod past;
mod plan;
mod progress;
mod stopwatch;
mod trainer;
mod validation;

pub use builder::Builder;
#[cfg(feature = "std")]
pub use checkpoint::{Checkpoint, Resumed};
pub use checkpoint::{CheckpointError, CheckpointProblem, Difference, Part};
use diagnosis::Diagnosis;
pub use diagnosis::LayerDiagnosis;
pub use early_stopping::EarlyStopping;
pub use evaluate::{Evaluation, evaluate, evaluate_at};
pub use event::Event;
pub use find_rate::{RateCurve, RateFinder, RatePoint};
pub use history::{End, Epoch, History};
pub use trainer::{Target, Trainer};
pub use validation::Validation;
