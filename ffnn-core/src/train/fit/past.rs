use crate::Optimizer;
#[cfg(feature = "std")]
use crate::train::checkpoint::Resumed;
use crate::train::fit::course::Course;

/// Build settings and history of a trainer that only checkpoints need.
#[derive(Clone)]
pub(in crate::train) struct Past {
    pub(in crate::train) seed: u64,
    /// Learning rate that the optimizer was built with; the current one may differ.
    pub(in crate::train) rate: Option<f64>,
    /// Number of runs of `fit` started.
    pub(in crate::train) calls: u64,
    /// The last run of `fit`, which the next call continues.
    pub(in crate::train) course: Option<Course>,
    /// Whether that run comes from a checkpoint and `fit` has not been called since.
    pub(in crate::train) found: bool,
    /// Whether the network may have been modified by the caller since that run stopped.
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
