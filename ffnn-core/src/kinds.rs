//! The traits that members implement, one file per trait.

pub(crate) mod activation;
pub(crate) mod head;
pub(crate) mod initializer;
pub(crate) mod integers;
pub(crate) mod layer;
pub(crate) mod loss;
pub(crate) mod optimizer;
pub(crate) mod pack;
#[cfg(feature = "alloc")]
pub(crate) mod schedule;

pub use activation::Activation;
pub use head::Head;
pub use initializer::{Initializer, Site, Weights};
pub use layer::{Biased, Layer, Options, Trace};
pub use loss::{ClassLoss, Loss, TargetError};
pub use optimizer::{Moments, Optimizer, SettingError};
#[cfg(feature = "alloc")]
pub use schedule::{Length, Memory, Position, Run, Schedule, Threshold, Watch};
