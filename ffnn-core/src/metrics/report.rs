use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Display};

use super::Confusion;
use crate::members::heads::Softmax;
use crate::{Network, TrainError};

/// Precision, recall and F1 of one class, or an average over all classes.
///
/// ```text
/// precision = right / answered     fraction of the answers with this class that are right
/// recall    = right / support      fraction of the samples of this class that were found
/// f1        = 2 precision recall / (precision + recall) = 2 right / (answered + support)
/// ```
///
/// If 0 is divided by 0 (a class that was never answered, or has no samples), the result is 0, as in scikit-learn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Fraction of the answers with this class that are right.
    pub precision: f64,
    /// Fraction of the samples of this class that were found.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
    /// Number of samples of this class.
    pub support: usize,
}

/// The counts that determine the scores of a class.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) right: usize,
    pub(super) answered: usize,
    pub(super) support: usize,
}

impl Scores {
    fn of_counts(Counts { right, answered, support }: Counts) -> Self {
        let ratio = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let (precision, recall) = (ratio(right, answered), ratio(right, support));
        Self { precision, recall, f1: ratio(2 * right, answered + support), support }
    }
}

/// Precision, recall and F1 of each class, and their averages; prints as a table.
///
/// ```
/// use ffnn::metrics::Confusion;
///
/// let mut confusion = Confusion::new(2).with_names(["ham", "spam"])?;
/// for (truth, answer) in [(0, 0), (0, 0), (0, 1), (1, 1)] {
///     confusion.add(truth, answer)?;
/// }
/// let report = confusion.report();
/// assert_eq!(report.classes[1].precision, 0.5);
/// assert_eq!(report.classes[1].recall, 1.0);
/// println!("{report}");
/// # Ok::<(), ffnn::TrainError>(())
/// ```
///
/// ```text
///           precision    recall        f1   support
/// ham          1.0000    0.6667    0.8000         3
/// spam         0.5000    1.0000    0.6667         1
///
/// micro        0.7500    0.7500    0.7500         4
/// macro        0.7500    0.8333    0.7333         4
/// weighted     0.8750    0.7500    0.7667         4
/// ```
#[doc(alias = "classification_report")]
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The scores of each class, including classes that never occur.
    pub classes: Vec<Scores>,
    /// The scores over all answers together. If each sample has one class and one answer, all three equal the accuracy.
    pub micro: Scores,
    /// The unweighted mean over all classes: a rare class counts as much as a frequent one.
    ///
    /// `f1` is the mean of the classes' F1 scores, not the harmonic mean of the means. scikit-learn leaves out a class
    /// with neither samples nor answers unless `labels` lists it.
    pub macro_average: Scores,
    /// The mean over all classes, weighted by their numbers of samples.
    pub weighted: Scores,
    names: Vec<String>,
}

impl Report {
    pub(super) fn new(confusion: &Confusion) -> Self {
        let mut counts = vec![Counts::default(); confusion.classes()];
        for (truth, answer, count) in confusion.pairs() {
            counts[truth].support += count;
            counts[answer].answered += count;
            if truth == answer {
                counts[truth].right += count;
            }
        }
        Self::of_counts(&counts, |class| confusion.name(class).map(String::from))
    }

    /// Computes the report of a network that ends with `Softmax`.
    ///
    /// # Errors
    ///
    /// The errors of [`Confusion::of`].
    pub fn of<N: Network<Head = Softmax>>(
        network: &N,
        inputs: &[N::Input],
        targets: &[usize],
    ) -> Result<Self, TrainError> {
        Ok(Confusion::of(network, inputs, targets)?.report())
    }

    /// A report with one class per entry of `counts`; a class without a name is called by its number.
    pub(super) fn of_counts(counts: &[Counts], name: impl Fn(usize) -> Option<String>) -> Self {
        let classes: Vec<Scores> = counts.iter().copied().map(Scores::of_counts).collect();
        let total = counts.iter().fold(Counts::default(), |sum, counts| Counts {
            right: sum.right + counts.right,
            answered: sum.answered + counts.answered,
            support: sum.support + counts.support,
        });
        let support = total.support;
        let names = (0..counts.len()).map(|class| name(class).unwrap_or_else(|| format!("{class}"))).collect();
        Self {
            micro: Scores::of_counts(total),
            macro_average: mean(&classes, support, |_| 1.0),
            weighted: mean(&classes, support, |class| class.support as f64),
            classes,
            names,
        }
    }
}

/// The weighted mean over the classes; 0 if the weights add up to 0.
fn mean(classes: &[Scores], support: usize, weight: impl Fn(&Scores) -> f64) -> Scores {
    let total: f64 = classes.iter().map(&weight).sum();
    let mean = |score: fn(&Scores) -> f64| match classes.iter().map(|class| weight(class) * score(class)).sum::<f64>() {
        sum if total > 0.0 => sum / total,
        _ => 0.0,
    };
    Scores { precision: mean(|s| s.precision), recall: mean(|s| s.recall), f1: mean(|s| s.f1), support }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let averages = [("micro", self.micro), ("macro", self.macro_average), ("weighted", self.weighted)];
        let names = self.names.iter().map(String::as_str).chain(averages.map(|(name, _)| name));
        let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
        write!(f, "{:width$}{:>11}{:>10}{:>10}{:>10}", "", "precision", "recall", "f1", "support")?;
        let mut row = |start: &str, name: &str, scores: &Scores| {
            let Scores { precision, recall, f1, support } = scores;
            write!(f, "{start}{name:width$}{precision:11.4}{recall:10.4}{f1:10.4}{support:10}")
        };
        for (name, scores) in self.names.iter().zip(&self.classes) {
            row("\n", name, scores)?;
        }
        for (index, (name, scores)) in averages.iter().enumerate() {
            row(if index == 0 { "\n\n" } else { "\n" }, name, scores)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
