use crate::kinds::optimizer::{Count, Elementwise, Epsilon, SettingError};
use crate::{Role, Scalar};

/// AdaGrad (Duchi, Hazan and Singer 2011): a separate learning rate for each parameter that only falls.
///
/// ```text
/// s ← s + g²
/// w ← w - rate · g / √(s + epsilon)
/// ```
#[doc(alias = "Adagrad")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaGrad {
    /// The learning rate.
    pub rate: f64,
    /// The value of `s` before the first step, at least 0.
    pub start: f64,
    /// Keeps the division finite.
    pub epsilon: Epsilon,
    /// The decay of the learning rate itself, as in PyTorch: `rate / (1 + (t - 1) · decay)`.
    pub decay: f64,
}

impl AdaGrad {
    /// Creates AdaGrad with this learning rate, a start of 0.1 and an epsilon of 1e-7 inside the root, as in Keras and
    /// optax.
    pub const fn new(rate: f64) -> Self {
        Self { rate, start: 0.1, epsilon: Epsilon::Inside(1e-7), decay: 0.0 }
    }
}

impl Elementwise<1> for AdaGrad {
    const SQUARES: bool = true;
    /// The learning rate, and epsilon inside and outside the root.
    type Constants<T: Scalar> = [T; 3];

    fn start(&self) -> [f64; 1] {
        [self.start]
    }

    fn constants<T: Scalar>(&self, Count { step, .. }: Count, _: Role) -> [T; 3] {
        let [inside, outside] = self.epsilon.places();
        [T::from_f64(self.rate / (1.0 + (step - 1) as f64 * self.decay)), inside, outside]
    }

    #[inline(always)]
    fn rule<T: Scalar>([rate, inside, outside]: [T; 3], _: T, gradient: T, [s]: &mut [T; 1]) -> T {
        // The sum saturates at the largest number, because an infinite one would stop the parameter for good.
        let (sum, largest) =
            (*s + gradient * gradient, T::from_f64(if size_of::<T>() == 4 { f32::MAX.into() } else { f64::MAX }));
        *s = if sum > largest { largest } else { sum };
        rate * gradient / ((*s + inside).sqrt() + outside)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        let start = self.start >= 0.0 && self.start.is_finite();
        SettingError::unless(start, "the start", "a finite number, at least 0", self.start)?;
        let decay = self.decay >= 0.0 && self.decay.is_finite();
        SettingError::unless(decay, "the decay", "a finite number, at least 0", self.decay)?;
        // Without both, a zero gradient in the first step would be 0 / 0.
        self.epsilon.check(self.start > 0.0)
    }
}
