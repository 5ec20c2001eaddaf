use core::mem::MaybeUninit;

use crate::kernels;
use crate::kinds::optimizer::SettingError;
use crate::{Level, Optimizer, Parameters, Scalar};

/// Clips the whole gradient to a maximum norm, keeping its direction.
///
/// ```text
/// g ← g · min(1, limit / ‖g‖₂)      the norm over all parameters together
/// ```
#[doc(alias = "clip_grad_norm_")]
#[doc(alias = "clipnorm")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClipByGlobalNorm(pub f64);

impl Optimizer for ClipByGlobalNorm {
    type State<P: Parameters> = ();

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<()>) -> &'a mut () {
        place.write(())
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_limit("the norm to clip at", self.0)
    }

    fn clips_at(&self) -> f64 {
        self.0
    }

    #[inline(always)]
    fn transform<P: Parameters>(&self, level: impl Level, (): &mut (), _parameters: &P, gradient: &mut P) {
        clip(level, gradient.as_mut_slice(), self.0);
    }
}

/// Scales `gradient` down to a norm of at most `limit`.
#[inline(always)]
pub(super) fn clip<T: Scalar>(level: impl Level, gradient: &mut [T], limit: f64) {
    let norm = libm::sqrt(kernels::sum_of_squares(level, gradient));
    if norm > limit {
        let mut factor = limit / norm;
        if factor < f64::from(f32::MIN_POSITIVE) {
            factor = limit / shrink(level, gradient);
        }
        let factor = T::from_f64(factor);
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
}

/// Divides by the largest value and returns the norm of the result, at least 1. For gradients so large that their
/// squared norm overflows, or so large that the factor loses its digits.
#[cold]
fn shrink<T: Scalar>(level: impl Level, gradient: &mut [T]) -> f64 {
    let largest = gradient.iter().fold(T::ZERO, |largest, g| largest.at_least(g.abs()));
    gradient.iter_mut().for_each(|g| *g /= largest);
    libm::sqrt(kernels::sum_of_squares(level, gradient))
}

#[cfg(test)]
mod tests {
    use super::clip;
    use crate::Scalar;
    use crate::kernels::Baseline;
    use crate::testing::{Tolerance, assert_close};

    /// Either the squared norm overflows an `f64`, or the factor underflows an `f32`.
    #[test]
    fn gradients_whose_norm_is_no_number_are_clipped_too() {
        fn check<T: Scalar>(tolerance: Tolerance, size: f64, limit: f64) {
            let mut gradient = [3.0, -4.0, 0.0].map(|part| T::from_f64(part * size));
            clip(Baseline, &mut gradient, limit);
            let expected = [0.6, -0.8, 0.0].map(|part| T::from_f64(part * limit));
            // Relative to the limit.
            let parts = |values: [T; 3]| values.map(|value| value.to_f64() / limit);
            assert_close(tolerance, "clipped", &parts(gradient), &parts(expected));
        }
        check::<f64>(Tolerance(4.0 * f64::EPSILON), 1e300, 2.0);
        check::<f64>(Tolerance(4.0 * f64::EPSILON), 1e200, 1e-3);
        check::<f32>(Tolerance(f64::from(4.0 * f32::EPSILON)), 5e37, 1e-3);
        check::<f32>(Tolerance(f64::from(4.0 * f32::EPSILON)), 1.0, 1.0);
    }
}
