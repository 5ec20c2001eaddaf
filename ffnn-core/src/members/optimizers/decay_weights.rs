use core::mem::MaybeUninit;

use crate::kinds::optimizer::SettingError;
use crate::{Level, Optimizer, Parameters, Role, Scalar};

/// Weight decay through the gradient (L2 regularization): adds a fraction of each parameter to its gradient, before the
/// optimizers that follow in the chain.
///
/// ```text
/// g ← g + decay · w
/// ```
///
/// Before [`Adam`](crate::optimizers::Adam) this is PyTorch's `weight_decay` of SGD, Adam and RMSprop, which passes
/// through the moments; [`AdamW`](crate::optimizers::AdamW) decouples it from them.
#[doc(alias = "weight_decay")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecayWeights {
    /// The fraction that is added, at least 0.
    pub decay: f64,
    /// Whether biases, scales, shifts and slopes decay too, as in PyTorch.
    pub all: bool,
}

impl DecayWeights {
    /// Creates weight decay with this fraction, of the weights only.
    pub const fn new(decay: f64) -> Self {
        Self { decay, all: false }
    }
}

impl Optimizer for DecayWeights {
    type State<P: Parameters> = ();

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<()>) -> &'a mut () {
        place.write(())
    }

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_weight_decay(self.decay)
    }

    #[inline(always)]
    fn transform<P: Parameters>(&self, _: impl Level, (): &mut (), parameters: &P, gradient: &mut P) {
        let decay = P::Scalar::from_f64(self.decay);
        for (_, leaf, range) in P::leaves() {
            if leaf.role == Role::Weight || self.all {
                let parameters = &parameters.as_slice()[range.clone()];
                for (g, &w) in gradient.as_mut_slice()[range].iter_mut().zip(parameters) {
                    *g += decay * w;
                }
            }
        }
    }
}
