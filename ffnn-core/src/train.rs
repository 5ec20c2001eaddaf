//! Training: one step, and many.

mod builder;
mod evaluate;
mod fit;
mod history;
mod progress;
mod stopwatch;
mod trainer;

pub use builder::Builder;
pub use evaluate::{Evaluation, evaluate};
pub use history::{Epoch, History};
pub use trainer::{Target, Trainer};
