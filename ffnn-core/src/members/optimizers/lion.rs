use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Lion (Chen et al. 2023): every parameter moves by the same amount; only the sign of the step depends on the
/// gradient.
///
/// ```text
/// w ← w - rate · (sign(beta1 · m + (1 - beta1) · g) + decay · w)      sign(0) = 0
/// m ← beta2 · m + (1 - beta2) · g
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lion {
    /// The learning rate: how far a parameter moves in one step. A tenth to a third of Adam's.
    pub rate: f64,
    /// The weight of the past in the direction, at least 0 and below 1.
    pub beta1: f64,
    /// The decay rate of the moment, at least 0 and below 1.
    pub beta2: f64,
    /// The fraction of a weight subtracted at each step, times the learning rate; at least 0.
    pub decay: f64,
    /// Whether biases, scales, shifts and slopes decay too, as in optax and Keras.
    pub decay_all: bool,
}

impl Lion {
    /// Creates Lion with this learning rate, betas of 0.9 and 0.99 and no decay.
    pub const fn new(rate: f64) -> Self {
        Self { rate, beta1: 0.9, beta2: 0.99, decay: 0.0, decay_all: false }
    }
}

impl Elementwise<1> for Lion {
    const BY_ROLE: bool = true;
    /// The learning rate, the fraction subtracted from a parameter, and each beta with one minus it.
    type Constants<T: Scalar> = [T; 6];

    fn constants<T: Scalar>(&self, _: Count, role: Role) -> [T; 6] {
        let decay = if role == Role::Weight || self.decay_all { self.rate * self.decay } else { 0.0 };
        [self.rate, decay, self.beta1, 1.0 - self.beta1, self.beta2, 1.0 - self.beta2].map(T::from_f64)
    }

    #[inline(always)]
    fn rule<T: Scalar>(
        [rate, decay, beta1, rest1, beta2, rest2]: [T; 6],
        parameter: T,
        gradient: T,
        [m]: &mut [T; 1],
    ) -> T {
        let direction = beta1 * *m + rest1 * gradient;
        *m = beta2 * *m + rest2 * gradient;
        let step = if direction > T::ZERO {
            rate
        } else if direction < T::ZERO {
            -rate
        } else {
            T::ZERO
        };
        step + decay * parameter
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("beta1", self.beta1)?;
        SettingError::check_decay("beta2", self.beta2)?;
        SettingError::check_weight_decay(self.decay)
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn weights_decay_and_all_decays_if_asked() {
        let (lion, count) = (Lion { decay: 0.5, ..Lion::new(0.25) }, Count { step: 1, product: 1.0 });
        let part = |lion: &Lion, role| lion.constants::<f64>(count, role)[1];
        assert_eq!((part(&lion, Role::Weight), part(&lion, Role::Bias)), (0.125, 0.0));
        assert_eq!(part(&Lion { decay_all: true, ..lion }, Role::Bias), 0.125);
    }
}
