use super::SettingError;
use crate::Scalar;

/// Converts a number and keeps it above zero: a positive number that rounds to zero in `f32`, which could turn a
/// division into NaN, becomes the smallest normal number.
pub(crate) fn above_zero<T: Scalar>(number: f64) -> T {
    let rounded = T::from_f64(number);
    if number > 0.0 && rounded == T::ZERO { T::from_f64(f64::from(f32::MIN_POSITIVE)) } else { rounded }
}

/// The small number that keeps a division by a root finite, and its place in the formula, which differs between
/// libraries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Epsilon {
    /// `√(s + epsilon)`: TensorFlow 1, Keras, optax.
    Inside(f64),
    /// `√s + epsilon`: PyTorch.
    Outside(f64),
}

impl Epsilon {
    /// Returns the numbers added inside and outside the root.
    pub(crate) fn places<T: Scalar>(self) -> [T; 2] {
        match self {
            Self::Inside(epsilon) => [above_zero(epsilon), T::ZERO],
            Self::Outside(epsilon) => [T::ZERO, above_zero(epsilon)],
        }
    }

    /// Checks that epsilon is above zero; zero is allowed if `zero`, because nothing is then divided by zero without
    /// it.
    pub(crate) fn check(self, zero: bool) -> Result<(), SettingError> {
        let (Self::Inside(epsilon) | Self::Outside(epsilon)) = self;
        let expected = if zero { "a finite number, at least 0" } else { "a finite number above 0" };
        SettingError::unless(
            (epsilon > 0.0 || zero && epsilon == 0.0) && epsilon.is_finite(),
            "epsilon",
            expected,
            epsilon,
        )
    }
}
