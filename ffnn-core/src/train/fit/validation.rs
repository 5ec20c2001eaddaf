use alloc::vec::Vec;

use crate::data::{Strata, check_sides, hold_out_at_random, rounded};
use crate::kinds::optimizer::SettingError;
use crate::{Loss, Network, Random, TrainError, train::Target};

/// Source of the validation data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Validation {
    /// A stratified random fraction: each class has this share on both sides, up to one sample. 0 for no validation
    /// data.
    ///
    /// The number of samples held out is `round(samples · share)`. Samples left over by rounding are taken from classes
    /// without a held-out sample first, then from those with the largest remainders. At least one sample of each class
    /// stays in the training data, so a class with a single sample is never held out. If that makes the number
    /// impossible, [`fit`](crate::train::Trainer::fit) fails and names the class.
    ///
    /// `Softmax` targets are stratified by class; a target with several class probabilities counts as its largest.
    /// Outputs of `Sigmoid` and [`Hinge`](crate::losses::Hinge) are binary labels: a single label makes two classes; of
    /// several labels, each keeps its share, the rarest up to one sample, the others approximately. Real-valued targets
    /// are not stratified.
    Fraction(f64),
    /// A random fraction, regardless of class.
    Random(f64),
    /// This fraction at the end of the data, in its given order: for time series.
    Last(f64),
    /// Separate data, passed to [`fit_with`](crate::train::Trainer::fit_with).
    Given,
}

impl From<f64> for Validation {
    fn from(fraction: f64) -> Self {
        Self::Fraction(fraction)
    }
}

impl Validation {
    /// Whether there is no validation data.
    pub(in crate::train) fn is_none(self) -> bool {
        matches!(self, Self::Fraction(0.0) | Self::Random(0.0) | Self::Last(0.0))
    }

    /// Fails unless a fraction is at least 0 and below 1.
    pub(in crate::train) fn check(self) -> Result<(), SettingError> {
        match self {
            Self::Given => Ok(()),
            Self::Fraction(fraction) | Self::Random(fraction) | Self::Last(fraction) => SettingError::unless(
                (0.0..1.0).contains(&fraction),
                "the validation fraction",
                "at least 0 and below 1",
                fraction,
            ),
        }
    }

    /// Returns the rows to train on and those to hold out, at least one each.
    pub(in crate::train) fn split<N: Network, L: Loss<N::Head>>(
        self,
        loss: &L,
        targets: &[Target<N, L>],
        random: &mut Random,
    ) -> Result<(Vec<usize>, Vec<usize>), TrainError> {
        let rows = targets.len();
        match self {
            Self::Fraction(fraction) => Strata::of::<N, L>(loss, targets).hold_out(fraction, random),
            Self::Random(fraction) => hold_out_at_random(rows, fraction, random),
            Self::Last(fraction) => {
                let held_out = rounded(rows, fraction);
                check_sides(rows, held_out, false)?;
                let mut training: Vec<usize> = (0..rows).collect();
                let validation = training.split_off(rows - held_out);
                Ok((training, validation))
            }
            Self::Given => Err(TrainError::NoValidation { setting: "`Validation::Given`" }),
        }
    }
}
