use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::report::Counts;
use super::{Report, answers};
use crate::data::error::AnswerError;
use crate::members::heads::Sigmoid;
use crate::members::losses::SigmoidCrossEntropy;
use crate::{Error, Network, Scalar, SettingError, TargetError, Vector};

/// How well yes-or-no answers are told apart: precision, recall and F1, and, over all thresholds, the area under the ROC
/// curve and the average precision. For networks that end with `Sigmoid`, one label per output.
///
/// A target above half is a yes. Keeps two numbers per sample and output.
///
/// ```
/// use ffnn_core::metrics::Labels;
///
/// let mut labels = Labels::new(1);
/// for (target, probability) in [(0.0, 0.1), (0.0, 0.4), (1.0, 0.35), (1.0, 0.8)] {
///     labels.add(&[target], &[probability])?;
/// }
/// assert_eq!(labels.roc_auc(0), Some(0.75));
/// assert_eq!(labels.report().classes[0].recall, 0.5);
/// assert_eq!(labels.report_at(0.3).classes[0].recall, 1.0);
/// # Ok::<(), ffnn_core::Error>(())
/// ```
///
/// Of a network and data: `Labels::of(&*network, test.inputs(), test.targets())?`.
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "roc_auc_score")]
#[doc(alias = "average_precision_score")]
#[doc(alias = "f1_score")]
pub struct Labels {
    /// For each output, of each sample: the probability of a yes, and whether it is one.
    answers: Vec<Vec<(f64, bool)>>,
    names: Vec<String>,
}

impl Labels {
    /// No answer yet, of `outputs` labels, of which the first 2²⁰ can be counted.
    pub fn new(outputs: usize) -> Self {
        Self { answers: vec![Vec::new(); outputs.min(1 << 20)], names: Vec::new() }
    }

    /// The answers of a network that ends with `Sigmoid`.
    ///
    /// # Errors
    ///
    /// As [training](crate::data::check) on the same data, and [`Error::Answer`] if the network gives NaN.
    pub fn of<N: Network<Head = Sigmoid>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[N::Logits],
    ) -> Result<Self, Error> {
        let mut labels = Self::new(N::Logits::LEN);
        answers(network, &SigmoidCrossEntropy, inputs, targets, |_, logits, target| {
            for ((answers, x), t) in labels.answers.iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
                answers.push((1.0 / (1.0 + libm::exp(-x.to_f64())), t.to_f64() > 0.5));
            }
            Ok(())
        })?;
        Ok(labels)
    }

    /// The same answers with one name per label, for the report.
    ///
    /// # Errors
    ///
    /// Unless there are as many names as labels.
    pub fn with_names(self, names: impl IntoIterator<Item: Into<String>>) -> Result<Self, SettingError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let valid = names.len() == self.answers.len();
        SettingError::unless(valid, "the number of label names", "one per label", names.len() as f64)?;
        Ok(Self { names, ..self })
    }

    /// Counts one sample: the targets, from 0 to 1, and the probabilities of a yes, both one per label.
    ///
    /// # Errors
    ///
    /// [`Error::Answer`] and [`Error::Target`] for values that are not that; nothing is counted then. The sample is the
    /// number of samples counted so far.
    pub fn add<T: Scalar>(&mut self, targets: &[T], probabilities: &[T]) -> Result<(), Error> {
        let sample = self.samples();
        for found in [targets.len(), probabilities.len()] {
            AnswerError::check_length(self.answers.len(), found)
                .map_err(|problem| Error::Answer { sample, problem })?;
        }
        for (output, (target, probability)) in targets.iter().zip(probabilities).enumerate() {
            let (target, found) = (target.to_f64(), probability.to_f64());
            if !(0.0..=1.0).contains(&target) {
                return Err(Error::Target { sample, problem: TargetError::Probability { output, found: target } });
            }
            AnswerError::check_probability(output, found).map_err(|problem| Error::Answer { sample, problem })?;
        }
        for ((answers, probability), target) in self.answers.iter_mut().zip(probabilities).zip(targets) {
            answers.push((probability.to_f64(), target.to_f64() > 0.5));
        }
        Ok(())
    }

    /// The number of labels.
    pub fn outputs(&self) -> usize {
        self.answers.len()
    }

    /// The number of samples counted.
    pub fn samples(&self) -> usize {
        self.answers.first().map_or(0, Vec::len)
    }

    /// Precision, recall and F1 of each label, where a probability above half is a yes.
    pub fn report(&self) -> Report {
        self.report_at(0.5)
    }

    /// [`report`](Self::report) where a probability above `threshold` is a yes.
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

    /// The area under the ROC curve of a label: the probability that a sample with a yes gets a higher probability than one
    /// with a no, ties counted half. 0.5 for guessing, 1 for a perfect order. None where all targets are the same, and for
    /// a label that is not there.
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

    /// The average precision of a label, as scikit-learn defines it: the mean of the precisions at all thresholds, weighted
    /// by how much recall grows there, without interpolation.
    ///
    /// ```text
    /// AP = Σ (recall(n) - recall(n - 1)) · precision(n)
    /// ```
    ///
    /// None where no target is a yes, and for a label that is not there.
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

    /// How many yes and no there are at each probability, the highest first.
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
            (&[1.0, 0.0], &[0.5, f64::NAN], "sample 1: expected a probability as answer of output 1, found NaN"),
            (&[1.0, 0.0], &[-0.1, 0.5], "sample 1: expected a probability as answer of output 0, found -0.1"),
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
