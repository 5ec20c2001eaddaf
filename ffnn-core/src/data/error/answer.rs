use core::fmt::{self, Display};

use crate::Scalar;

/// The reason why a metric cannot use an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnswerError {
    /// A class index beyond the last class.
    Class {
        /// Number of classes.
        classes: usize,
        /// The index found.
        found: usize,
    },
    /// More or fewer values than outputs.
    Length {
        /// Number of outputs.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// A value that is not a probability.
    Probability {
        /// The index of the output.
        output: usize,
        /// The value found.
        found: f64,
    },
    /// A value that is NaN.
    NotANumber {
        /// The index of the output.
        output: usize,
    },
    /// A value that is infinite or NaN.
    NotFinite {
        /// The index of the output.
        output: usize,
        /// The value found.
        found: f64,
    },
}

#[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "metrics need a heap"))]
impl AnswerError {
    pub(crate) fn check_length(expected: usize, found: usize) -> Result<(), Self> {
        if expected == found { Ok(()) } else { Err(Self::Length { expected, found }) }
    }

    pub(crate) fn check_probability(output: usize, found: f64) -> Result<(), Self> {
        if (0.0..=1.0).contains(&found) { Ok(()) } else { Err(Self::Probability { output, found }) }
    }

    /// Fails at the first NaN.
    pub(crate) fn check_numbers<T: Scalar>(values: &[T]) -> Result<(), Self> {
        let nan = values.iter().position(|value| value.to_f64().is_nan());
        nan.map_or(Ok(()), |output| Err(Self::NotANumber { output }))
    }
}

impl Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class { classes: 0, found } => write!(f, "expected no predicted class, found {found}"),
            Self::Class { classes, found } => {
                write!(f, "expected a predicted class from 0 to {}, found {found}", classes - 1)
            }
            Self::Length { expected, found } => {
                write!(f, "expected {expected} value{}, found {found}", if *expected == 1 { "" } else { "s" })
            }
            Self::Probability { output, found } => {
                write!(f, "expected a predicted probability for output {output}, found {found}")
            }
            Self::NotANumber { output } => write!(f, "expected a predicted number for output {output}, found NaN"),
            Self::NotFinite { output, found } => {
                write!(f, "expected a finite prediction for output {output}, found {found}")
            }
        }
    }
}

impl core::error::Error for AnswerError {}
