#[cfg(feature = "std")]
use super::checkpoint::Resumed;
use super::course::Course;
use crate::Optimizer;

/// What a trainer was built with and has been through, as far as only checkpoints ask.
#[derive(Clone)]
pub(super) struct Past {
    pub(super) seed: u64,
    /// The optimizer's rate as it was built, which may be changed on the way.
    pub(super) rate: Option<f64>,
    /// How many runs of `fit` were begun.
    pub(super) calls: u64,
    /// The last run of `fit`, which the next call goes on with.
    pub(super) course: Option<Course>,
    /// Whether that run is of a checkpoint, and `fit` was not called since then.
    pub(super) found: bool,
    /// Whether the network was handed out to be changed since that run came to rest.
    pub(super) changed: bool,
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
            found: false,
            changed: false,
            #[cfg(feature = "std")]
            resumed: None,
        }
    }
}
