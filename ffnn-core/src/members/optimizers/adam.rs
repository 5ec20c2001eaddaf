use crate::kinds::optimizer::{Count, Elementwise, SettingError, above_zero};
use crate::{Role, Scalar};

/// Adam (Kingma and Ba 2015): momentum, with a separate step size for each parameter.
///
/// ```text
/// m ← beta1 · m + (1 - beta1) · g
/// v ← beta2 · v + (1 - beta2) · g²
/// w ← w - rate · (m / (1 - beta1ᵗ)) / (√(v / (1 - beta2ᵗ)) + epsilon)      t = 1, 2, …
/// ```
///
/// Epsilon is outside the root of the corrected moment, as in PyTorch and optax.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// The learning rate: roughly how far a parameter moves in one step.
    pub rate: f64,
    /// The decay rate of the mean gradient, at least 0 and below 1.
    pub beta1: f64,
    /// The decay rate of the mean squared gradient, at least 0 and below 1.
    pub beta2: f64,
    /// Keeps the division finite; at least 0, and above 0 unless `epsilon_root` is.
    pub epsilon: f64,
    /// Added to the corrected moment inside the root, `√(v / (1 - beta2ᵗ) + epsilon_root)`, as in some texts; at least
    /// 0.
    pub epsilon_root: f64,
    /// Whether epsilon is added before the correction, `√v + epsilon`, as in TensorFlow and Keras ("epsilon hat").
    pub epsilon_hat: bool,
}

impl Adam {
    /// Creates Adam with this learning rate, betas of 0.9 and 0.999 and an epsilon of 1e-8.
    pub const fn new(rate: f64) -> Self {
        Self { rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilon_root: 0.0, epsilon_hat: false }
    }
}

/// The constants of one step of [`Adam`] and its variants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Constants<T> {
    pub(super) beta1: T,
    pub(super) beta2: T,
    /// `1 - beta1` and `1 - beta2`, subtracted in `f64`.
    pub(super) rest1: T,
    pub(super) rest2: T,
    /// `rate / (1 - beta1ᵗ)`.
    pub(super) rate: T,
    /// `1 / (1 - beta2ᵗ)`.
    pub(super) correction: T,
    pub(super) epsilon: T,
    pub(super) epsilon_root: T,
}

impl<T: Scalar> Constants<T> {
    pub(super) fn new(adam: &Adam, step: u64) -> Self {
        let corrected = |beta: f64| 1.0 - libm::pow(beta, step as f64);
        let correction = 1.0 / corrected(adam.beta2);
        // (√v + ε) / √(1 - beta2ᵗ) is √(v / (1 - beta2ᵗ)) + ε / √(1 - beta2ᵗ).
        let epsilon = if adam.epsilon_hat { adam.epsilon * libm::sqrt(correction) } else { adam.epsilon };
        Self {
            beta1: T::from_f64(adam.beta1),
            beta2: T::from_f64(adam.beta2),
            rest1: T::from_f64(1.0 - adam.beta1),
            rest2: T::from_f64(1.0 - adam.beta2),
            rate: T::from_f64(adam.rate / corrected(adam.beta1)),
            correction: T::from_f64(correction),
            epsilon: above_zero(epsilon),
            epsilon_root: above_zero(adam.epsilon_root),
        }
    }

    /// Updates the two moments.
    #[inline(always)]
    pub(super) fn advance(&self, gradient: T, m: &mut T, v: &mut T) {
        *m = self.beta1 * *m + self.rest1 * gradient;
        *v = self.beta2 * *v + self.rest2 * (gradient * gradient);
    }

    /// `rate · m / (√(v / (1 - beta2ᵗ) + epsilon_root) + epsilon)`.
    #[inline(always)]
    pub(super) fn step(&self, m: T, v: T) -> T {
        self.rate * m / ((v * self.correction + self.epsilon_root).sqrt() + self.epsilon)
    }
}

impl Elementwise<2> for Adam {
    const SQUARES: bool = true;
    type Constants<T: Scalar> = Constants<T>;

    fn constants<T: Scalar>(&self, Count { step, .. }: Count, _: Role) -> Constants<T> {
        Constants::new(self, step)
    }

    #[inline(always)]
    fn rule<T: Scalar>(c: Constants<T>, _: T, gradient: T, [m, v]: &mut [T; 2]) -> T {
        c.advance(gradient, m, v);
        c.step(*m, *v)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("beta1", self.beta1)?;
        SettingError::check_decay("beta2", self.beta2)?;
        let root = self.epsilon_root >= 0.0 && self.epsilon_root.is_finite();
        SettingError::unless(root, "epsilon_root", "a finite number, at least 0", self.epsilon_root)?;
        let valid = self.epsilon > 0.0 || self.epsilon == 0.0 && self.epsilon_root > 0.0;
        SettingError::unless(valid && self.epsilon.is_finite(), "epsilon", "a finite number above 0", self.epsilon)
    }
}
