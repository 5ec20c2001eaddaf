//! Predicting samples whose length is not known at compile time.

use core::fmt::{self, Display};

use super::{Prediction, predict};
use crate::{Network, Vector};

/// Predicts one sample given as a slice, such as a row of a file or a part of a signal. Allocates nothing.
///
/// ```
/// use ffnn::{Network, network};
///
/// fn last_window<N: Network<Scalar = f32>>(network: &N, signal: &[f32], width: usize) {
///     match network::predict_slice(network, &signal[signal.len() - width..]) {
///         Ok(_prediction) => {}
///         Err(error) => println!("{error}"), // expected 32 values, found 31: …
///     }
/// }
/// ```
///
/// # Errors
///
/// Returns an error if the slice is not as long as an input of the network.
pub fn predict_slice<N: Network>(network: &N, input: &[N::Scalar]) -> Result<Prediction<N>, LengthError> {
    Ok(predict(network, sample::<N::Input>(input)?))
}

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
