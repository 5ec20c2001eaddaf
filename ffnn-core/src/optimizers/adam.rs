use crate::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Adam (Kingma and Ba 2015): momentum, with a step size of its own for every parameter.
///
/// ```text
/// m ← beta1 · m + (1 - beta1) · g
/// v ← beta2 · v + (1 - beta2) · g²
/// w ← w - rate · (m / (1 - beta1ᵗ)) / (√(v / (1 - beta2ᵗ)) + epsilon)      t = 1, 2, …
/// ```
///
/// Epsilon stands outside the root of the corrected moment, as in PyTorch and optax.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// The learning rate: about how far a parameter moves in one step.
    pub rate: f64,
    /// How slowly the mean of the gradient moves, at least 0 and below 1.
    pub beta1: f64,
    /// How slowly the mean of its square moves, at least 0 and below 1.
    pub beta2: f64,
    /// Keeps the division finite, above 0.
    pub epsilon: f64,
}

impl Adam {
    /// With this learning rate, betas of 0.9 and 0.999 and an epsilon of 1e-8.
    pub const fn new(rate: f64) -> Self {
        Self { rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    }
}

/// The numbers of one step of [`Adam`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Constants<T> {
    beta1: T,
    beta2: T,
    /// `1 - beta1` and `1 - beta2`, subtracted in f64.
    rest1: T,
    rest2: T,
    /// `rate / (1 - beta1ᵗ)`.
    rate: T,
    /// `1 / (1 - beta2ᵗ)`.
    correction: T,
    epsilon: T,
}

impl Elementwise<2> for Adam {
    type Constants<T: Scalar> = Constants<T>;

    fn constants<T: Scalar>(&self, Count { step, .. }: Count, _: Role) -> Constants<T> {
        let corrected = |beta: f64| 1.0 - libm::pow(beta, step as f64);
        Constants {
            beta1: T::from_f64(self.beta1),
            beta2: T::from_f64(self.beta2),
            rest1: T::from_f64(1.0 - self.beta1),
            rest2: T::from_f64(1.0 - self.beta2),
            rate: T::from_f64(self.rate / corrected(self.beta1)),
            correction: T::from_f64(1.0 / corrected(self.beta2)),
            epsilon: T::from_f64(self.epsilon),
        }
    }

    #[inline(always)]
    fn rule<T: Scalar>(c: Constants<T>, _: T, gradient: T, [m, v]: [&mut T; 2]) -> T {
        *m = c.beta1 * *m + c.rest1 * gradient;
        *v = c.beta2 * *v + c.rest2 * (gradient * gradient);
        c.rate * *m / ((*v * c.correction).sqrt() + c.epsilon)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("beta1", self.beta1)?;
        SettingError::check_decay("beta2", self.beta2)?;
        let valid = self.epsilon > 0.0 && self.epsilon.is_finite();
        SettingError::unless(valid, "epsilon", "a finite number above 0", self.epsilon)
    }
}
