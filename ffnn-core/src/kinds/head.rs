//! The trait of heads.

use crate::members::initializers::head_normal;
use crate::{Initializer, Level, Loss, Options, Vector};

/// The last entry of a network: defines what the logits mean, and so which losses and targets fit.
///
/// Losses take the logits; only [`Predict`](crate::Predict) applies the head.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a head",
    label = "expected a head at the end of the list",
    note = "add `Softmax` (one of several classes), `Sigmoid` (independent yes-or-no answers) or `Linear` (real values)"
)]
pub trait Head: Options {
    /// The default loss.
    type Loss: Loss<Self> + Options;
    /// The type of a prediction.
    type Prediction<V: Vector>;
    /// The default initializer for weights before this head.
    const INITIALIZER: Initializer = head_normal;

    /// Converts logits to a prediction. Must be `#[inline(always)]`, see [`Pass`](crate::kernels::Pass).
    fn prediction<V: Vector>(&self, level: impl Level, logits: V) -> Self::Prediction<V>;
}
