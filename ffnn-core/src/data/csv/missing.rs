use alloc::vec;
use alloc::vec::Vec;

use crate::Scalar;

/// What becomes of a row in which a value is missing: an empty field, `NA`, `N/A`, `#N/A`, `<NA>`, `NaN`, `null` or `?`, and
/// among features also `None`, `-` and `.`; in capitals or not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Missing {
    /// It is an error that names the field.
    #[default]
    Error,
    /// The row is left out.
    DropRow,
    /// A feature becomes the mean of its column, of all rows of the file. A target is an error.
    Mean,
    /// A feature becomes this number. A target is an error.
    Constant(f64),
}

/// The means of the columns so far, and the places that wait for them.
pub(super) struct Means {
    means: Vec<f64>,
    counts: Vec<usize>,
    /// Row and feature.
    places: Vec<(usize, usize)>,
}

impl Means {
    pub(super) fn new(features: usize) -> Self {
        Self { means: vec![0.0; features], counts: vec![0; features], places: Vec::new() }
    }

    pub(super) fn add(&mut self, feature: usize, value: f64) {
        self.counts[feature] += 1;
        // Differences of finite numbers may not be finite, quotients are.
        let count = self.counts[feature] as f64;
        self.means[feature] += value / count - self.means[feature] / count;
    }

    pub(super) fn wait(&mut self, row: usize, feature: usize) {
        self.places.push((row, feature));
    }

    /// Fills the places; fails with the first feature that has no value at all.
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
