use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::{self, Debug};

use crate::data::Dataset;
use crate::{Network, TrainError};

/// A custom metric behind a pointer, so that the types of builder and trainer do not name it.
pub(in crate::train) struct Metric<N: Network, T> {
    pub(in crate::train) name: &'static str,
    measure: Box<dyn Measure<N, T>>,
}

impl<N: Network, T> Metric<N, T> {
    pub(in crate::train) fn new(
        name: &'static str,
        measure: impl Fn(&N, &Dataset<N::Input, T>) -> f64 + Clone + Send + Sync + 'static,
    ) -> Self {
        Self { name, measure: Box::new(measure) }
    }

    pub(in crate::train) fn of(&self, network: &N, data: &Dataset<N::Input, T>) -> f64 {
        self.measure.of(network, data)
    }
}

impl<N: Network, T> Clone for Metric<N, T> {
    fn clone(&self) -> Self {
        Self { name: self.name, measure: self.measure.clone_boxed() }
    }
}

impl<N: Network, T> Debug for Metric<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Metric").field(&self.name).finish()
    }
}

/// Object-safe interface of a metric that can be cloned.
trait Measure<N: Network, T>: Send + Sync {
    fn of(&self, network: &N, data: &Dataset<N::Input, T>) -> f64;
    fn clone_boxed(&self) -> Box<dyn Measure<N, T>>;
}

impl<N: Network, T, F> Measure<N, T> for F
where
    F: Fn(&N, &Dataset<N::Input, T>) -> f64 + Clone + Send + Sync + 'static,
{
    fn of(&self, network: &N, data: &Dataset<N::Input, T>) -> f64 {
        self(network, data)
    }

    fn clone_boxed(&self) -> Box<dyn Measure<N, T>> {
        Box::new(self.clone())
    }
}

/// Values of one of the trainer's custom [metrics](crate::train::Builder::metric) after each epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Name of the metric.
    pub name: &'static str,
    /// Values on the training data, epoch by epoch.
    pub training: Vec<f64>,
    /// Values on the validation data, epoch by epoch; empty without validation data.
    pub validation: Vec<f64>,
}

impl Measured {
    pub(in crate::train) const fn new(name: &'static str) -> Self {
        Self { name, training: Vec::new(), validation: Vec::new() }
    }

    /// Returns the values on the validation data if there are any, otherwise those on the training data.
    pub fn values(&self) -> &[f64] {
        if self.validation.is_empty() { &self.training } else { &self.validation }
    }
}

/// Fails for duplicate names; `own` is the name of the loss's metric.
pub(in crate::train) fn check_names(
    own: &'static str,
    names: impl Iterator<Item = &'static str> + Clone,
) -> Result<(), TrainError> {
    let mut earlier = Vec::from([own, "loss"]);
    for name in names {
        if earlier.contains(&name) {
            return Err(TrainError::Metric {
                name,
                problem: "has the same name as another metric: rename one of them",
            });
        }
        earlier.push(name);
    }
    Ok(())
}
