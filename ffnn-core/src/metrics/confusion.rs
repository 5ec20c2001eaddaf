use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Display};

use crate::heads::{Probabilities, Softmax};
use crate::network::{Prediction, predict};
use crate::{Network, Vector};

/// How often each class was taken for each: `counts[truth][answer]`.
///
/// Prints as a table with the truth down the side and the answers across the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    counts: Vec<usize>,
}

impl Confusion {
    /// No answer yet, of `classes` classes.
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes] }
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
}

impl Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.counts.iter().max().map_or(1, |&most| most.max(self.classes)).ilog10() as usize + 3;
        write!(f, "truth\\answer")?;
        for answer in 0..self.classes {
            write!(f, "{answer:width$}")?;
        }
        for truth in 0..self.classes {
            write!(f, "\n{truth:>12}")?;
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
    fn without_answers_nothing_is_right() {
        assert_eq!(Confusion::new(3).accuracy(), 0.0);
    }
}
