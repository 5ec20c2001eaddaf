use alloc::vec;
use alloc::vec::Vec;
use core::marker::PhantomData;

use crate::kinds::optimizer::SettingError;
use crate::{Scalar, TrainError, Vector};

/// Standardizes each feature: subtracts the mean and divides by the standard deviation of the training data.
///
/// ```text
/// y = (x - mean) / deviation      deviation² = Σ (x - mean)² / samples
/// ```
///
/// Mean and standard deviation are measured on the training rows alone and applied unchanged to all others, so nothing
/// leaks from those into training. A feature that is constant up to rounding has deviation 1 instead: it becomes 0, up
/// to rounding, and stays finite. Such a column carries no information and can be left out. Equivalent to
/// scikit-learn's `StandardScaler`.
///
/// ```
/// use ffnn::data::{Dataset, Standardizer};
///
/// let mut train = Dataset::new(vec![[1.0, 30.0], [3.0, 10.0]], vec![0, 1])?;
/// let mut test = Dataset::new(vec![[2.0, 50.0]], vec![1])?;
/// let standardizer = Standardizer::measure(train.inputs())?;
/// standardizer.apply_all(train.inputs_mut());
/// standardizer.apply_all(test.inputs_mut());
/// assert_eq!(train.inputs(), [[-1.0, 1.0], [1.0, -1.0]]);
/// assert_eq!(test.inputs(), [[0.0, 3.0]]);
/// # Ok::<(), ffnn::TrainError>(())
/// ```
///
/// To use a network elsewhere, store [`means`](Self::means) and [`deviations`](Self::deviations) with its parameters
/// and pass them to [`new`](Self::new). Targets of a regression are vectors too: standardize them with a second
/// `Standardizer` and [`invert`](Self::invert) the predictions.
#[doc(alias = "StandardScaler")]
#[derive(Clone, Debug, PartialEq)]
pub struct Standardizer<X> {
    means: Vec<f64>,
    deviations: Vec<f64>,
    vectors: PhantomData<fn(X)>,
}

impl<X: Vector> Standardizer<X> {
    /// Creates a standardizer from known values, one mean and one deviation per feature.
    ///
    /// # Errors
    ///
    /// Fails unless there is one of each per feature, all means are finite, and all deviations are finite and above 0.
    pub fn new(means: &[f64], deviations: &[f64]) -> Result<Self, SettingError> {
        for (name, values) in [("the number of means", means), ("the number of deviations", deviations)] {
            SettingError::unless(values.len() == X::LEN, name, "one per feature", values.len() as f64)?;
        }
        for &mean in means {
            SettingError::unless(mean.is_finite(), "a mean", "a finite number", mean)?;
        }
        for &deviation in deviations {
            SettingError::check_limit("a deviation", deviation)?;
        }
        Ok(Self { means: means.to_vec(), deviations: deviations.to_vec(), vectors: PhantomData })
    }

    /// Measures the mean and the standard deviation of each feature, in `f64`.
    ///
    /// # Errors
    ///
    /// [`TrainError::Empty`] without rows, [`TrainError::Input`] for a value that is infinite or NaN, [`TrainError::Deviation`] for a
    /// feature that varies, but whose deviation is 0 as an `f64`.
    pub fn measure(rows: &[X]) -> Result<Self, TrainError> {
        if rows.is_empty() {
            return Err(TrainError::Empty);
        }
        let mut largest = vec![0.0_f64; X::LEN];
        for (sample, row) in rows.iter().enumerate() {
            for (feature, (value, largest)) in row.as_ref().iter().zip(&mut largest).enumerate() {
                let found = value.to_f64();
                if !found.is_finite() {
                    return Err(TrainError::Input { sample, feature, found });
                }
                *largest = largest.max(found.abs());
            }
        }
        // Sums are in units of a power of two close to the largest value, so that no square overflows or underflows.
        // Such a scale is exact: ordinary numbers keep their bits.
        let units: Vec<i32> = largest.into_iter().map(|largest| libm::frexp(largest).1).collect();
        let (mut means, mut variations) = (vec![0.0; X::LEN], vec![0.0; X::LEN]);
        for (sample, row) in rows.iter().enumerate() {
            let sums = means.iter_mut().zip(&mut variations);
            for ((value, &unit), (mean, variation)) in row.as_ref().iter().zip(&units).zip(sums) {
                let found = libm::scalbn(value.to_f64(), -unit);
                // Welford's algorithm (1962): a difference of large sums would be lost to rounding.
                let from_mean = found - *mean;
                *mean += from_mean / (sample + 1) as f64;
                *variation += from_mean * (found - *mean);
            }
        }
        let count = rows.len() as f64;
        let mut deviations = Vec::with_capacity(X::LEN);
        for (feature, ((mean, variation), &unit)) in means.iter_mut().zip(variations).zip(&units).enumerate() {
            let variance = variation / count;
            // Largest rounding error of the mean of equal values.
            let rounding = count * *mean * f64::EPSILON;
            let constant = variance <= count * f64::EPSILON * variance + rounding * rounding;
            let deviation = if constant { 1.0 } else { libm::scalbn(libm::sqrt(variance), unit) };
            *mean = libm::scalbn(*mean, unit);
            if deviation <= 0.0 {
                return Err(TrainError::Deviation { feature });
            }
            deviations.push(deviation);
        }
        Ok(Self { means, deviations, vectors: PhantomData })
    }

    /// The mean of each feature.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// The divisor of each feature: its standard deviation, or 1 if it is constant.
    pub fn deviations(&self) -> &[f64] {
        &self.deviations
    }

    /// Standardizes one row in place. Allocates nothing.
    ///
    /// The result is finite for every measured row, even for the largest numbers. In other rows, a value too far from
    /// the mean becomes infinite, which training rejects.
    pub fn apply(&self, row: &mut X) {
        self.each(row, |value, mean, deviation| {
            let from_mean = value - mean;
            // The difference of two finite numbers may overflow.
            if from_mean.is_finite() { from_mean / deviation } else { (0.5 * value - 0.5 * mean) / deviation * 2.0 }
        });
    }

    /// Standardizes every row in place. Allocates nothing.
    pub fn apply_all(&self, rows: &mut [X]) {
        rows.iter_mut().for_each(|row| self.apply(row));
    }

    /// Undoes the standardization of one row in place, up to rounding. Allocates nothing.
    pub fn invert(&self, row: &mut X) {
        self.each(row, |value, mean, deviation| {
            let turned = value * deviation + mean;
            // Adding the mean may bring an overflowed product back into range.
            if turned.is_finite() { turned } else { (value * (0.5 * deviation) + 0.5 * mean) * 2.0 }
        });
    }

    /// Undoes the standardization of every row in place, up to rounding. Allocates nothing.
    pub fn invert_all(&self, rows: &mut [X]) {
        rows.iter_mut().for_each(|row| self.invert(row));
    }

    fn each(&self, row: &mut X, change: impl Fn(f64, f64, f64) -> f64) {
        for ((value, &mean), &deviation) in row.as_mut().iter_mut().zip(&self.means).zip(&self.deviations) {
            *value = Scalar::from_f64(change(value.to_f64(), mean, deviation));
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    /// Rounding error of a few additions and a division of numbers around 1.
    const ROUNDING: f64 = 1e-14;

    const ROWS: [[f64; 4]; 5] = [
        [1.0, -2.0, 5.0, 0.1],
        [2.0, 0.5, 5.0, 0.1],
        [4.0, 3.25, 5.0, 0.1],
        [-7.5, 10.0, 5.0, 0.1],
        [1.25, 1e3, 5.0, 0.1],
    ];

    #[track_caller]
    fn assert_near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found - expected).abs() <= ROUNDING * expected.abs().max(1.0),
                "found {found}, expected {expected}"
            );
        }
    }

    /// scikit-learn 1.9.1: `mean_`, `scale_` and `transform` of `StandardScaler().fit(ROWS)`.
    #[test]
    fn it_is_that_of_scikit_learn() {
        let standardizer = Standardizer::measure(&ROWS).unwrap();
        assert_near(standardizer.means(), &[0.15, 202.35, 5.0, 0.1]);
        assert_near(standardizer.deviations(), &[3.9673668849754744, 398.8451328523391, 1.0, 1.0]);
        let mut rows = ROWS;
        standardizer.apply_all(&mut rows);
        assert_near(&rows[0], &[0.21424789404251293, -0.5123542527361232, 0.0, 0.0]);
        assert_near(&rows[4], &[0.27726198052560497, 1.999899044262142, 0.0, 0.0]);
        let mut unseen = [0.0, 1.0, 6.0, 0.2];
        standardizer.apply(&mut unseen);
        assert_near(&unseen, &[-0.03780845188985522, -0.5048325362780446, 1.0, 0.1]);
    }

    #[test]
    fn standardized_rows_have_mean_0_and_deviation_1_and_turn_back() {
        let standardizer = Standardizer::measure(&ROWS).unwrap();
        let mut rows = ROWS;
        standardizer.apply_all(&mut rows);
        let again = Standardizer::measure(&rows).unwrap();
        assert_near(again.means(), &[0.0; 4]);
        assert_near(again.deviations(), &[1.0; 4]);
        standardizer.invert_all(&mut rows);
        assert_near(rows.as_flattened(), ROWS.as_flattened());
    }

    #[test]
    fn rounding_is_no_variation() {
        // A third is not exact, nor are means of it and differences from them.
        let rows: Vec<[f64; 1]> = (0..1000).map(|_| [1e9 / 3.0]).collect();
        let standardizer = Standardizer::measure(&rows).unwrap();
        assert_eq!(standardizer.deviations(), [1.0]);
        let rows: Vec<[f64; 1]> = (0..1000).map(|row| [1e9 / 3.0 + f64::from(row % 2) * 6e-8]).collect();
        assert_eq!(Standardizer::measure(&rows).unwrap().deviations(), [1.0]);
        let rows: Vec<[f32; 1]> = (0..1000).map(|row| [1e6 + (row % 2) as f32]).collect();
        assert_near(Standardizer::measure(&rows).unwrap().deviations(), &[0.5]);
    }

    #[test]
    fn it_is_right_at_the_ends_of_the_numbers() {
        // A plain sum of squares overflows for the first three scales and underflows for the last two.
        for scale in [f64::MAX / 2.0, 1e300, 1e160, 1.0, 1e-160, 1e-300] {
            let rows = [[scale], [-scale], [2.0 * scale], [0.0]];
            let standardizer = Standardizer::measure(&rows).unwrap();
            assert!((standardizer.means()[0] / scale - 0.5).abs() < 1e-15, "{scale:e}: {standardizer:?}");
            assert!(
                (standardizer.deviations()[0] / scale - 1.25_f64.sqrt()).abs() < 1e-15,
                "{scale:e}: {standardizer:?}"
            );
            let mut standardized = rows;
            standardizer.apply_all(&mut standardized);
            let expected = [0.5, -1.5, 1.5, -0.5].map(|value| value / 1.25_f64.sqrt());
            assert_near(standardized.as_flattened(), &expected);
            standardizer.invert_all(&mut standardized);
            for (found, row) in standardized.iter().zip(rows) {
                assert!((found[0] / scale - row[0] / scale).abs() < 1e-14, "{scale:e}: {found:?}");
            }
        }
        let ends = [[f64::MAX, f64::MIN_POSITIVE], [-f64::MAX, 3.0 * f64::MIN_POSITIVE]];
        let standardizer = Standardizer::measure(&ends).unwrap();
        assert_eq!(standardizer.deviations(), [f64::MAX, f64::MIN_POSITIVE]);
        let mut standardized = ends;
        standardizer.apply_all(&mut standardized);
        assert_eq!(standardized, [[1.0, -1.0], [-1.0, 1.0]]);
        let equal = Standardizer::measure(&[[f64::MAX, 5e-324]; 3]).unwrap();
        assert_eq!(equal.deviations(), [1.0, 1.0]);
        let mut constant = [f64::MAX, 5e-324];
        equal.apply(&mut constant);
        assert_eq!(constant, [0.0, 0.0]);
    }

    #[test]
    fn a_deviation_that_is_no_number_names_its_feature() {
        let error = Standardizer::measure(&[[1.0, 0.0], [2.0, 5e-324]]).unwrap_err();
        assert_eq!(error, TrainError::Deviation { feature: 1 });
        let message = "input 1: expected a standard deviation that an `f64` can represent, found one too close to 0: \
                       multiply the values of this input by a constant, or drop the input";
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn what_cannot_be_measured_is_an_error() {
        assert_eq!(Standardizer::<[f64; 2]>::measure(&[]).unwrap_err(), TrainError::Empty);
        let found = Standardizer::measure(&[[0.0f32, 1.0], [2.0, f32::INFINITY]]).unwrap_err();
        assert_eq!(found, TrainError::Input { sample: 1, feature: 1, found: f64::INFINITY });
    }

    #[test]
    fn kept_values_make_the_same_standardizer() {
        let measured = Standardizer::measure(&ROWS).unwrap();
        assert_eq!(Standardizer::new(measured.means(), measured.deviations()).unwrap(), measured);
        for (means, deviations, message) in [
            (&[0.0][..], &[1.0, 1.0][..], "the number of means is 1: expected one per feature"),
            (&[0.0, 0.0], &[1.0], "the number of deviations is 1: expected one per feature"),
            (&[0.0, f64::NAN], &[1.0, 1.0], "a mean is NaN: expected a finite number"),
            (&[0.0, 0.0], &[1.0, 0.0], "a deviation is 0: expected a finite number above 0"),
        ] {
            let error = Standardizer::<[f32; 2]>::new(means, deviations).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
