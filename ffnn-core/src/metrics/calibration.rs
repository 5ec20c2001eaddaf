use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Display};

use super::answers;
use crate::data::error::AnswerError;
use crate::members::heads::softmax::largest;
use crate::members::heads::{Sigmoid, Softmax};
use crate::members::losses::{SigmoidCrossEntropy, SoftmaxCrossEntropy};
use crate::{Network, Scalar, SettingError, TargetError, TrainError, Vector};

/// Calibration of predicted probabilities: log-loss, Brier score, and a table of predicted against observed
/// frequencies.
///
/// ```text
/// classes   log-loss = -ln p[truth]                                Brier = Σ_k (p[k] - [k is the truth])²
/// labels    log-loss = -ln p if positive, -ln (1 - p) if negative  Brier = (p - [positive])²
/// ```
///
/// Both are means: over samples for classes, over samples and outputs for labels. Smaller is better; the Brier score
/// ranges from 0 to 2 for classes and from 0 to 1 for labels. The table has bins of equal width over the probability of
/// the most probable class, or of a positive label, and is printed by `Display`. Only counts are kept, not samples.
///
/// ```
/// use ffnn::metrics::Calibration;
///
/// let mut calibration = Calibration::new(2)?;
/// for (truth, probability) in [(false, 0.1), (false, 0.3), (true, 0.3), (true, 0.8)] {
///     calibration.add_label(truth, probability)?;
/// }
/// assert_eq!(calibration.bins()[0].right, 1); // one yes of three that were given up to half
/// assert!((calibration.brier() - 0.1575).abs() < 1e-12);
/// println!("{calibration}");
/// # Ok::<(), ffnn::TrainError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "log_loss")]
#[doc(alias = "brier_score_loss")]
#[doc(alias = "expected_calibration_error")]
pub struct Calibration {
    bins: Vec<Bin>,
    samples: usize,
    log_loss: f64,
    brier: f64,
}

/// A bin of a [`Calibration`] table: probabilities above `from`, up to `to`. The first bin includes 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Lower end.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// Number of probabilities in the bin.
    pub count: usize,
    /// Number of those that were right: the most probable class was the truth, or the label was positive.
    pub right: usize,
    /// Sum of the probabilities.
    sum: f64,
}

impl Bin {
    /// The mean probability in this bin, or `None` if it is empty.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }

    /// The fraction that was right, or `None` if the bin is empty. For well-calibrated probabilities it equals the
    /// mean.
    pub fn frequency(&self) -> Option<f64> {
        (self.count > 0).then(|| self.right as f64 / self.count as f64)
    }
}

impl Calibration {
    /// Creates an empty metric with a table of `bins` bins.
    ///
    /// # Errors
    ///
    /// Fails unless there are from 1 to 1,000,000 bins.
    pub fn new(bins: usize) -> Result<Self, SettingError> {
        let valid = (1..=1_000_000).contains(&bins);
        SettingError::unless(valid, "the number of bins", "from 1 to 1,000,000", bins as f64)?;
        let at = |edge: usize| edge as f64 / bins as f64;
        let bins = (0..bins).map(|bin| Bin { from: at(bin), to: at(bin + 1), count: 0, right: 0, sum: 0.0 });
        Ok(Self { bins: bins.collect(), samples: 0, log_loss: 0.0, brier: 0.0 })
    }

    /// Measures the probabilities of a network that ends with `Softmax`, with 10 bins.
    ///
    /// # Errors
    ///
    /// The errors of [training](crate::data::check) on the same data, and [`TrainError::Answer`] if the network returns NaN.
    pub fn of_classes<N: Network<Head = Softmax>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[usize],
    ) -> Result<Self, TrainError> {
        let (mut calibration, mut exponentials) = (Self::new(10)?, vec![0.0; N::Logits::LEN]);
        answers(network, &SoftmaxCrossEntropy, inputs, targets, |_, logits, &truth| {
            // In `f64`, so that the logarithm of a small probability is accurate and finite.
            let logits = logits.as_ref();
            let (best, logit) = (largest(logits), |class: usize| logits[class].to_f64());
            for (exponential, x) in exponentials.iter_mut().zip(logits) {
                *exponential = libm::exp(x.to_f64() - logit(best));
            }
            let sum: f64 = exponentials.iter().sum();
            let part = |(class, exponential): (usize, &f64)| {
                let error = exponential / sum - if class == truth { 1.0 } else { 0.0 };
                error * error
            };
            let brier = exponentials.iter().enumerate().map(part).sum();
            let log_loss = libm::log(sum) + (logit(best) - logit(truth));
            calibration.count(1.0 / sum, best == truth, log_loss, brier);
            Ok(())
        })?;
        Ok(calibration)
    }

    /// Measures the probabilities of a network that ends with `Sigmoid`, over all outputs together, with 10 bins. A
    /// target above one half is positive.
    ///
    /// # Errors
    ///
    /// The errors of [training](crate::data::check) on the same data, and [`TrainError::Answer`] if the network returns NaN.
    pub fn of_labels<N: Network<Head = Sigmoid>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[N::Logits],
    ) -> Result<Self, TrainError> {
        let mut calibration = Self::new(10)?;
        answers(network, &SigmoidCrossEntropy, inputs, targets, |_, logits, target| {
            for (x, t) in logits.as_ref().iter().zip(target.as_ref()) {
                let (x, truth) = (x.to_f64(), t.to_f64() > 0.5);
                // The probability of the wrong answer, which is accurate even if that of the right one is close to 1.
                let toward = if truth { x } else { -x };
                let wrong = 1.0 / (1.0 + libm::exp(toward));
                let log_loss = if toward > 0.0 { 0.0 } else { -toward } + libm::log1p(libm::exp(-toward.abs()));
                calibration.count(1.0 / (1.0 + libm::exp(-x)), truth, log_loss, wrong * wrong);
            }
            Ok(())
        })?;
        Ok(calibration)
    }

    /// Adds the probabilities of all classes for one sample.
    ///
    /// # Errors
    ///
    /// [`TrainError::Answer`] for values that are not probabilities, [`TrainError::Target`] for a truth that is not one of the
    /// classes; nothing is added then. The sample in the error is the number of samples added before.
    pub fn add_class<T: Scalar>(&mut self, truth: usize, probabilities: &[T]) -> Result<(), TrainError> {
        let (sample, classes) = (self.samples, probabilities.len());
        let Some(of_truth) = probabilities.get(truth) else {
            return Err(TrainError::Target { sample, problem: TargetError::Class { classes, found: truth } });
        };
        let mut brier = 0.0;
        for (class, value) in probabilities.iter().enumerate() {
            let value = value.to_f64();
            AnswerError::check_probability(class, value).map_err(|problem| TrainError::Answer { sample, problem })?;
            let error = value - if class == truth { 1.0 } else { 0.0 };
            brier += error * error;
        }
        let best = largest(probabilities);
        self.count(probabilities[best].to_f64(), best == truth, -libm::log(of_truth.to_f64()), brier);
        Ok(())
    }

    /// Adds the probability that one label is positive.
    ///
    /// # Errors
    ///
    /// [`TrainError::Answer`] for a value that is not a probability; nothing is added then.
    pub fn add_label<T: Scalar>(&mut self, truth: bool, probability: T) -> Result<(), TrainError> {
        let (sample, probability) = (self.samples, probability.to_f64());
        AnswerError::check_probability(0, probability).map_err(|problem| TrainError::Answer { sample, problem })?;
        let of_truth = if truth { probability } else { 1.0 - probability };
        self.count(probability, truth, -libm::log(of_truth), (1.0 - of_truth) * (1.0 - of_truth));
        Ok(())
    }

    fn count(&mut self, probability: f64, right: bool, log_loss: f64, brier: f64) {
        self.samples += 1;
        self.log_loss += log_loss;
        self.brier += brier;
        let place = self.bins.partition_point(|bin| bin.to < probability).min(self.bins.len() - 1);
        let bin = &mut self.bins[place];
        bin.count += 1;
        bin.right += usize::from(right);
        bin.sum += probability;
    }

    /// Number of probabilities added: samples for classes, samples times outputs for labels.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// The mean log-loss, in nats. Infinite if a true class or label had probability 0; NaN if nothing was added.
    pub fn log_loss(&self) -> f64 {
        self.log_loss / self.samples as f64
    }

    /// The mean Brier score. NaN if nothing was added.
    pub fn brier(&self) -> f64 {
        self.brier / self.samples as f64
    }

    /// The table, from low to high probabilities.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// The expected calibration error: the mean over all bins of the distance between the observed fraction and the
    /// mean probability, weighted by their counts. NaN if nothing was added.
    pub fn error(&self) -> f64 {
        let distances = self.bins.iter().map(|bin| (bin.right as f64 - bin.sum).abs());
        distances.sum::<f64>() / self.samples as f64
    }
}

impl Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>15}{:>10}{:>10}{:>10}", "probability", "mean", "right", "count")?;
        for bin in self.bins.iter().filter(|bin| bin.count > 0) {
            let [mean, right] = [bin.mean(), bin.frequency()].map(|value| value.unwrap_or(0.0));
            write!(f, "\n{:7.4} {:7.4}{mean:10.4}{right:10.4}{:10}", bin.from, bin.to, bin.count)?;
        }
        let (log_loss, brier, error) = (self.log_loss(), self.brier(), self.error());
        write!(f, "\n\nlog-loss {log_loss:.4}, Brier score {brier:.4}, calibration error {error:.4}")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn it_prints_as_a_table() {
        let mut calibration = Calibration::new(4).unwrap();
        for (truth, probability) in [(false, 0.0), (true, 0.25), (true, 1.0), (true, 0.75), (false, 0.75)] {
            calibration.add_label(truth, probability).unwrap();
        }
        let table = "
    probability      mean     right     count
 0.0000  0.2500    0.1250    0.5000         2
 0.5000  0.7500    0.7500    0.5000         2
 0.7500  1.0000    1.0000    1.0000         1

log-loss 0.6121, Brier score 0.2375, calibration error 0.2500";
        assert_eq!(calibration.to_string(), table[1..]);
        assert_eq!(calibration.bins()[1].mean(), None);
    }

    #[test]
    fn what_cannot_be_counted_is_told_and_not_counted() {
        let mut calibration = Calibration::new(10).unwrap();
        let before = calibration.clone();
        let error = calibration.add_class(3, &[0.5, 0.25, 0.25]).unwrap_err();
        assert_eq!(error.to_string(), "sample 0: expected a class from 0 to 2, found 3");
        let error = calibration.add_class(0, &[0.5, f32::NAN]).unwrap_err();
        assert_eq!(error.to_string(), "sample 0: expected a predicted probability for output 1, found NaN");
        assert!(calibration.add_class::<f32>(0, &[]).is_err());
        for wrong in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(calibration.add_label(true, wrong).is_err());
        }
        assert_eq!(calibration, before);
        assert!(calibration.log_loss().is_nan() && calibration.brier().is_nan() && calibration.error().is_nan());
        for bins in [0, 1_000_001, usize::MAX] {
            assert!(Calibration::new(bins).is_err());
        }
    }
}
