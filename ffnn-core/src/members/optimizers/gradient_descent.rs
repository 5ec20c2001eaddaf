use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Gradient descent: `w ← w - rate · g`.
#[doc(alias = "SGD")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientDescent {
    /// The learning rate.
    pub rate: f64,
}

impl GradientDescent {
    /// Creates gradient descent with this learning rate.
    pub const fn new(rate: f64) -> Self {
        Self { rate }
    }
}

impl Elementwise<0> for GradientDescent {
    type Constants<T: Scalar> = T;

    fn constants<T: Scalar>(&self, _: Count, _: Role) -> T {
        T::from_f64(self.rate)
    }

    #[inline(always)]
    fn rule<T: Scalar>(rate: T, _: T, gradient: T, []: &mut [T; 0]) -> T {
        rate * gradient
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)
    }
}
