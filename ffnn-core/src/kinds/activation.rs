//! The trait of activations.

use crate::members::initializers::glorot_normal;
use crate::{Initializer, Level, Options, Scalar};

/// A function applied to each value independently. Every activation is a [`Layer`](crate::Layer) that keeps the width.
///
/// ```
/// use ffnn::{Activation, Level, Options, Scalar};
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
///     fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
///         x / (T::ONE + x.abs())
///     }
///     fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, y: T) -> T {
///         let rest = T::ONE - y.abs();
///         rest * rest
///     }
/// }
/// ```
// The same notes as on `Layer`: the compiler reports either trait, and shows equal messages once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit here",
    label = "expected a layer that takes the width above it",
    note = "a layer that changes the width states it: `Dense<32>`; an activation or dropout keeps it and states none",
    note = "a head, such as `Softmax` or `Linear`, comes last and only there",
    note = "your own layer implements `Layer`, your own activation implements `Activation`"
)]
pub trait Activation: Options {
    /// The default initializer for weights before this activation.
    const INITIALIZER: Initializer = glorot_normal;

    /// Returns `y = f(x)`. `level` has functions that are fast in a loop: `level.exp(x)`, `level.tanh(x)`.
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T;

    /// Applies [`value`](Activation::value) to each element: overwrites `y`, which is as long as `x`. Override it only
    /// if there is a faster kernel for whole rows; each value must not depend on the others.
    #[inline(always)]
    fn values<L: Level, T: Scalar>(&self, level: L, x: &[T], y: &mut [T]) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = level.flush(self.value(level, x));
        }
    }

    /// Returns the derivative `f'(x)`, given `x` and `y = f(x)`.
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, y: T) -> T;
}
