use crate::optimizer::SettingError;
use crate::{Optimizer, Parameters, Scalar};

/// Shrinks the whole gradient so that its norm is at most the given one; its direction stays.
///
/// ```text
/// g ← g · min(1, limit / ‖g‖₂)      the norm over all parameters together
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClipByGlobalNorm(pub f64);

impl Optimizer for ClipByGlobalNorm {
    type State<P: Parameters> = ();

    fn state<P: Parameters>(&self) {}

    fn check(&self) -> Result<(), SettingError> {
        SettingError::unless(
            self.0 > 0.0 && self.0.is_finite(),
            "the norm to clip at",
            "a finite number above 0",
            self.0,
        )
    }

    fn transform<P: Parameters>(&self, (): &mut (), _parameters: &P, gradient: &mut P) {
        let gradient = gradient.as_mut_slice();
        let square: f64 = gradient.iter().map(|&g| g.to_f64() * g.to_f64()).sum();
        let norm = libm::sqrt(square);
        if norm > self.0 {
            let factor = P::Scalar::from_f64(self.0 / norm);
            gradient.iter_mut().for_each(|g| *g *= factor);
        }
    }
}
