use super::SettingError;

/// The small number that keeps a division by a root finite, and where it stands: libraries differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Epsilon {
    /// `√(s + epsilon)`: TensorFlow 1, Keras, optax.
    Inside(f64),
    /// `√s + epsilon`: PyTorch.
    Outside(f64),
}

impl Epsilon {
    /// What is added inside and outside the root.
    pub(crate) const fn places(self) -> [f64; 2] {
        match self {
            Self::Inside(epsilon) => [epsilon, 0.0],
            Self::Outside(epsilon) => [0.0, epsilon],
        }
    }

    /// Epsilon is above zero, or zero where `zero` says that nothing is divided by zero without it.
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
