use crate::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Momentum (Polyak 1964): steps add up like the speed of a ball that rolls downhill.
///
/// ```text
/// m ← momentum · m + g
/// w ← w - rate · m
/// ```
///
/// The rate stands outside the sum, as in TensorFlow 1, PyTorch and optax; Keras puts it inside, which is the same
/// while the rate does not change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Momentum {
    /// The learning rate.
    pub rate: f64,
    /// The part of the sum that is kept at each step, at least 0 and below 1.
    pub momentum: f64,
}

impl Momentum {
    /// With this learning rate and a momentum of 0.9.
    pub const fn new(rate: f64) -> Self {
        Self { rate, momentum: 0.9 }
    }
}

impl Elementwise<1> for Momentum {
    type Constants<T: Scalar> = [T; 2];

    fn constants<T: Scalar>(&self, _: Count, _: Role) -> [T; 2] {
        [self.rate, self.momentum].map(T::from_f64)
    }

    #[inline(always)]
    fn rule<T: Scalar>([rate, momentum]: [T; 2], _: T, gradient: T, [m]: [&mut T; 1]) -> T {
        *m = momentum * *m + gradient;
        rate * *m
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("the momentum", self.momentum)
    }
}
