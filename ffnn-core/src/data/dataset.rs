use alloc::vec::Vec;

use crate::kinds::optimizer::SettingError;
use crate::{Stream, TrainError};

/// Inputs with one target per input, at least one of each.
///
/// # Shapes
///
/// `inputs[sample]` is a `[T; IN]`; `targets[sample]` is what the loss takes: a class index, or a `[T; OUT]`.
#[doc(alias = "DataLoader")]
#[doc(alias = "TensorDataset")]
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<X, Y> {
    pub(super) inputs: Vec<X>,
    pub(super) targets: Vec<Y>,
}

impl<X, Y> Dataset<X, Y> {
    /// Pairs each input with the target at the same index.
    ///
    /// # Errors
    ///
    /// [`TrainError::Lengths`] unless there is one target per input, [`TrainError::Empty`] if there are no samples.
    pub fn new(inputs: Vec<X>, targets: Vec<Y>) -> Result<Self, TrainError> {
        if inputs.len() != targets.len() {
            return Err(TrainError::Lengths { inputs: inputs.len(), targets: targets.len() });
        }
        if inputs.is_empty() {
            return Err(TrainError::Empty);
        }
        Ok(Self { inputs, targets })
    }

    /// The inputs.
    pub fn inputs(&self) -> &[X] {
        &self.inputs
    }

    /// The inputs, mutable: to [standardize](super::Standardizer::apply_all) them in place, for example.
    pub fn inputs_mut(&mut self) -> &mut [X] {
        &mut self.inputs
    }

    /// The targets.
    pub fn targets(&self) -> &[Y] {
        &self.targets
    }

    /// The targets, mutable: to [standardize](super::Standardizer::apply_all) those of a regression in place, for
    /// example.
    ///
    /// ```
    /// use ffnn::data::{Dataset, Standardizer};
    ///
    /// let mut prices = Dataset::new(vec![[1.0], [2.0]], vec![[100.0], [300.0]])?;
    /// let standardizer = Standardizer::measure(prices.targets())?;
    /// standardizer.apply_all(prices.targets_mut());
    /// assert_eq!(prices.targets(), [[-1.0], [1.0]]);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    pub fn targets_mut(&mut self) -> &mut [Y] {
        &mut self.targets
    }

    /// The inputs and the targets as vectors, in the order of the samples.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![0, 1])?;
    /// let (inputs, targets) = data.into_parts();
    /// assert_eq!((inputs, targets), (vec![[1.0], [2.0]], vec![0, 1]));
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    pub fn into_parts(self) -> (Vec<X>, Vec<Y>) {
        (self.inputs, self.targets)
    }

    /// Number of samples; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a data set is never empty")]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Iterates over the samples, each with its target.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&X, &Y)> {
        self.inputs.iter().zip(&self.targets)
    }

    /// Iterates over the data in batches of `size` samples, in order. The last batch holds the remaining samples; if
    /// `size` is larger than the data set, there is a single batch.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0], [3.0]], vec![0, 1, 0])?;
    /// let mut lengths = Vec::new();
    /// for (inputs, targets) in data.batches(2)? {
    ///     assert_eq!(inputs.len(), targets.len()); // `trainer.step(inputs, targets)?`
    ///     lengths.push(inputs.len());
    /// }
    /// assert_eq!(lengths, [2, 1]);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] for a size of 0.
    pub fn batches(&self, size: usize) -> Result<impl ExactSizeIterator<Item = (&[X], &[Y])>, TrainError> {
        SettingError::unless(size > 0, "the batch size", "at least 1", 0.0)?;
        Ok(self.inputs.chunks(size).zip(self.targets.chunks(size)))
    }

    /// Changes each input with `change`, for example to scale it.
    pub fn map_inputs<Z>(self, change: impl FnMut(X) -> Z) -> Dataset<Z, Y> {
        Dataset { inputs: self.inputs.into_iter().map(change).collect(), targets: self.targets }
    }

    /// Changes each target with `change`, for example from a class to one value per class.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![0, 2])?;
    /// let yes_or_no = data.map_targets(|class| [if class == 2 { 1.0 } else { 0.0 }]);
    /// assert_eq!(yes_or_no.targets(), [[0.0], [1.0]]);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    pub fn map_targets<Z>(self, change: impl FnMut(Y) -> Z) -> Dataset<X, Z> {
        Dataset { inputs: self.inputs, targets: self.targets.into_iter().map(change).collect() }
    }

    /// Appends the samples of `other` to those of `self`.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let monday = Dataset::new(vec![[1.0]], vec![0])?;
    /// let tuesday = Dataset::new(vec![[2.0], [3.0]], vec![1, 0])?;
    /// assert_eq!(monday.concat(tuesday).inputs(), [[1.0], [2.0], [3.0]]);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    pub fn concat(mut self, other: Self) -> Self {
        self.inputs.extend(other.inputs);
        self.targets.extend(other.targets);
        self
    }

    /// Shuffles the samples. The order depends only on `seed` and the number of samples.
    ///
    /// `fit` shuffles the data itself in each epoch.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new((0..100).collect(), (0..100).collect())?;
    /// let shuffled = data.clone().shuffled(7);
    /// assert_ne!(shuffled, data);
    /// assert!(shuffled.iter().all(|(input, target)| input == target));
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    pub fn shuffled(mut self, seed: u64) -> Self {
        let stream = Stream::root(seed).named("shuffle");
        // The order depends only on the length, so both vectors get the same one.
        stream.random().shuffle(&mut self.inputs);
        stream.random().shuffle(&mut self.targets);
        self
    }

    /// Selects the samples in `rows`, in that order; a row may occur more than once, as in a bootstrap.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new(vec!['a', 'b', 'c'], vec![0, 1, 2])?;
    /// assert_eq!(data.select(&[2, 0, 0])?.inputs(), ['c', 'a', 'a']);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrainError::Row`] for a row beyond the last, [`TrainError::Empty`] if `rows` is empty.
    pub fn select(&self, rows: &[usize]) -> Result<Self, TrainError>
    where
        X: Clone,
        Y: Clone,
    {
        if let Some(&row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(TrainError::Row { row, samples: self.len() });
        }
        let inputs = rows.iter().map(|&row| self.inputs[row].clone()).collect();
        Self::new(inputs, rows.iter().map(|&row| self.targets[row].clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::{format, vec};

    use super::*;

    fn letters() -> Dataset<u8, char> {
        Dataset::new(vec![0, 1, 2, 3, 4, 5], vec!['a', 'b', 'c', 'd', 'e', 'f']).unwrap()
    }

    #[test]
    fn a_data_set_is_whole_or_not_at_all() {
        assert_eq!(Dataset::new(vec![[0.0]], vec![1, 2]).unwrap_err(), TrainError::Lengths { inputs: 1, targets: 2 });
        assert_eq!(Dataset::<[f32; 1], usize>::new(vec![], vec![]).unwrap_err(), TrainError::Empty);
        let (test, train) = letters().split(|row| row % 5 == 0).unwrap();
        assert_eq!(test.targets(), ['a', 'f']);
        assert_eq!(train.inputs(), [1, 2, 3, 4]);
        let train = train.map_inputs(|input| [f32::from(input) / 4.0]);
        assert_eq!(train.inputs(), [[0.25], [0.5], [0.75], [1.0]]);
        assert_eq!(train.targets(), ['b', 'c', 'd', 'e']);
        assert_eq!(train.split(|_| true).unwrap_err(), TrainError::Empty);
    }

    #[test]
    fn inputs_and_targets_stay_together() {
        let paired = |data: &Dataset<u8, char>| data.iter().all(|(&input, &target)| target == char::from(b'a' + input));
        let shuffled = letters().shuffled(1);
        assert!(paired(&shuffled) && shuffled != letters());
        assert_eq!(letters().shuffled(1), shuffled);
        assert_ne!(letters().shuffled(2), shuffled);
        let selected = letters().select(&[5, 0, 5]).unwrap();
        assert!(paired(&selected) && selected.inputs() == [5, 0, 5]);
        let joined = selected.concat(letters());
        assert!(paired(&joined) && joined.len() == 9 && joined.targets()[3] == 'a');
        let mut numbers = joined.map_targets(|letter| u32::from(letter) - 97);
        assert!(numbers.iter().all(|(&input, &target)| u32::from(input) == target));
        numbers.targets_mut()[0] = 7;
        assert_eq!(numbers.into_parts().1, [7, 0, 5, 0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn batches_are_all_of_the_data_in_order() {
        for size in [1, 4, 6, 7, usize::MAX] {
            let data = letters();
            let batches = data.batches(size).unwrap();
            assert_eq!(batches.len(), 6_usize.div_ceil(size));
            let (inputs, targets): (Vec<_>, Vec<_>) = batches.map(|(x, y)| (x.to_vec(), y.to_vec())).unzip();
            assert_eq!(Dataset::new(inputs.concat(), targets.concat()).unwrap(), data);
        }
        let message = |error: TrainError| error.to_string();
        let error = letters().batches(0).err().map(message);
        assert_eq!(error.as_deref(), Some("the batch size is 0: expected at least 1"));
    }

    #[test]
    fn rows_that_are_not_there_are_named() {
        let message = |rows: &[usize]| letters().select(rows).unwrap_err().to_string();
        assert_eq!(message(&[0, 6]), "expected a row from 0 to 5 of 6 samples, found 6");
        assert_eq!(message(&[usize::MAX]), format!("expected a row from 0 to 5 of 6 samples, found {}", usize::MAX));
        assert_eq!(letters().select(&[]).unwrap_err(), TrainError::Empty);
    }
}
