use core::mem::MaybeUninit;

use crate::kernels;
use crate::optimizer::SettingError;
use crate::{Level, Optimizer, Parameters, Scalar};

/// Shrinks the whole gradient so that its norm is at most the limit; its direction stays.
///
/// ```text
/// g ← g · min(1, limit / ‖g‖₂)      the norm over all parameters together
/// ```
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

    #[inline(always)]
    fn transform<P: Parameters>(&self, level: impl Level, (): &mut (), _parameters: &P, gradient: &mut P) {
        clip(level, gradient.as_mut_slice(), self.0);
    }
}

/// Shrinks `gradient` to a norm of at most `limit`.
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

/// Divides by the largest value, and gives the norm of what is left, at least 1: for a gradient so large that the square of
/// its norm is no number, or that a factor for it has lost its digits.
#[cold]
fn shrink<T: Scalar>(level: impl Level, gradient: &mut [T]) -> f64 {
    let largest = gradient.iter().fold(T::ZERO, |largest, g| largest.at_least(g.abs()));
    gradient.iter_mut().for_each(|g| *g /= largest);
    libm::sqrt(kernels::sum_of_squares(level, gradient))
}
