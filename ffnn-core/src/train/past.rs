#[cfg(feature = "std")]
use super::checkpoint::Resumed;
use super::course::Course;
use crate::Optimizer;

/// What a trainer was built with and has been through, as far as only checkpoints ask.
pub(super) struct Past {
    pub(super) seed: u64,
    /// The optimizer's rate as it was built, which may be changed on the way.
    pub(super) rate: Option<f64>,
    /// How often `fit` was called.
    pub(super) calls: u64,
    /// The last call of `fit`, or the one that goes on at the next call.
    pub(super) course: Option<Course>,
    #[cfg(feature = "std")]
    pub(super) resumed: Option<Resumed>,
}

impl Past {
    pub(super) fn new(seed: u64, optimizer: &impl Optimizer) -> Self {
        let rate = optimizer.clone().rate_mut().copied();
        Self {
            seed,
            rate,
            calls: 0,
            course: None,
            #[cfg(feature = "std")]
            resumed: None,
        }
    }
}
