use crate::kinds::optimizer::{Count, Elementwise, Epsilon, SettingError};
use crate::{Role, Scalar};

/// RMSProp (Tieleman and Hinton 2012): AdaGrad with a moving average, so that it does not stop too early.
///
/// ```text
/// s ← decay · s + (1 - decay) · g²
/// a ← decay · a + (1 - decay) · g                              only if centered, otherwise 0
/// m ← momentum · m + rate · g / √(s - a² + epsilon)
/// w ← w - m
/// ```
#[doc(alias = "RMSprop")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsProp {
    /// The learning rate.
    pub rate: f64,
    /// The decay rate of the mean squared gradient, at least 0 and below 1.
    pub decay: f64,
    /// The fraction of the last step kept, at least 0 and below 1.
    pub momentum: f64,
    /// Whether to divide by the variance of the gradient instead of its mean square.
    pub centred: bool,
    /// Keeps the division finite.
    pub epsilon: Epsilon,
    /// The value of `s` before the first step, at least 0: 1 in TensorFlow 1, otherwise 0.
    pub start: f64,
    /// Whether the learning rate is inside the momentum sum: not in PyTorch. No difference while the learning rate is
    /// constant.
    pub rate_inside: bool,
}

impl RmsProp {
    /// Creates RMSProp with this learning rate, a decay of 0.9, no momentum and an epsilon of 1e-7 inside the root, as
    /// in Keras.
    pub const fn new(rate: f64) -> Self {
        Self {
            rate,
            decay: 0.9,
            momentum: 0.0,
            centred: false,
            epsilon: Epsilon::Inside(1e-7),
            start: 0.0,
            rate_inside: true,
        }
    }
}

/// The constants of one step of [`RmsProp`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Constants<T> {
    decay: T,
    rest: T,
    momentum: T,
    /// 1 if centered, otherwise 0.
    centred: T,
    epsilon_inside: T,
    epsilon_outside: T,
    rate_inside: T,
    rate_outside: T,
}

impl Elementwise<3> for RmsProp {
    const SQUARES: bool = true;
    type Constants<T: Scalar> = Constants<T>;

    fn start(&self) -> [f64; 3] {
        [self.start, 0.0, 0.0]
    }

    fn constants<T: Scalar>(&self, _: Count, _: Role) -> Constants<T> {
        let [inside, outside] = self.epsilon.places();
        let (rate_inside, rate_outside) = if self.rate_inside { (self.rate, 1.0) } else { (1.0, self.rate) };
        Constants {
            decay: T::from_f64(self.decay),
            rest: T::from_f64(1.0 - self.decay),
            momentum: T::from_f64(self.momentum),
            centred: if self.centred { T::ONE } else { T::ZERO },
            epsilon_inside: inside,
            epsilon_outside: outside,
            rate_inside: T::from_f64(rate_inside),
            rate_outside: T::from_f64(rate_outside),
        }
    }

    #[inline(always)]
    fn rule<T: Scalar>(c: Constants<T>, _: T, gradient: T, [s, a, m]: &mut [T; 3]) -> T {
        *s = c.decay * *s + c.rest * (gradient * gradient);
        *a = c.decay * *a + c.rest * gradient;
        // If the gradient hardly changes, rounding can make the difference negative. If the squares overflow, the
        // difference is NaN, and the step is as small as without centering.
        let difference = T::ZERO.at_least(*s - c.centred * (*a * *a));
        let square = if s.is_finite() { difference } else { *s };
        *m = c.momentum * *m + c.rate_inside * gradient / ((square + c.epsilon_inside).sqrt() + c.epsilon_outside);
        c.rate_outside * *m
    }

    fn rate_mut(&mut self) -> &mut f64 {
        &mut self.rate
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_rate(self.rate)?;
        SettingError::check_decay("the decay", self.decay)?;
        SettingError::check_decay("the momentum", self.momentum)?;
        let start = self.start >= 0.0 && self.start.is_finite();
        SettingError::unless(start, "the start", "a finite number, at least 0", self.start)?;
        self.epsilon.check(false)
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;
    use crate::kernels::Baseline;
    use crate::testing::sample::SampleParameters;
    use crate::{Deferred, Flat, Optimizer};

    #[test]
    fn squares_that_overflow_give_no_step() {
        for centred in [false, true] {
            let rms_prop = RmsProp { centred, epsilon: Epsilon::Outside(1e-8), ..RmsProp::new(0.1) };
            let (mut parameters, mut gradient) =
                (SampleParameters::<f32>::zeros_boxed(), SampleParameters::<f32>::zeros_boxed());
            let mut state = rms_prop.state();
            gradient.as_mut_slice().fill(1e34);
            rms_prop.apply(Baseline, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
            assert!(parameters.as_slice().iter().all(|&w| w == 0.0), "centred: {centred}");
        }
    }

    #[test]
    fn a_variance_rounded_below_zero_gives_no_nan() {
        let centred = RmsProp { centred: true, ..RmsProp::new(0.01) };
        let (mut parameters, mut gradient) =
            (SampleParameters::<f32>::zeros_boxed(), SampleParameters::<f32>::zeros_boxed());
        let mut state = centred.state();
        for step in 0..500 {
            for (index, g) in gradient.as_mut_slice().iter_mut().enumerate() {
                *g = 10.0 + 7.3 * index as f32;
            }
            centred.apply(Baseline, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
            assert!(parameters.as_slice().iter().all(|w| w.is_finite()), "step {step}");
        }
    }
}
