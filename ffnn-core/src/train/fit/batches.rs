//! Epochs cut into batches.

use alloc::vec::Vec;

use crate::data::Dataset;
use crate::train::{Target, Trainer};
use crate::{Loss, Network, Optimizer, Scalar, Stream, TrainError};

/// Data set with the network's inputs and the loss's targets.
pub(in crate::train) type Samples<N, L> = Dataset<<N as Network>::Input, Target<N, L>>;

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Fails if a batch of an epoch of `rows` rows would be too short for a layer.
    pub(in crate::train) fn check_batches(&self, rows: usize) -> Result<(), TrainError> {
        let (trained, batch) = (self.plan.trained(rows, self.batch), self.batch.min(rows));
        Self::check_length(batch)?;
        let found = trained - (trained - 1) / batch * batch;
        Self::check_length(found).map_err(|error| match error {
            TrainError::BatchTooShort { layer, least, found } => {
                TrainError::LastBatchTooShort { layer, least, found, rows, batch: self.batch }
            }
            other => other,
        })
    }

    /// Returns the number of samples per step, over all accumulated batches.
    pub(in crate::train) fn joined(&self) -> usize {
        self.batch.saturating_mul(self.plan.accumulate)
    }

    /// Copies the given rows and augments the copies if augmentation is on.
    pub(in crate::train) fn gather(
        &self,
        data: &Samples<N, L>,
        rows: &[usize],
        room: &mut BatchMemory<N, L>,
    ) -> Result<(), TrainError> {
        room.inputs.clear();
        room.inputs.extend(rows.iter().map(|&row| data.inputs()[row]));
        room.targets.clear();
        room.targets.extend(rows.iter().map(|&row| data.targets()[row]));
        let Some(augment) = &self.augment else { return Ok(()) };
        augment.batch(&mut room.inputs, rows, self.epochs, self.seed.named("augment"));
        for (&sample, input) in rows.iter().zip(&room.inputs) {
            let mut values = input.as_ref().iter().enumerate();
            if let Some((feature, found)) = values.find(|(_, value)| !value.is_finite()) {
                return Err(TrainError::Augmented { sample, feature, found: found.to_f64() });
            }
        }
        Ok(())
    }
}

/// Fills `order` with all rows in a random order that depends only on `stream`.
pub(in crate::train) fn shuffle(order: &mut Vec<usize>, rows: usize, stream: Stream) {
    order.clear();
    order.extend(0..rows);
    stream.random().shuffle(order);
}

/// Buffers for the order of an epoch and for one batch.
pub(in crate::train) struct BatchMemory<N: Network, L: Loss<N::Head>> {
    pub(in crate::train) order: Vec<usize>,
    pub(in crate::train) inputs: Vec<N::Input>,
    pub(in crate::train) targets: Vec<Target<N, L>>,
}

impl<N: Network, L: Loss<N::Head>> BatchMemory<N, L> {
    pub(in crate::train) fn new(rows: usize, batch: usize) -> Self {
        let batch = batch.min(rows);
        Self { order: Vec::with_capacity(rows), inputs: Vec::with_capacity(batch), targets: Vec::with_capacity(batch) }
    }
}
