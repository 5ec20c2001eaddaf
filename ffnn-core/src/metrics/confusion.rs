use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Display};

use super::Report;
use crate::heads::{Probabilities, Softmax};
use crate::network::{Prediction, predict};
use crate::{Network, SettingError, Vector};

/// How often each class was taken for each: `counts[truth][answer]`.
///
/// Prints as a table with the truth down the side and the answers across the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    counts: Vec<usize>,
    /// One a class, or none at all.
    names: Vec<String>,
}

impl Confusion {
    /// No answer yet, of `classes` classes.
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes], names: Vec::new() }
    }

    /// The answers of a network that ends with `Softmax`; a target beyond its classes is not counted.
    pub fn of<N: Network<Head = Softmax>>(network: &N, inputs: &[N::Input], targets: &[usize]) -> Self {
        let mut confusion = Self::new(N::Logits::LEN);
        for (input, &truth) in inputs.iter().zip(targets) {
            let answer: Prediction<N> = predict(network, input);
            confusion.add(truth, Probabilities::class(&answer));
        }
        confusion
    }

    /// The same counts with one name a class, for the tables.
    ///
    /// # Errors
    ///
    /// Unless there are as many names as classes.
    pub fn with_names(self, names: impl IntoIterator<Item: Into<String>>) -> Result<Self, SettingError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let valid = names.len() == self.classes;
        SettingError::unless(valid, "the number of class names", "one a class", names.len() as f64)?;
        Ok(Self { names, ..self })
    }

    /// The name of a class, if the classes have names.
    pub fn name(&self, class: usize) -> Option<&str> {
        self.names.get(class).map(String::as_str)
    }

    /// Counts one answer; none that names no class.
    pub fn add(&mut self, truth: usize, answer: usize) {
        if truth < self.classes && answer < self.classes {
            self.counts[truth * self.classes + answer] += 1;
        }
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// How often `truth` was answered with `answer`; 0 for what is no class.
    pub fn count(&self, truth: usize, answer: usize) -> usize {
        if answer < self.classes { self.counts.get(truth * self.classes + answer).copied().unwrap_or(0) } else { 0 }
    }

    /// The part of the answers that is right; 0 if there is none.
    pub fn accuracy(&self) -> f64 {
        let right: usize = (0..self.classes).map(|class| self.count(class, class)).sum();
        right as f64 / self.counts.iter().sum::<usize>().max(1) as f64
    }

    /// Precision, recall and F1 of each class, and their averages.
    pub fn report(&self) -> Report {
        Report::new(self)
    }
}

impl Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.counts.iter().max().map_or(1, |&most| most.max(self.classes)).ilog10() as usize + 1;
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
        for (truth, answer) in [(0, 0), (0, 0), (0, 1), (1, 1), (2, 0), (0, 2)] {
            confusion.add(truth, answer);
        }
        assert_eq!((confusion.count(0, 0), confusion.count(0, 1), confusion.count(5, 5)), (2, 1, 0));
        assert_eq!(confusion.accuracy(), 0.75);
        assert_eq!(confusion.to_string(), "truth\\answer  0  1\n           0  2  1\n           1  ·  1");
    }

    #[test]
    fn names_stand_at_both_sides() {
        let mut confusion = Confusion::new(2).with_names(["ham", "unwanted mail"]).unwrap();
        confusion.add(1, 0);
        assert_eq!(confusion.name(1), Some("unwanted mail"));
        assert_eq!((confusion.name(2), Confusion::new(2).name(0)), (None, None));
        assert_eq!(confusion.count(0, 2), 0, "no class, though a count lies there");
        let table = "
 truth\\answer            ham  unwanted mail
          ham              ·              ·
unwanted mail              1              ·";
        assert_eq!(confusion.to_string(), table[1..]);
        let error = confusion.with_names(["ham"]).unwrap_err();
        assert_eq!(error.to_string(), "the number of class names is 1: expected one a class");
    }

    #[test]
    fn without_answers_nothing_is_right() {
        assert_eq!(Confusion::new(3).accuracy(), 0.0);
    }
}
