//! Training: one step, and many.

mod builder;
mod evaluate;
#[cfg(feature = "std")]
mod fit;
#[cfg(feature = "std")]
mod history;
#[cfg(feature = "std")]
mod progress;
mod trainer;

pub use builder::Builder;
pub use evaluate::{Evaluation, evaluate};
#[cfg(feature = "std")]
pub use history::{Epoch, History};
pub use trainer::{Target, Trainer};
