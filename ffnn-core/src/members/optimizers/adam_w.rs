use super::adam::{Adam, Constants};
use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// AdamW (Loshchilov and Hutter 2019): [`Adam`] with decoupled_weight_decay, which does not pass through the moments.
///
/// ```text
/// w ← w - rate · decay · w - (Adam's step)
/// ```
#[doc(alias = "decoupled_weight_decay")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW {
    /// The settings shared with Adam.
    pub adam: Adam,
    /// The fraction of a weight subtracted at each step, times the learning rate; at least 0.
    pub decay: f64,
    /// Whether biases, scales, shifts and slopes decay too, as in PyTorch and Keras.
    pub decay_all: bool,
}

impl AdamW {
    /// Creates AdamW with this learning rate, a decay of 0.01 of the weights only, and Adam's other defaults.
    pub const fn new(rate: f64) -> Self {
        Self { adam: Adam::new(rate), decay: 0.01, decay_all: false }
    }
}

impl Elementwise<2> for AdamW {
    const SQUARES: bool = true;
    const BY_ROLE: bool = true;
    /// Adam's constants, and the fraction subtracted from a parameter.
    type Constants<T: Scalar> = (Constants<T>, T);

    fn constants<T: Scalar>(&self, Count { step, .. }: Count, role: Role) -> (Constants<T>, T) {
        let decay = if role == Role::Weight || self.decay_all { self.adam.rate * self.decay } else { 0.0 };
        (Constants::new(&self.adam, step), T::from_f64(decay))
    }

    #[inline(always)]
    fn rule<T: Scalar>((c, decay): (Constants<T>, T), parameter: T, gradient: T, [m, v]: &mut [T; 2]) -> T {
        c.advance(gradient, m, v);
        decay * parameter + c.step(*m, *v)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.adam.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_weight_decay(self.decay)?;
        Elementwise::check(&self.adam)
    }
}
