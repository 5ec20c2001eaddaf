use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Display};

use super::{Report, answers};
use crate::data::error::AnswerError;
use crate::members::heads::Softmax;
use crate::members::heads::softmax::largest;
use crate::members::losses::SoftmaxCrossEntropy;
use crate::{Network, SettingError, TargetError, TrainError, Vector};

/// A confusion matrix: `counts[truth][answer]`.
///
/// Prints as a table with one row per true class and one column per answer.
#[doc(alias = "confusion_matrix")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// Nonzero counts by truth and answer.
    counts: BTreeMap<(usize, usize), usize>,
    /// One name per class, or no names.
    names: Vec<String>,
}

impl Confusion {
    /// Creates an empty matrix for `classes` classes; only the first 2²⁰ can be counted.
    pub fn new(classes: usize) -> Self {
        Self { classes: classes.min(1 << 20), counts: BTreeMap::new(), names: Vec::new() }
    }

    /// Counts the answers of a network that ends with `Softmax`.
    ///
    /// # Errors
    ///
    /// The errors of [training](crate::data::check) on the same data, and [`TrainError::Answer`] if the network returns NaN.
    pub fn of<N: Network<Head = Softmax>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[usize],
    ) -> Result<Self, TrainError> {
        let mut confusion = Self::new(N::Logits::LEN);
        answers(network, &SoftmaxCrossEntropy, inputs, targets, |_, logits, &truth| {
            confusion.add(truth, largest(logits.as_ref()))
        })?;
        Ok(confusion)
    }

    /// Names the classes in printed tables, one name per class.
    ///
    /// # Errors
    ///
    /// Fails unless there are as many names as classes.
    pub fn with_names(self, names: impl IntoIterator<Item: Into<String>>) -> Result<Self, SettingError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let valid = names.len() == self.classes;
        SettingError::unless(valid, "the number of class names", "one per class", names.len() as f64)?;
        Ok(Self { names, ..self })
    }

    /// The name of a class, if the classes have names.
    pub fn name(&self, class: usize) -> Option<&str> {
        self.names.get(class).map(String::as_str)
    }

    /// Adds one answer.
    ///
    /// # Errors
    ///
    /// [`TrainError::Target`] for a truth that is not one of the classes, [`TrainError::Answer`] for such an answer; nothing is
    /// added then. The sample in the error is the number of answers added before.
    pub fn add(&mut self, truth: usize, answer: usize) -> Result<(), TrainError> {
        let (sample, classes) = (self.answers(), self.classes);
        if truth >= classes {
            return Err(TrainError::Target { sample, problem: TargetError::Class { classes, found: truth } });
        }
        if answer >= classes {
            return Err(TrainError::Answer { sample, problem: AnswerError::Class { classes, found: answer } });
        }
        *self.counts.entry((truth, answer)).or_default() += 1;
        Ok(())
    }

    /// Number of answers added.
    pub fn answers(&self) -> usize {
        self.counts.values().sum()
    }

    /// The truth, the answer and the count of each pair that occurred.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.counts.iter().map(|(&(truth, answer), &count)| (truth, answer, count))
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of times that `truth` was answered with `answer`; 0 if either is not a class.
    pub fn count(&self, truth: usize, answer: usize) -> usize {
        self.counts.get(&(truth, answer)).copied().unwrap_or(0)
    }

    /// The fraction of right answers; 0 if there are none.
    pub fn accuracy(&self) -> f64 {
        let right: usize = self.pairs().filter(|(truth, answer, _)| truth == answer).map(|(.., count)| count).sum();
        right as f64 / self.answers().max(1) as f64
    }

    /// Precision, recall and F1 of each class, and their averages.
    pub fn report(&self) -> Report {
        Report::new(self)
    }
}

impl Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.counts.values().max().map_or(1, |&most| most.max(self.classes)).ilog10() as usize + 1;
        let longest = self.names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let (side, width) = (longest.max(12), longest.max(digits) + 2);
        let label = |class| self.name(class).map_or_else(|| class.to_string(), String::from);
        write!(f, "{:>side$}", "truth\\answer")?;
        for answer in 0..self.classes {
            write!(f, "{:>width$}", label(answer))?;
        }
        for truth in 0..self.classes {
            write!(f, "\n{:>side$}", label(truth))?;
            for answer in 0..self.classes {
                match self.count(truth, answer) {
                    0 => write!(f, "{:>width$}", "·")?,
                    count => write!(f, "{count:width$}")?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn counts_and_prints_as_a_table() {
        let mut confusion = Confusion::new(2);
        for (truth, answer) in [(0, 0), (0, 0), (0, 1), (1, 1)] {
            confusion.add(truth, answer).unwrap();
        }
        let error = confusion.add(2, 0).unwrap_err().to_string();
        assert_eq!(error, "sample 4: expected a class from 0 to 1, found 2");
        let error = confusion.add(0, 2).unwrap_err().to_string();
        assert_eq!(error, "sample 4: expected a predicted class from 0 to 1, found 2");
        assert_eq!(confusion.answers(), 4, "a rejected answer is not counted");
        assert_eq!((confusion.count(0, 0), confusion.count(0, 1), confusion.count(5, 5)), (2, 1, 0));
        assert_eq!(confusion.accuracy(), 0.75);
        assert_eq!(confusion.to_string(), "truth\\answer  0  1\n           0  2  1\n           1  ·  1");
    }

    #[test]
    fn names_stand_at_both_sides() {
        let mut confusion = Confusion::new(2).with_names(["ham", "unwanted mail"]).unwrap();
        confusion.add(1, 0).unwrap();
        assert_eq!(confusion.name(1), Some("unwanted mail"));
        assert_eq!((confusion.name(2), Confusion::new(2).name(0)), (None, None));
        assert_eq!(confusion.count(0, 2), 0, "2 is not a class, though a count is stored there");
        let table = "
 truth\\answer            ham  unwanted mail
          ham              ·              ·
unwanted mail              1              ·";
        assert_eq!(confusion.to_string(), table[1..]);
        let error = confusion.with_names(["ham"]).unwrap_err();
        assert_eq!(error.to_string(), "the number of class names is 1: expected one per class");
    }

    #[test]
    fn without_answers_nothing_is_right() {
        assert_eq!(Confusion::new(3).accuracy(), 0.0);
    }

    #[test]
    fn any_number_of_classes_can_be_asked_for() {
        let mut confusion = Confusion::new(usize::MAX);
        confusion.add(1 << 19, 7).unwrap();
        assert!(confusion.add(usize::MAX, 0).is_err());
        assert_eq!((confusion.classes(), confusion.count(1 << 19, 7)), (1 << 20, 1));
        assert_eq!(Confusion::new(0).add(0, 0).unwrap_err().to_string(), "sample 0: expected no class, found 0");
    }
}
