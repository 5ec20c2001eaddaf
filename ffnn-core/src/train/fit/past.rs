use crate::Optimizer;
#[cfg(feature = "std")]
use crate::train::checkpoint::Resumed;
use crate::train::fit::course::Course;

/// What a trainer was built with and has been through, as far as only checkpoints ask.
#[derive(Clone)]
pub(in crate::train) struct Past {
    pub(in crate::train) seed: u64,
    /// The optimizer's rate as it was built, which may be changed on the way.
    pub(in crate::train) rate: Option<f64>,
    /// How many runs of `fit` were begun.
    pub(in crate::train) calls: u64,
    /// The last run of `fit`, which the next call goes on with.
    pub(in crate::train) course: Option<Course>,
    /// Whether that run is of a checkpoint, and `fit` was not called since then.
    pub(in crate::train) found: bool,
    /// Whether the network was handed out to be changed since that run came to rest.
    pub(in crate::train) changed: bool,
    #[cfg(feature = "std")]
    pub(in crate::train) resumed: Option<Resumed>,
}

impl Past {
    pub(in crate::train) fn new(seed: u64, optimizer: &impl Optimizer) -> Self {
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
