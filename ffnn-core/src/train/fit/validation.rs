use alloc::vec::Vec;

use crate::data::{Strata, check_sides, hold_out_at_random, rounded};
use crate::kinds::optimizer::SettingError;
use crate::{Error, Loss, Network, Random, train::Target};

/// Where the validation data come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Validation {
    /// This share of the data, drawn at random and stratified: each class has its share on both sides, to one sample. 0
    /// for no validation data.
    ///
    /// The number of samples held out is `round(samples · share)`, whatever the classes. What rounding leaves over is held
    /// out of classes that would have no sample there, and then of those with the largest remainders. At least one sample
    /// of each class stays in training, so that a class with a single sample is not held out; if so many samples cannot be
    /// held out then, [`fit`](crate::train::Trainer::fit) fails and names the class.
    ///
    /// Targets of `Softmax` are classes; with several classes in one target, the largest counts. Outputs of `Sigmoid` and of
    /// [`Hinge`](crate::losses::Hinge) are labels that are set or not: a single one makes two classes, and of several each
    /// has its share, the rarest to one sample, the others nearly so. Real values are not stratified.
    Fraction(f64),
    /// This share of the data, drawn at random without looking at classes.
    Random(f64),
    /// This part at the end of the data, as they come: for series in time.
    Last(f64),
    /// They are handed to [`fit_with`](crate::train::Trainer::fit_with).
    Given,
}

impl From<f64> for Validation {
    fn from(fraction: f64) -> Self {
        Self::Fraction(fraction)
    }
}

impl Validation {
    /// Whether there are none.
    pub(in crate::train) fn is_none(self) -> bool {
        matches!(self, Self::Fraction(0.0) | Self::Random(0.0) | Self::Last(0.0))
    }

    /// A part is at least 0 and below 1.
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

    /// The rows to train on and those to hold out, both at least one.
    pub(in crate::train) fn split<N: Network, L: Loss<N::Head>>(
        self,
        loss: &L,
        targets: &[Target<N, L>],
        random: &mut Random,
    ) -> Result<(Vec<usize>, Vec<usize>), Error> {
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
            Self::Given => Err(Error::NoValidation { setting: "`Validation::Given`" }),
        }
    }
}
