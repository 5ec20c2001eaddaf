//! Errors about the number of samples or values.

use core::fmt::{self, Display};

use crate::Vector;

/// Views a slice of values as a sample, without a copy.
///
/// # Errors
///
/// Returns an error if the slice is not as long as a sample.
pub fn sample<V: Vector>(values: &[V::Scalar]) -> Result<&V, LengthError> {
    V::from_slice(values).ok_or(LengthError { expected: V::LEN, found: values.len() })
}

/// The error for a slice that is not as long as a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthError {
    /// Number of values in a sample.
    pub expected: usize,
    /// Number of values found.
    pub found: usize,
}

impl Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found } = self;
        write!(
            f,
            "expected {expected} values, found {found}: pass the slice of one sample, such as `&values[..{expected}]`"
        )
    }
}

impl core::error::Error for LengthError {}

/// The error for a batch whose inputs and outputs differ in length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchError {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of predictions or rows of logits that there is room for.
    pub places: usize,
}

impl BatchError {
    pub(super) fn check(inputs: usize, places: usize) -> Result<(), Self> {
        if inputs == places { Ok(()) } else { Err(Self { inputs, places }) }
    }
}

impl Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, places } = self;
        write!(f, "expected room for one prediction per input, found {inputs} inputs and room for {places}")
    }
}

impl core::error::Error for BatchError {}
