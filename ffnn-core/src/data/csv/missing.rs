use alloc::vec;
use alloc::vec::Vec;

use crate::Scalar;

/// How to handle missing values: empty fields, `NA`, `N/A`, `#N/A`, `<NA>`, `NaN`, `null` or `?`, and in features also
/// `None`, `-` and `.`; in upper or lower case.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Missing {
    /// Fails with an error that names the field.
    #[default]
    Error,
    /// Drops the row.
    DropRow,
    /// Replaces a feature by the mean of its column over all rows of the file. A missing target is an error.
    Mean,
    /// Replaces a feature by this number. A missing target is an error.
    Constant(f64),
}

/// The column means so far, and the places to be filled with them.
pub(super) struct Means {
    means: Vec<f64>,
    counts: Vec<usize>,
    /// Row and feature of each missing value.
    places: Vec<(usize, usize)>,
}

impl Means {
    pub(super) fn new(features: usize) -> Self {
        Self { means: vec![0.0; features], counts: vec![0; features], places: Vec::new() }
    }

    pub(super) fn add(&mut self, feature: usize, value: f64) {
        self.counts[feature] += 1;
        // Dividing first, because the difference of finite numbers may overflow.
        let count = self.counts[feature] as f64;
        self.means[feature] += value / count - self.means[feature] / count;
    }

    pub(super) fn wait(&mut self, row: usize, feature: usize) {
        self.places.push((row, feature));
    }

    /// Fills the places. Fails with the first feature that has no value at all.
    pub(super) fn fill<T: Scalar, const N: usize>(&self, rows: &mut [[T; N]]) -> Result<(), usize> {
        for &(row, feature) in &self.places {
            if self.counts[feature] == 0 {
                return Err(feature);
            }
            rows[row][feature] = T::from_f64(self.means[feature]);
        }
        Ok(())
    }
}
