//! What an activation is.

use crate::initializers::glorot_uniform;
use crate::{Initializer, Options, Scalar};

/// A function applied to each value by itself. Every activation is a [`Layer`](crate::Layer) that keeps the width.
///
/// ```
/// use ffnn_core::{Activation, Options, Scalar};
///
/// /// Softsign: y = x / (1 + |x|),  y' = (1 - |y|)²
/// #[derive(Clone, Copy)]
/// pub struct Softsign;
///
/// impl Options for Softsign {
///     const DEFAULT: Self = Softsign;
/// }
///
/// impl Activation for Softsign {
///     fn value<T: Scalar>(&self, x: T) -> T {
///         x / (T::ONE + x.abs())
///     }
///     fn slope<T: Scalar>(&self, _x: T, y: T) -> T {
///         let rest = T::ONE - y.abs();
///         rest * rest
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an activation",
    label = "not an `Activation`",
    note = "implement `Activation` for it: a value and a slope"
)]
pub trait Activation: Options {
    /// What suits the weights before this activation.
    const INITIALIZER: Initializer = glorot_uniform;

    /// `y = f(x)`.
    fn value<T: Scalar>(&self, x: T) -> T;

    /// `f'(x)`, given `x` and `y = f(x)`.
    fn slope<T: Scalar>(&self, x: T, y: T) -> T;
}
