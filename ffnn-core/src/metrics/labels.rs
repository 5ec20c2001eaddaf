use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::report::Counts;
use super::{Report, answers};
use crate::data::error::AnswerError;
use crate::members::heads::Sigmoid;
use crate::members::losses::SigmoidCrossEntropy;
use crate::{Network, Scalar, SettingError, TargetError, TrainError, Vector};

/// Metrics of binary labels: precision, recall and F1, and, over all thresholds, the area under the ROC curve and the
/// average precision. For networks that end with `Sigmoid`, one label per output.
///
/// A target above one half is positive. Keeps two numbers per sample and output.
///
/// ```
/// use ffnn::metrics::Labels;
///
/// let mut labels = Labels::new(1);
/// for (target, probability) in [(0.0, 0.1), (0.0, 0.4), (1.0, 0.35), (1.0, 0.8)] {
///     labels.add(&[target], &[probability])?;
/// }
/// assert_eq!(labels.roc_auc(0), Some(0.75));
/// assert_eq!(labels.report().classes[0].recall, 0.5);
/// assert_eq!(labels.report_at(0.3).classes[0].recall, 1.0);
/// # Ok::<(), ffnn::TrainError>(())
/// ```
///
/// For a network and data: `Labels::of(&*network, test.inputs(), test.targets())?`.
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "roc_auc_score")]
#[doc(alias = "average_precision_score")]
#[doc(alias = "f1_score")]
pub struct Labels {
    /// Per output and sample: the predicted probability, and whether the label is positive.
    answers: Vec<Vec<(f64, bool)>>,
    names: Vec<String>,
}

impl Labels {
    /// Creates an empty metric for `outputs` labels; only the first 2²⁰ can be counted.
    pub fn new(outputs: usize) -> Self {
        Self { answers: vec![Vec::new(); outputs.min(1 << 20)], names: Vec::new() }
    }

    /// Collects the answers of a network that ends with `Sigmoid`.
    ///
    /// # Errors
    ///
    /// The errors of [training](crate::data::check) on the same data, and [`TrainError::Answer`] if the network returns NaN.
    pub fn of<N: Network<Head = Sigmoid>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[N::Logits],
    ) -> Result<Self, TrainError> {
        let mut labels = Self::new(N::Logits::LEN);
        answers(network, &SigmoidCrossEntropy, inputs, targets, |_, logits, target| {
            for ((answers, x), t) in labels.answers.iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
                answers.push((1.0 / (1.0 + libm::exp(-x.to_f64())), t.to_f64() > 0.5));
            }
            Ok(())
        })?;
        Ok(labels)
    }

    /// Names the labels in the report, one name per label.
    ///
    /// # Errors
    ///
    /// Fails unless there are as many names as labels.
    pub fn with_names(self, names: impl IntoIterator<Item: Into<String>>) -> Result<Self, SettingError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let valid = names.len() == self.answers.len();
        SettingError::unless(valid, "the number of label names", "one per label", names.len() as f64)?;
        Ok(Self { names, ..self })
    }

    /// Adds one sample: targets from 0 to 1 and predicted probabilities, one of each per label.
    ///
    /// # Errors
    ///
    /// [`TrainError::Answer`] and [`TrainError::Target`] for other values; nothing is added then. The sample in the error is the
    /// number of samples added before.
    pub fn add<T: Scalar>(&mut self, targets: &[T], probabilities: &[T]) -> Result<(), TrainError> {
        let sample = self.samples();
        for found in [targets.len(), probabilities.len()] {
            AnswerError::check_length(self.answers.len(), found)
                .map_err(|problem| TrainError::Answer { sample, problem })?;
        }
        for (output, (target, probability)) in targets.iter().zip(probabilities).enumerate() {
            let (target, found) = (target.to_f64(), probability.to_f64());
            if !(0.0..=1.0).contains(&target) {
                return Err(TrainError::Target { sample, problem: TargetError::Probability { output, found: target } });
            }
            AnswerError::check_probability(output, found).map_err(|problem| TrainError::Answer { sample, problem })?;
        }
        for ((answers, probability), target) in self.answers.iter_mut().zip(probabilities).zip(targets) {
            answers.push((probability.to_f64(), target.to_f64() > 0.5));
        }
        Ok(())
    }

    /// Number of labels.
    pub fn outputs(&self) -> usize {
        self.answers.len()
    }

    /// Number of samples added.
    pub fn samples(&self) -> usize {
        self.answers.first().map_or(0, Vec::len)
    }

    /// Precision, recall and F1 of each label; a probability above one half counts as positive.
    pub fn report(&self) -> Report {
        self.report_at(0.5)
    }

    /// Precision, recall and F1 like [`report`](Self::report); a probability above `threshold` counts as positive.
    pub fn report_at(&self, threshold: f64) -> Report {
        let counts = self.answers.iter().map(|answers| {
            let mut counts = Counts::default();
            for &(probability, truth) in answers {
                let answer = probability > threshold;
                counts.right += usize::from(answer && truth);
                counts.answered += usize::from(answer);
                counts.support += usize::from(truth);
            }
            counts
        });
        Report::of_counts(&counts.collect::<Vec<_>>(), |label| self.names.get(label).cloned())
    }

    /// The area under the ROC curve of a label: the probability that a positive sample gets a higher probability than a
    /// negative one, with ties counted half. 0.5 for guessing, 1 for perfect ranking. `None` if all targets are equal,
    /// and for an output that does not exist.
    pub fn roc_auc(&self, output: usize) -> Option<f64> {
        let (mut below, mut pairs) = (0, 0.0);
        let (mut yes, mut no) = (0, 0);
        for (ties_yes, ties_no) in self.ties(output).into_iter().rev() {
            pairs += ties_yes as f64 * (below as f64 + 0.5 * ties_no as f64);
            below += ties_no;
            (yes, no) = (yes + ties_yes, no + ties_no);
        }
        (yes > 0 && no > 0).then(|| pairs / (yes as f64 * no as f64))
    }

    /// The average precision of a label, as in scikit-learn: the mean of the precisions at all thresholds, weighted by
    /// the increase in recall, without interpolation.
    ///
    /// ```text
    /// AP = Σ (recall(n) - recall(n - 1)) · precision(n)
    /// ```
    ///
    /// `None` if no target is positive, and for an output that does not exist.
    pub fn average_precision(&self, output: usize) -> Option<f64> {
        let ties = self.ties(output);
        let yes: usize = ties.iter().map(|(yes, _)| yes).sum();
        let (mut right, mut answered, mut sum) = (0, 0, 0.0);
        for (ties_yes, ties_no) in ties {
            right += ties_yes;
            answered += ties_yes + ties_no;
            sum += ties_yes as f64 * (right as f64 / answered as f64);
        }
        (yes > 0).then(|| sum / yes as f64)
    }

    /// Numbers of positive and negative samples at each probability, the highest first.
    fn ties(&self, output: usize) -> Vec<(usize, usize)> {
        let mut answers = self.answers.get(output).cloned().unwrap_or_default();
        answers.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let ties = answers.chunk_by(|(one, _), (other, _)| one == other);
        ties.map(|ties| {
            let yes = ties.iter().filter(|(_, truth)| *truth).count();
            (yes, ties.len() - yes)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn what_cannot_be_counted_is_told_and_not_counted() {
        let mut labels = Labels::new(2);
        labels.add(&[1.0, 0.0], &[0.5, 0.5]).unwrap();
        let before = labels.clone();
        for (targets, probabilities, message) in [
            (&[1.0][..], &[0.5, 0.5][..], "sample 1: expected 2 values, found 1"),
            (&[1.0, 0.0], &[0.5, 0.5, 0.5], "sample 1: expected 2 values, found 3"),
            (&[1.0, f64::NAN], &[0.5, 0.5], "sample 1: expected a value from 0 to 1 for output 1, found NaN"),
            (&[1.0, 0.0], &[0.5, f64::NAN], "sample 1: expected a predicted probability for output 1, found NaN"),
            (&[1.0, 0.0], &[-0.1, 0.5], "sample 1: expected a predicted probability for output 0, found -0.1"),
        ] {
            assert_eq!(labels.add(targets, probabilities).unwrap_err().to_string(), message);
        }
        assert_eq!(labels, before);
        let error = labels.with_names(["one"]).unwrap_err();
        assert_eq!(error.to_string(), "the number of label names is 1: expected one per label");
    }

    #[test]
    fn without_both_answers_there_is_no_curve() {
        let mut labels = Labels::new(1);
        assert_eq!((labels.roc_auc(0), labels.average_precision(0)), (None, None));
        labels.add(&[0.0f32], &[0.5]).unwrap();
        assert_eq!((labels.roc_auc(0), labels.average_precision(0)), (None, None));
        labels.add(&[1.0f32], &[0.5]).unwrap();
        assert_eq!((labels.roc_auc(0), labels.average_precision(0)), (Some(0.5), Some(0.5)));
        assert_eq!((labels.roc_auc(1), labels.average_precision(usize::MAX)), (None, None));
    }
}
