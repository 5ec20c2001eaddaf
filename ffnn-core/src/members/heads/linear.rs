use crate::members::losses::MeanSquaredError;
use crate::{Head, Level, Options, Vector};

/// The head for regression: logits are real values. Targets are `[T; N]`.
#[derive(Clone, Copy, Debug)]
pub struct Linear;

impl Options for Linear {
    const DEFAULT: Self = Self;
}

#[diagnostic::do_not_recommend]
impl Head for Linear {
    type Loss = MeanSquaredError;
    type Prediction<V: Vector> = V;

    #[inline(always)]
    fn prediction<V: Vector>(&self, _: impl Level, logits: V) -> V {
        logits
    }
}
