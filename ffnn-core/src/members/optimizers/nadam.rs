use super::adam::{Adam, Constants};
use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Nadam (Dozat 2016): [`Adam`] with Nesterov momentum that increases at first.
///
/// ```text
/// μ(t) = beta1 · (1 - 0.96^(t · growth) / 2)      Π(t) = μ(1) · … · μ(t)
/// m, v as in Adam
/// w ← w - rate · (μ(t+1) · m / (1 - Π(t+1)) + (1 - μ(t)) · g / (1 - Π(t))) / (√(v / (1 - beta2ᵗ)) + epsilon)
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nadam {
    /// The settings shared with Adam.
    pub adam: Adam,
    /// How fast the momentum approaches beta1, at least 0: 0.004 in PyTorch, 1 in Keras.
    pub growth: f64,
}

impl Nadam {
    /// Creates Nadam with this learning rate, a growth of 0.004 and Adam's other defaults, as in PyTorch.
    pub const fn new(rate: f64) -> Self {
        Self { adam: Adam::new(rate), growth: 0.004 }
    }

    /// The momentum μ(t).
    fn momentum(&self, step: u64) -> f64 {
        self.adam.beta1 * (1.0 - 0.5 * libm::pow(0.96, step as f64 * self.growth))
    }
}

impl Elementwise<2> for Nadam {
    const SQUARES: bool = true;
    /// Adam's constants, and the factors of the moment and of the gradient.
    type Constants<T: Scalar> = (Constants<T>, [T; 2]);

    fn constants<T: Scalar>(&self, Count { step, product }: Count, _: Role) -> (Constants<T>, [T; 2]) {
        let (now, next) = (self.momentum(step), self.momentum(step + 1));
        let factors = [next / (1.0 - product * next), (1.0 - now) / (1.0 - product)];
        // The factors include the bias correction of the first moment.
        let constants = Constants { rate: T::from_f64(self.adam.rate), ..Constants::new(&self.adam, step) };
        (constants, factors.map(T::from_f64))
    }

    #[inline(always)]
    fn rule<T: Scalar>((c, [past, present]): (Constants<T>, [T; 2]), _: T, gradient: T, [m, v]: &mut [T; 2]) -> T {
        c.advance(gradient, m, v);
        c.step(past * *m + present * gradient, *v)
    }

    fn factor(&self, step: u64) -> f64 {
        self.momentum(step)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.adam.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        let valid = self.growth >= 0.0 && self.growth.is_finite();
        SettingError::unless(valid, "the growth", "a finite number, at least 0", self.growth)?;
        Elementwise::check(&self.adam)
    }
}
