//! Work that a layer of a frozen network leaves to the layer before it.
//!
//! It is a named type and not a closure: a function that takes one closure and returns another has a type that contains
//! that of the first. A chain of layers would need types as long as itself, which the compiler compares in cubic time.

use super::Scales;
use crate::Scalar;

/// A factor and a shift for each value.
#[doc(hidden)]
pub trait Leftover {
    /// Returns the factor and the shift of the value with this index.
    fn at(&self, index: usize) -> (f64, f64);
}

/// No work: a factor of 1 and a shift of 0.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Unscaled;

impl Leftover for Unscaled {
    fn at(&self, _: usize) -> (f64, f64) {
        (1.0, 0.0)
    }
}

/// All work of an absorbed layer.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "passed between lines of an expansion")]
pub struct Scaled<'a, Y: Scales<N>, T: Scalar, const N: usize> {
    pub(super) layer: &'a Y,
    pub(super) parameters: &'a Y::Parameters<T>,
    pub(super) state: &'a Y::State<T>,
}

impl<Y: Scales<N>, T: Scalar, const N: usize> Leftover for Scaled<'_, Y, T, N> {
    fn at(&self, index: usize) -> (f64, f64) {
        self.layer.factor_and_shift(self.parameters, self.state, index)
    }
}

#[cfg(test)]
mod tests {
    use core::any::type_name;

    use super::*;
    use crate::Options;
    use crate::members::layers::{BatchNorm, Dense, Dropout};
    use crate::predict::frozen::form::{ABSORBED, Form, GONE, KEPT, LINED, PACKED};

    /// The type that a form leaves for the layer before it must not contain the type for the layer after it, or a chain
    /// of layers would have types as long as itself.
    #[test]
    fn a_layer_leaves_one_type_whatever_follows() {
        fn left<Y: Form<FORM, 4, 4> + 'static, const FORM: u8>(_: Y) -> usize {
            type_name::<Y::Left<'static, f32>>().len()
        }
        let dense = Dense::<true>::DEFAULT;
        let unscaled = type_name::<Unscaled>().len();
        assert_eq!(left::<_, KEPT>(dense), unscaled);
        assert_eq!(left::<_, PACKED>(dense), unscaled);
        assert_eq!(left::<_, LINED>(dense), unscaled);
        assert_eq!(left::<_, GONE>(Dropout::DEFAULT), unscaled);
        assert_eq!(left::<_, ABSORBED>(<BatchNorm>::DEFAULT), type_name::<Scaled<'static, BatchNorm, f32, 4>>().len());
    }
}
