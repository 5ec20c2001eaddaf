use crate::kinds::optimizer::{Count, Elementwise, SettingError};
use crate::{Role, Scalar};

/// Nesterov momentum (Nesterov 1983, in the form of Sutskever et al. 2013): the gradient is taken where the momentum is
/// about to lead.
///
/// ```text
/// m ← momentum · m + g
/// w ← w - rate · (g + momentum · m)
/// ```
///
/// The stored parameters are the point ahead, `w - rate · momentum · m` in the textbook's notation, as in TensorFlow
/// and PyTorch. Slides that take the gradient at `w + momentum · m` for an update `w - m` have the wrong sign: that
/// form diverges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nesterov {
    /// The learning rate.
    pub rate: f64,
    /// The fraction of the sum kept at each step, at least 0 and below 1.
    pub momentum: f64,
    /// Whether the learning rate is inside the sum, as in Keras: `m ← momentum · m + rate · g`. No difference while the
    /// learning rate is constant.
    pub rate_inside: bool,
}

impl Nesterov {
    /// Creates Nesterov momentum with this learning rate and a momentum of 0.9.
    pub const fn new(rate: f64) -> Self {
        Self { rate, momentum: 0.9, rate_inside: false }
    }
}

impl Elementwise<1> for Nesterov {
    /// The factors of the gradient in the sum, of the sum itself, and of both in the step.
    type Constants<T: Scalar> = [T; 3];

    fn constants<T: Scalar>(&self, _: Count, _: Role) -> [T; 3] {
        let (inside, outside) = if self.rate_inside { (self.rate, 1.0) } else { (1.0, self.rate) };
        [inside, self.momentum, outside].map(T::from_f64)
    }

    #[inline(always)]
    fn rule<T: Scalar>([inside, momentum, outside]: [T; 3], _: T, gradient: T, [m]: &mut [T; 1]) -> T {
        let gradient = inside * gradient;
        *m = momentum * *m + gradient;
        outside * (gradient + momentum * *m)
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("the momentum", self.momentum)
    }
}
