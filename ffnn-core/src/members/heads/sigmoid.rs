use crate::members::activations::Sigmoid;
use crate::members::losses::SigmoidCrossEntropy;
use crate::{Head, Level, Scalar, Vector};

/// The head for independent binary labels. Targets are `[T; N]`, each 0, 1 or a probability in between; predictions are
/// probabilities.
#[diagnostic::do_not_recommend]
impl Head for Sigmoid {
    type Loss = SigmoidCrossEntropy;
    type Prediction<V: Vector> = V;

    #[inline(always)]
    fn prediction<V: Vector>(&self, level: impl Level, mut logits: V) -> V {
        for value in logits.as_mut() {
            *value = level.logistic(*value).flushed();
        }
        logits
    }
}
