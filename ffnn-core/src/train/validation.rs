use alloc::vec::Vec;

use crate::data::stratified;
use crate::optimizer::SettingError;
use crate::{Error, Random};

/// Where the validation data come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Validation {
    /// This part of the data, drawn at random and, for classes, stratified; 0 for none.
    Fraction(f64),
    /// This part at the end of the data, as they come: for series in time.
    Last(f64),
    /// They are handed to [`fit_with`](super::Trainer::fit_with).
    Given,
}

impl From<f64> for Validation {
    fn from(fraction: f64) -> Self {
        Self::Fraction(fraction)
    }
}

impl Validation {
    /// Whether there are none.
    pub(super) fn is_none(self) -> bool {
        matches!(self, Self::Fraction(0.0) | Self::Last(0.0))
    }

    /// A part is at least 0 and below 1.
    pub(super) fn check(self) -> Result<(), SettingError> {
        match self {
            Self::Given => Ok(()),
            Self::Fraction(fraction) | Self::Last(fraction) => SettingError::unless(
                (0.0..1.0).contains(&fraction),
                "the validation fraction",
                "at least 0 and below 1",
                fraction,
            ),
        }
    }

    /// The rows to train on and those to hold out, both at least one, given the stratum of each row.
    pub(super) fn split(self, strata: &[usize], random: &mut Random) -> Result<(Vec<usize>, Vec<usize>), Error> {
        let (training, validation) = match self {
            Self::Fraction(fraction) => stratified(strata, fraction, random),
            Self::Last(fraction) => {
                let held_out = libm::round(strata.len() as f64 * fraction) as usize;
                let mut training: Vec<usize> = (0..strata.len()).collect();
                let validation = training.split_off(strata.len() - held_out);
                (training, validation)
            }
            Self::Given => return Err(Error::NoValidation { setting: "`Validation::Given`" }),
        };
        if training.is_empty() || validation.is_empty() {
            return Err(Error::Split { training: training.len(), validation: validation.len() });
        }
        Ok((training, validation))
    }
}
