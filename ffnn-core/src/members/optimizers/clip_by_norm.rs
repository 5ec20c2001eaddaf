use core::mem::MaybeUninit;

use crate::kinds::optimizer::SettingError;
use crate::members::optimizers::clip_by_global_norm::clip;
use crate::{Level, Optimizer, Parameters};

/// Clips the gradient of each tensor to a maximum norm.
///
/// ```text
/// g ← g · min(1, limit / ‖g‖₂)      for each tensor by itself
/// ```
///
/// The direction of the whole gradient changes; with many tensors its norm may be well above the limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClipByNorm(pub f64);

impl Optimizer for ClipByNorm {
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
        for (_, _, range) in P::leaves() {
            clip(level, &mut gradient.as_mut_slice()[range], self.0);
        }
    }
}
