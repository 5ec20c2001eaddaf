use core::mem::MaybeUninit;

use crate::kinds::optimizer::SettingError;
use crate::{Level, Optimizer, Parameters, Scalar};

/// Clips each component of the gradient to the range from minus the limit to the limit.
///
/// ```text
/// g ← min(max(g, -limit), limit)
/// ```
///
/// The direction of the gradient changes.
#[doc(alias = "clip_grad_value_")]
#[doc(alias = "clipvalue")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClipByValue(pub f64);

impl Optimizer for ClipByValue {
    type State<P: Parameters> = ();

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<()>) -> &'a mut () {
        place.write(())
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_limit("the value to clip at", self.0)
    }

    fn clips_at(&self) -> f64 {
        self.0
    }

    #[inline(always)]
    fn transform<P: Parameters>(&self, _: impl Level, (): &mut (), _parameters: &P, gradient: &mut P) {
        let limit = P::Scalar::from_f64(self.0);
        for g in gradient.as_mut_slice() {
            if *g > limit {
                *g = limit;
            } else if *g < -limit {
                *g = -limit;
            }
        }
    }
}
