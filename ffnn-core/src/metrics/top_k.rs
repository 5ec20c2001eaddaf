use super::answers;
use crate::data::error::AnswerError;
use crate::members::heads::Softmax;
use crate::members::losses::SoftmaxCrossEntropy;
use crate::{Network, Scalar, SettingError, TargetError, TrainError};

/// Top-k accuracy: how often the right class is among the `k` most probable ones.
///
/// Of equal values, the one with the lower index ranks higher, so `k = 1` is the accuracy. If `k` is at least the
/// number of classes, every answer is right.
///
/// ```
/// use ffnn::metrics::TopK;
///
/// let mut top_2 = TopK::new(2)?;
/// top_2.add(&[0.1, 0.5, 0.4], 2)?;
/// top_2.add(&[0.1, 0.5, 0.4], 0)?;
/// assert_eq!(top_2.accuracy(), 0.5);
/// # Ok::<(), ffnn::TrainError>(())
/// ```
#[doc(alias = "top_k_accuracy")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopK {
    k: usize,
    right: usize,
    answers: usize,
}

impl TopK {
    /// Creates an empty metric. Fails if `k` is 0.
    pub fn new(k: usize) -> Result<Self, SettingError> {
        SettingError::unless(k > 0, "`k`", "at least 1", k as f64)?;
        Ok(Self { k, right: 0, answers: 0 })
    }

    /// Counts the answers of a network that ends with `Softmax`.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] if `k` is 0, the errors of [training](crate::data::check) on the same data, and
    /// [`TrainError::Answer`] if the network returns NaN.
    pub fn of<N: Network<Head = Softmax>>(
        network: &N,
        k: usize,
        inputs: &[N::Input],
        targets: &[usize],
    ) -> Result<Self, TrainError> {
        let mut top = Self::new(k)?;
        answers(network, &SoftmaxCrossEntropy, inputs, targets, |_, logits, &truth| top.add(logits.as_ref(), truth))?;
        Ok(top)
    }

    /// Adds one answer: one value per class, logits or probabilities.
    ///
    /// # Errors
    ///
    /// [`TrainError::Target`] for a `truth` that is not one of the classes, [`TrainError::Answer`] for a NaN; nothing is added
    /// then. The sample in the error is the number of answers added before.
    pub fn add<T: Scalar>(&mut self, values: &[T], truth: usize) -> Result<(), TrainError> {
        let (sample, classes) = (self.answers, values.len());
        let Some(&value) = values.get(truth) else {
            return Err(TrainError::Target { sample, problem: TargetError::Class { classes, found: truth } });
        };
        AnswerError::check_numbers(values).map_err(|problem| TrainError::Answer { sample, problem })?;
        let larger = |(class, &other): (usize, &T)| other > value || (other == value && class < truth);
        let before = values.iter().enumerate().filter(|&pair| larger(pair)).count();
        self.right += usize::from(before < self.k);
        self.answers += 1;
        Ok(())
    }

    /// Number of answers added.
    pub fn answers(&self) -> usize {
        self.answers
    }

    /// The fraction of right answers; 0 if there are none.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.answers.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    /// The data of scikit-learn's example for `top_k_accuracy_score`, with its results for 1, 2 and 3.
    #[test]
    fn scores_are_those_of_scikit_learn() {
        let rows = [[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [0.7, 0.2, 0.1]];
        for (k, expected) in [(1, 0.5), (2, 0.75), (3, 1.0), (9, 1.0)] {
            let mut top = TopK::new(k).unwrap();
            rows.iter().zip([0, 1, 2, 2]).for_each(|(row, truth)| top.add(row, truth).unwrap());
            assert_eq!((top.accuracy(), top.answers()), (expected, 4), "k = {k}");
        }
    }

    #[test]
    fn of_equals_the_first_counts() {
        let right = |k, values: &[f64], truth| {
            let mut top = TopK::new(k).unwrap();
            top.add(values, truth).unwrap();
            top.accuracy() == 1.0
        };
        assert!(right(1, &[0.5, 0.5], 0) && !right(1, &[0.5, 0.5], 1) && right(2, &[0.5, 0.5], 1));
    }

    #[test]
    fn what_cannot_be_counted_is_told_and_not_counted() {
        let mut top = TopK::new(1).unwrap();
        let error = top.add(&[1.0, 2.0], 2).unwrap_err();
        assert_eq!(error.to_string(), "sample 0: expected a class from 0 to 1, found 2");
        let error = top.add(&[f64::NAN, 0.5], 1).unwrap_err();
        assert_eq!(error.to_string(), "sample 0: expected a predicted number for output 0, found NaN");
        assert!(top.add::<f32>(&[], 0).is_err());
        assert_eq!((top.answers(), top.accuracy()), (0, 0.0));
        let message = "`k` is 0: expected at least 1";
        assert_eq!(TopK::new(0).unwrap_err().to_string(), message);
    }

    #[cfg(feature = "std")]
    #[test]
    fn a_network_answers_with_its_logits() {
        use crate::metrics::Confusion;
        use crate::testing::sample::Sample;

        let network = Sample::<f64>::boxed(1);
        let inputs: [[f64; 3]; 37] = core::array::from_fn(|sample| [sample as f64 - 18.0, (sample % 5) as f64, 1.0]);
        let targets: [usize; 37] = core::array::from_fn(|sample| sample % 4);
        let accuracy = |k| TopK::of(&*network, k, &inputs, &targets).unwrap().accuracy();
        assert_eq!(accuracy(1), Confusion::of(&*network, &inputs, &targets).unwrap().accuracy());
        assert!(accuracy(1) < accuracy(2) && accuracy(2) < accuracy(3) && accuracy(4) == 1.0);
    }
}
