//! What a head is.

use crate::members::initializers::head_normal;
use crate::{Initializer, Level, Loss, Options, Vector};

/// The last entry of a network: says what its last values (the logits) mean, and so which losses and targets fit.
///
/// Losses take the logits; only [`predict`](crate::network::predict) goes through the head.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a head",
    label = "the list ends with a head",
    note = "add `Softmax` (one of several classes), `Sigmoid` (independent yes-or-no answers) or `Linear` (real values)"
)]
pub trait Head: Options {
    /// The default loss.
    type Loss: Loss<Self> + Options;
    /// What a prediction is.
    type Prediction<V: Vector>;
    /// What suits the weights before this head.
    const INITIALIZER: Initializer = head_normal;

    /// What is meant when nothing is said.
    #[doc(hidden)]
    const PLAIN: Self = <Self as Options>::DEFAULT;

    /// What these logits say. Carries `#[inline(always)]`: see [`Pass`](crate::kernels::Pass).
    fn prediction<V: Vector>(&self, level: impl Level, logits: V) -> Self::Prediction<V>;
}
