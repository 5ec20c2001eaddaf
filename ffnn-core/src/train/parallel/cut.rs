use crate::optimizer::SettingError;
use crate::{Error, LayerInfo};

/// How many threads work on a batch, and into how many pieces it is cut.
#[derive(Clone, Copy, Debug)]
pub(in crate::train) struct Cut {
    pub(in crate::train) threads: usize,
    /// None where it was not said.
    pub(in crate::train) pieces: Option<usize>,
}

impl Cut {
    /// What one of two settings means alone.
    pub(in crate::train) const PLAIN: Self = Self { threads: 1, pieces: None };

    /// Fails for numbers that cannot be used, and for a layer that a batch cannot be cut for.
    pub(in crate::train) fn check(&self, layers: &[LayerInfo]) -> Result<(), Error> {
        SettingError::unless(self.threads > 0, "the number of threads", "at least 1", 0.0)?;
        SettingError::unless(self.pieces != Some(0), "the number of pieces of a batch", "at least 1", 0.0)?;
        let whole = layers.iter().find(|layer| !layer.samplewise);
        whole.map_or(Ok(()), |LayerInfo { name, .. }| Err(Error::WholeBatch { layer: name }))
    }

    /// Samples in a piece of a batch of this size.
    pub(super) fn length(&self, batch: usize) -> usize {
        /// Threads that have something to do, and gradients to keep, unless told otherwise.
        const PIECES: usize = 8;
        /// Shorter pieces load each weight for too few samples to be worth a gradient of their own.
        const SHORTEST: usize = 16;
        match self.pieces {
            Some(pieces) => batch.div_ceil(pieces),
            None => batch.div_ceil(PIECES).max(SHORTEST.min(batch)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_from_the_batch_size() {
        let lengths = |pieces| [1, 16, 17, 100, 256, 1000].map(|batch| Cut { threads: 1, pieces }.length(batch));
        assert_eq!(lengths(None), [1, 16, 16, 16, 32, 125]);
        assert_eq!(lengths(Some(1)), [1, 16, 17, 100, 256, 1000]);
        assert_eq!(lengths(Some(3)), [1, 6, 6, 34, 86, 334]);
        assert_eq!(lengths(Some(5000)), [1; 6]);
    }
}
