use crate::kinds::optimizer::SettingError;
use crate::train::trainer::AT_ONCE;
use crate::{LayerInfo, TrainError};

/// Number of threads that work on a batch, and number of pieces it is cut into.
#[derive(Clone, Copy, Debug)]
pub(in crate::train) struct Cut {
    pub(in crate::train) threads: usize,
    /// `None` if not set.
    pub(in crate::train) pieces: Option<usize>,
}

impl Cut {
    /// Value of each setting when only the other one is set.
    pub(in crate::train) const PLAIN: Self = Self { threads: 1, pieces: None };

    /// Fails for invalid numbers, and for a layer that does not allow cutting a batch.
    pub(in crate::train) fn check(&self, layers: &[LayerInfo]) -> Result<(), TrainError> {
        SettingError::unless(self.threads > 0, "the number of threads", "at least 1", 0.0)?;
        SettingError::unless(self.pieces != Some(0), "the number of pieces per batch", "at least 1", 0.0)?;
        let whole = layers.iter().find(|layer| !layer.samplewise);
        whole.map_or(Ok(()), |LayerInfo { name, .. }| Err(TrainError::WholeBatch { layer: name }))
    }

    /// Returns the number of samples per piece of a batch of `found` samples, where `batch` is the batch size.
    ///
    /// A short batch makes fewer pieces of the same length. Beyond [`AT_ONCE`], the batch size may stand for all of the
    /// data, so only the length of the batch itself counts.
    pub(super) fn length(&self, batch: usize, found: usize) -> usize {
        /// Shorter pieces reuse each loaded weight too little to be worth a separate gradient.
        const SHORTEST: usize = 16;
        let whole = if batch > AT_ONCE { found } else { batch };
        let length = whole.div_ceil(self.most(batch));
        if self.pieces.is_some() { length } else { length.max(SHORTEST.min(whole)) }
    }

    /// Returns the maximum number of pieces of a batch of up to `batch` samples.
    pub(super) fn most(&self, batch: usize) -> usize {
        /// Default number of pieces: the useful threads and the gradients to store.
        const PIECES: usize = 8;
        /// Upper limit, because each piece needs memory for a gradient.
        const MOST: usize = 1024;
        self.pieces.unwrap_or(PIECES).min(batch).min(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_from_the_batch_size() {
        let lengths = |pieces| [1, 16, 17, 100, 256, 1000].map(|batch| Cut { threads: 1, pieces }.length(batch, batch));
        assert_eq!(lengths(None), [1, 16, 16, 16, 32, 125]);
        assert_eq!(lengths(Some(1)), [1, 16, 17, 100, 256, 1000]);
        assert_eq!(lengths(Some(3)), [1, 6, 6, 34, 86, 334]);
        assert_eq!(lengths(Some(5000)), [1; 6]);
    }

    #[test]
    fn a_batch_size_that_means_all_of_the_data_is_cut_as_the_data_are() {
        for pieces in [None, Some(1), Some(3), Some(5000), Some(usize::MAX)] {
            let cut = Cut { threads: 1, pieces };
            for found in [1, 15, 100, 1000, 5000] {
                let length = cut.length(usize::MAX, found);
                let most = cut.most(usize::MAX);
                assert!(found.div_ceil(length) <= most && most <= 1024, "{pieces:?}, {found}");
                if found > AT_ONCE && found <= 1024 {
                    assert_eq!(length, cut.length(found, found), "{pieces:?}, {found}");
                }
            }
        }
        assert_eq!(Cut { threads: 1, pieces: None }.length(256, 20), 32, "a short batch makes fewer pieces");
        assert_eq!(Cut { threads: 1, pieces: None }.length(257, 160), 20);
    }
}
