//! Samples whose length only the program knows.

use core::fmt::{self, Display};

use super::{Prediction, predict};
use crate::{Network, Vector};

/// What the network says to one sample that is a slice, as a row of a file or a part of a signal is. Allocates nothing.
///
/// ```
/// use ffnn_core::{Network, network};
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
/// If it is not as long as an input of the network.
pub fn predict_slice<N: Network>(network: &N, input: &[N::Scalar]) -> Result<Prediction<N>, LengthError> {
    Ok(predict(network, sample::<N::Input>(input)?))
}

/// The sample that these values are, where they are.
///
/// # Errors
///
/// If there are more of them, or fewer, than a sample has.
pub fn sample<V: Vector>(values: &[V::Scalar]) -> Result<&V, LengthError> {
    V::from_slice(values).ok_or(LengthError { expected: V::LEN, found: values.len() })
}

/// Why a slice is not a sample of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthError {
    /// How many values a sample has.
    pub expected: usize,
    /// How many values there are.
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
