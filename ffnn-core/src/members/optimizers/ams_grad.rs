use super::adam::{Adam, Constants};
use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// AMSGrad (Reddi, Kale and Kumar 2018): [`Adam`] with a denominator that never decreases.
///
/// ```text
/// m, v as in Adam
/// u ← max(u, v)
/// w ← w - rate · (m / (1 - beta1ᵗ)) / (√(u / (1 - beta2ᵗ)) + epsilon)
/// ```
///
/// The maximum is taken before the bias correction, as in PyTorch and Keras; optax takes it after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AmsGrad {
    /// The settings shared with Adam.
    pub adam: Adam,
}

impl AmsGrad {
    /// Creates AMSGrad with this learning rate and Adam's other defaults.
    pub const fn new(rate: f64) -> Self {
        Self { adam: Adam::new(rate) }
    }
}

impl Elementwise<3> for AmsGrad {
    const SQUARES: bool = true;
    type Constants<T: Scalar> = Constants<T>;

    fn constants<T: Scalar>(&self, Count { step, .. }: Count, _: Role) -> Constants<T> {
        Constants::new(&self.adam, step)
    }

    #[inline(always)]
    fn rule<T: Scalar>(c: Constants<T>, _: T, gradient: T, [m, v, u]: &mut [T; 3]) -> T {
        c.advance(gradient, m, v);
        *u = v.at_least(*u);
        c.step(*m, *u)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.adam.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        Elementwise::check(&self.adam)
    }
}
