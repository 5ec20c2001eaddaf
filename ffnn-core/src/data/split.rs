//! Splitting a data set in two, or into folds.

use alloc::vec::Vec;

use super::strata::hold_out_at_random;
use super::{Dataset, Strata};
use crate::kinds::optimizer::SettingError;
use crate::{Stream, TrainError};

impl<X, Y> Dataset<X, Y> {
    /// Splits by row number: into the rows for which `left` holds, and the others.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new((0..10).collect(), (0..10).collect())?;
    /// let (test, train) = data.split(|row| row % 5 == 0)?;
    /// assert_eq!(test.inputs(), [0, 5]);
    /// assert_eq!(train.len(), 8);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrainError::Empty`] if either side is empty.
    pub fn split(self, mut left: impl FnMut(usize) -> bool) -> Result<(Self, Self), TrainError> {
        let mut parts = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
        for (row, (input, target)) in self.inputs.into_iter().zip(self.targets).enumerate() {
            let part = &mut parts[usize::from(!left(row))];
            part.0.push(input);
            part.1.push(target);
        }
        let [(left_inputs, left_targets), (right_inputs, right_targets)] = parts;
        Ok((Self::new(left_inputs, left_targets)?, Self::new(right_inputs, right_targets)?))
    }

    /// Splits at random into training samples and held-out samples, like scikit-learn's `train_test_split`. `share` of
    /// all samples, rounded, are held out. Both sides are shuffled; the draw depends only on `seed` and the number of
    /// samples.
    ///
    /// Classes are ignored; [`stratified_split`](Self::stratified_split) keeps their shares.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new((0..50).collect(), vec![0; 50])?;
    /// let (train, test) = data.random_split(0.2, 7)?;
    /// assert_eq!((train.len(), test.len()), (40, 10));
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] unless the share is above 0 and below 1, [`TrainError::Split`] if a side would be empty.
    #[doc(alias = "train_test_split")]
    pub fn random_split(self, share: f64, seed: u64) -> Result<(Self, Self), TrainError> {
        check_share(share)?;
        let random = &mut Stream::root(seed).named("split").random();
        let sides = hold_out_at_random(self.len(), share, random)?;
        Ok(self.divide(sides))
    }

    /// Splits at random like [`random_split`](Self::random_split), with the same share of each class on both sides, to
    /// within one sample. `class` returns the class of a target: samples with equal values are in one class.
    ///
    /// As many samples are held out as by `random_split`. What rounding leaves over goes first to classes that would
    /// have no held-out sample, then to those with the largest remainders. At least one sample of each class stays in
    /// training, so a class with a single sample is never held out.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let classes = (0..50).map(|row| usize::from(row < 5)).collect();
    /// let data = Dataset::new((0..50).collect(), classes)?;
    /// let (train, test) = data.stratified_split(0.2, 7, |&class| class)?;
    /// assert_eq!(train.targets().iter().filter(|&&class| class == 1).count(), 4);
    /// assert_eq!(test.targets().iter().filter(|&&class| class == 1).count(), 1);
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// Several labels per sample form one class per combination: `|target| target.map(|label| label > 0.5)`. Ranges of
    /// real values can be classes, too.
    ///
    /// # Errors
    ///
    /// The errors of `random_split`, and [`TrainError::Stratum`] if holding out that many samples would take all of a class.
    #[doc(alias = "StratifiedShuffleSplit")]
    pub fn stratified_split<K: Ord>(
        self,
        share: f64,
        seed: u64,
        class: impl FnMut(&Y) -> K,
    ) -> Result<(Self, Self), TrainError> {
        check_share(share)?;
        let strata = Strata::of_keys(self.targets.iter().map(class));
        let sides = strata.hold_out(share, &mut Stream::root(seed).named("split").random())?;
        Ok(self.divide(sides))
    }

    /// Splits for cross-validation: `folds` pairs of training and validation samples, such that each sample is in
    /// exactly one validation part. The parts are drawn at random, and their lengths differ by at most one sample.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new((0..10).collect(), vec![0; 10])?;
    /// for (training, validation) in data.k_fold(5, 7)? {
    ///     assert_eq!((training.len(), validation.len()), (8, 2)); // `trainer.fit_with(&training, Some(&validation), …)?`
    /// }
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrainError::Folds`] unless there are at least two folds and at most as many folds as samples.
    #[doc(alias = "KFold")]
    #[doc(alias = "cross_validation")]
    pub fn k_fold(&self, folds: usize, seed: u64) -> Result<impl ExactSizeIterator<Item = (Self, Self)>, TrainError>
    where
        X: Clone,
        Y: Clone,
    {
        self.folds(Strata::none(self.len()), folds, seed)
    }

    /// Splits for cross-validation like [`k_fold`](Self::k_fold), with parts that differ by at most one sample in each
    /// class, too. `class` returns the class of a target: samples with equal values are in one class.
    ///
    /// ```
    /// use ffnn::data::Dataset;
    ///
    /// let data = Dataset::new((0..30).collect(), (0..30).map(|row| usize::from(row < 5)).collect())?;
    /// for (training, validation) in data.stratified_k_fold(5, 7, |&class| class)? {
    ///     assert_eq!((training.len(), validation.targets().iter().filter(|&&class| class == 1).count()), (24, 1));
    /// }
    /// # Ok::<(), ffnn::TrainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of `k_fold`, and [`TrainError::FoldStratum`] for a class with fewer samples than folds, because some folds
    /// would be validated without it.
    pub fn stratified_k_fold<K: Ord>(
        &self,
        folds: usize,
        seed: u64,
        class: impl FnMut(&Y) -> K,
    ) -> Result<impl ExactSizeIterator<Item = (Self, Self)>, TrainError>
    where
        X: Clone,
        Y: Clone,
    {
        self.folds(Strata::of_keys(self.targets.iter().map(class)), folds, seed)
    }

    fn folds(
        &self,
        strata: Strata,
        folds: usize,
        seed: u64,
    ) -> Result<impl ExactSizeIterator<Item = (Self, Self)>, TrainError>
    where
        X: Clone,
        Y: Clone,
    {
        if folds < 2 || folds > self.len() {
            return Err(TrainError::Folds { folds, samples: self.len() });
        }
        let fold_of = strata.deal(folds, &mut Stream::root(seed).named("folds").random())?;
        Ok((0..folds).map(move |fold| {
            let part = |held_out: bool| {
                let samples = || self.iter().zip(&fold_of).filter(|(_, of)| (**of == fold) == held_out);
                let inputs = samples().map(|((input, _), _)| input.clone()).collect();
                Self { inputs, targets: samples().map(|((_, target), _)| target.clone()).collect() }
            };
            (part(false), part(true))
        }))
    }

    /// The samples of both sides, in the order of the given rows.
    fn divide(self, (training, held_out): (Vec<usize>, Vec<usize>)) -> (Self, Self) {
        let mut samples: Vec<_> = self.inputs.into_iter().zip(self.targets).map(Some).collect();
        let mut side = |rows: Vec<usize>| {
            let (inputs, targets) = rows.into_iter().filter_map(|row| samples[row].take()).unzip();
            Self { inputs, targets }
        };
        (side(training), side(held_out))
    }
}

/// Fails unless the share is above 0 and below 1.
fn check_share(share: f64) -> Result<(), SettingError> {
    SettingError::unless(share > 0.0 && share < 1.0, "the share to hold out", "above 0 and below 1", share)
}
