//! Errors as sentences.

use std::error::Error;
use std::fmt::{self, Debug, Display};

/// The error that `main` returns: any error at all.
///
/// Rust prints the `Debug` form of what `main` returns, so that is the sentence here.
pub(crate) struct Failure(Box<dyn Error>);

impl<E: Into<Box<dyn Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}
