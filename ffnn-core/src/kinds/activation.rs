//! What an activation is.

use crate::members::initializers::glorot_normal;
use crate::{Initializer, Level, Options, Scalar};

/// A function applied to each value by itself. Every activation is a [`Layer`](crate::Layer) that keeps the width.
///
/// ```
/// use ffnn_core::{Activation, Level, Options, Scalar};
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
// The words of `Layer`: the compiler reports the one trait or the other, and equal messages once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit here",
    label = "not a layer from the width before it to the width that it states",
    note = "a layer that changes the width says so: `Dense<32>`; an activation or dropout keeps it and stands without a width",
    note = "a head, such as `Softmax` or `Linear`, stands last and only there",
    note = "a layer of your own implements `Layer`, an activation `Activation`"
)]
pub trait Activation: Options {
    /// What suits the weights before this activation.
    const INITIALIZER: Initializer = glorot_normal;

    /// `y = f(x)`. `level` has the functions that are fast in a loop: `level.exp(x)`, `level.tanh(x)`.
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T;

    /// [`value`](Activation::value) of each: overwrites `y`, which is as long as `x`. To be said otherwise only where whole
    /// rows have a kernel that is faster; each value must not depend on the others.
    #[inline(always)]
    fn values<L: Level, T: Scalar>(&self, level: L, x: &[T], y: &mut [T]) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = level.flush(self.value(level, x));
        }
    }

    /// `f'(x)`, given `x` and `y = f(x)`.
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, y: T) -> T;
}
