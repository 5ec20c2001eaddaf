use alloc::vec;
use alloc::vec::Vec;

use super::answers;
use crate::data::error::AnswerError;
use crate::members::heads::Linear;
use crate::members::losses::MeanSquaredError;
use crate::{Network, Scalar, TargetError, TrainError, Vector};

/// The coefficient of determination R²: the fraction of the targets' variance that the answers explain.
///
/// ```text
/// R² = 1 - Σ (target - answer)² / Σ (target - mean target)²
/// ```
///
/// 1 for perfect answers, 0 for always answering the mean, negative for worse. Conventions are those of scikit-learn's
/// `r2_score`: if all targets are equal, 1 if every answer is right and 0 otherwise; with fewer than two samples, NaN.
///
/// ```
/// use ffnn::metrics::RSquared;
///
/// let mut r_squared = RSquared::new(1);
/// for (target, answer) in [([1.0], [1.5]), ([2.0], [2.0]), ([3.0], [2.5])] {
///     r_squared.add(&target, &answer)?;
/// }
/// assert_eq!(r_squared.mean(), 0.75);
/// # Ok::<(), ffnn::TrainError>(())
/// ```
#[doc(alias = "r2_score")]
#[derive(Clone, Debug, PartialEq)]
pub struct RSquared {
    samples: usize,
    outputs: Vec<Sums>,
}

/// Sums of one output.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    /// Sum of the squared errors.
    error: f64,
    mean: f64,
    /// Sum of the squared distances from the mean, updated by Welford's algorithm (1962), because a difference of large
    /// sums would be lost to rounding.
    variation: f64,
}

impl RSquared {
    /// Creates an empty metric for `outputs` values; only the first 2²⁰ can be counted.
    pub fn new(outputs: usize) -> Self {
        Self { samples: 0, outputs: vec![Sums::default(); outputs.min(1 << 20)] }
    }

    /// Measures the answers of a network that ends with `Linear`.
    ///
    /// # Errors
    ///
    /// The errors of [training](crate::data::check) on the same data, and [`TrainError::Answer`] if the network returns NaN
    /// or infinity.
    pub fn of<N: Network<Head = Linear>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[N::Logits],
    ) -> Result<Self, TrainError> {
        let mut r_squared = Self::new(N::Logits::LEN);
        answers(network, &MeanSquaredError, inputs, targets, |_, logits, target| {
            r_squared.add(target.as_ref(), logits.as_ref())
        })?;
        Ok(r_squared)
    }

    /// Adds one sample: a target and an answer, with one value per output each.
    ///
    /// # Errors
    ///
    /// [`TrainError::Answer`] for a wrong number of values and for an answer that is not finite, [`TrainError::Target`] for a
    /// target that is not finite; nothing is added then. The sample in the error is the number of samples added before.
    pub fn add<T: Scalar>(&mut self, target: &[T], answer: &[T]) -> Result<(), TrainError> {
        let sample = self.samples;
        for found in [target.len(), answer.len()] {
            AnswerError::check_length(self.outputs.len(), found)
                .map_err(|problem| TrainError::Answer { sample, problem })?;
        }
        for (output, (target, answer)) in target.iter().zip(answer).enumerate() {
            let (target, found) = (target.to_f64(), answer.to_f64());
            if !target.is_finite() {
                return Err(TrainError::Target { sample, problem: TargetError::NotFinite { output, found: target } });
            }
            if !found.is_finite() {
                return Err(TrainError::Answer { sample, problem: AnswerError::NotFinite { output, found } });
            }
        }
        self.samples += 1;
        for ((sums, target), answer) in self.outputs.iter_mut().zip(target).zip(answer) {
            let (target, answer) = (target.to_f64(), answer.to_f64());
            let from_mean = target - sums.mean;
            sums.mean += from_mean / self.samples as f64;
            sums.variation += from_mean * (target - sums.mean);
            sums.error += (target - answer) * (target - answer);
        }
        Ok(())
    }

    /// Number of samples added.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// R² of each output.
    pub fn each(&self) -> impl ExactSizeIterator<Item = f64> {
        self.outputs.iter().map(|&Sums { error, variation, .. }| match (self.samples, variation == 0.0, error == 0.0) {
            (0..2, _, _) => f64::NAN,
            (_, true, true) => 1.0,
            (_, true, false) => 0.0,
            _ => 1.0 - error / variation,
        })
    }

    /// The unweighted mean over the outputs (scikit-learn's `uniform_average`).
    pub fn mean(&self) -> f64 {
        self.each().sum::<f64>() / self.outputs.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    /// Rounding error of a few divisions and additions of numbers around 1.
    const ROUNDING: f64 = 1e-14;

    fn of<const N: usize>(targets: &[[f64; N]], answers: &[[f64; N]]) -> RSquared {
        let mut r_squared = RSquared::new(N);
        targets.iter().zip(answers).for_each(|(target, answer)| r_squared.add(target, answer).unwrap());
        r_squared
    }

    /// scikit-learn 1.9.1: `r2_score` of these rows, with `multioutput="raw_values"` and without. The last two outputs
    /// are constant, one answered correctly and one not.
    #[test]
    fn it_is_that_of_scikit_learn() {
        let targets = [
            [0.5, 1.0, 7.0, 2.5],
            [-1.0, 1.0, 7.0, 2.5],
            [7.0, -6.0, 7.0, 2.5],
            [2.0, 3.25, 7.0, 2.5],
            [1e3, -2.0, 7.0, 2.5],
        ];
        let answers = [
            [0.0, 2.0, 7.0, 2.5],
            [-1.0, 2.0, 7.0, 2.5],
            [8.0, -5.0, 7.0, 2.0],
            [2.5, 3.0, 7.0, 2.5],
            [990.0, -2.0, 7.0, 2.5],
        ];
        let r_squared = of(&targets, &answers);
        for (found, expected) in r_squared.each().zip([0.9998725898454985, 0.9400097943192948, 1.0, 0.0]) {
            assert!((found - expected).abs() < ROUNDING, "found {found}, expected {expected}");
        }
        assert!((r_squared.mean() - 0.7349705960411983).abs() < ROUNDING, "{}", r_squared.mean());
    }

    #[test]
    fn a_large_mean_takes_no_digits() {
        // The effect of rounding once at the magnitude of the mean.
        let ulps = |mean: f64| mean.abs() * f64::EPSILON;
        let rows = |mean| {
            (
                [0.5, -1.0, 7.0, 2.0].map(|value: f64| [value + mean]),
                [0.0, -1.0, 8.0, 2.5].map(|value: f64| [value + mean]),
            )
        };
        for mean in [0.0, 1e8, -1e12] {
            let (targets, answers) = rows(mean);
            // Computed by hand: errors 0.25 + 0 + 1 + 0.25, targets 54.25 - 8.5² / 4.
            let expected = 1.0 - 1.5 / 36.1875;
            let found = of(&targets, &answers).mean();
            assert!((found - expected).abs() < ROUNDING + ulps(mean), "found {found}, expected {expected}");
        }
    }

    #[test]
    fn two_samples_are_the_fewest() {
        let mut r_squared = RSquared::new(1);
        assert!(r_squared.mean().is_nan());
        r_squared.add(&[1.0f32], &[2.0]).unwrap();
        assert!(r_squared.mean().is_nan());
        r_squared.add(&[2.0f32], &[1.0]).unwrap();
        assert_eq!(r_squared.mean(), -3.0);
        for (target, answer, message) in [
            (&[1.0, 2.0][..], &[1.0][..], "sample 2: expected 1 value, found 2"),
            (&[1.0], &[1.0, 2.0], "sample 2: expected 1 value, found 2"),
            (&[1.0], &[f64::NAN], "sample 2: expected a finite prediction for output 0, found NaN"),
            (&[f64::INFINITY], &[1.0], "sample 2: expected a finite value for output 0, found inf"),
        ] {
            assert_eq!(r_squared.add(target, answer).unwrap_err().to_string(), message);
        }
        assert_eq!((r_squared.samples(), r_squared.mean()), (2, -3.0));
    }
}
