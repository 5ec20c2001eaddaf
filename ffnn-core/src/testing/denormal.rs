//! Denormal numbers, smaller than the smallest normal one: inputs that produce them, and a check that none are passed
//! on.

use crate::Scalar;

/// The smallest normal number; its product with a number below 1 is denormal.
pub(crate) fn tiny<T: Scalar>() -> f64 {
    if size_of::<T>() == 4 { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE }
}

/// A number so small that the product of two of this size is denormal.
pub(crate) fn small<T: Scalar>() -> f64 {
    if size_of::<T>() == 4 { 1e-20 } else { 1e-155 }
}

/// Fails if any of the values is denormal.
#[track_caller]
pub(crate) fn assert_none_denormal<T: Scalar>(what: &str, values: &[T]) {
    if let Some(index) = values.iter().position(|value| value.flushed() != *value && !value.to_f64().is_nan()) {
        panic!("{what}: value {index} is {:e}, a denormal number: expected a normal one, or 0", values[index].to_f64());
    }
}
