use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Momentum (Polyak 1964): steps accumulate like the speed of a ball rolling downhill, up to a terminal velocity of `1
/// / (1 - momentum)` times the step of plain gradient descent.
///
/// ```text
/// m ← momentum · m + g
/// w ← w - rate · m
/// ```
///
/// The learning rate is outside the sum, as in TensorFlow 1, PyTorch and optax.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Momentum {
    /// The learning rate.
    pub rate: f64,
    /// The fraction of the sum kept at each step, at least 0 and below 1.
    pub momentum: f64,
    /// The fraction removed from each gradient but the first: `m ← momentum · m + (1 - dampening) · g`, as in PyTorch.
    pub dampening: f64,
    /// Whether the learning rate is inside the sum, as in Keras: `m ← momentum · m + rate · g`. No difference while the
    /// learning rate is constant.
    pub rate_inside: bool,
}

impl Momentum {
    /// Creates momentum with this learning rate, a momentum of 0.9 and no dampening.
    pub const fn new(rate: f64) -> Self {
        Self { rate, momentum: 0.9, dampening: 0.0, rate_inside: false }
    }
}

impl Elementwise<1> for Momentum {
    /// The factors of the gradient in the sum, of the sum itself, and of the sum in the step.
    type Constants<T: Scalar> = [T; 3];

    fn constants<T: Scalar>(&self, Count { step, .. }: Count, _: Role) -> [T; 3] {
        let part = if step == 1 { 1.0 } else { 1.0 - self.dampening };
        let (inside, outside) = if self.rate_inside { (self.rate * part, 1.0) } else { (part, self.rate) };
        [inside, self.momentum, outside].map(T::from_f64)
    }

    #[inline(always)]
    fn rule<T: Scalar>([inside, momentum, outside]: [T; 3], _: T, gradient: T, [m]: &mut [T; 1]) -> T {
        *m = momentum * *m + inside * gradient;
        outside * *m
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("the momentum", self.momentum)?;
        SettingError::check_decay("the dampening", self.dampening)
    }
}
