//! Items that expansions of `network!` use. Not public API.

pub use crate::network::budget;
mod claims;
mod draw;
mod embedded;
pub mod foreign;
mod join;
mod methods;
mod misplaced;
mod place;
#[cfg(feature = "relations")]
pub mod relation;
mod train;

pub use crate::numbers::flat::proof::part;
pub use crate::numbers::flat::{copy_flat, proof};
pub use crate::parameters::scratch::Scratch;
pub use crate::predict::frozen::{Form, Unscaled, copy, debug as debug_frozen, form, tight};
pub use crate::predict::quantized::{Header, Number, Quantizes, Ranges, debug as debug_quantized, wide};
#[cfg(feature = "alloc")]
pub use alloc::boxed::Box;
pub use claims::{claim, fits, head, keeps};
pub use draw::Draw;
pub use embedded::{Embedded, has_fingerprint, has_tensors};
pub use join::{Concat, Residual};
pub use methods::{boxed, clone_of_boxes, deref, methods, parts, traits_of_fields, traits_of_numbers};
pub use misplaced::{Misplaced, has_misfit};
pub use place::{At, Fits, Freezes, Is, Otherwise, Placed, answer, form_of, how, is_layer, place, width};
pub use train::Before;

use crate::kernels::{self, Level};
use crate::{Aligned, Flat, LayerInfo, Network, Parameters, Scalar};

/// Stands in for the `pub const fn checked(self) -> Self` of a type without one. The compiler rejects the call in a
/// constant and names this trait, unless it has already reported an option that the type does not have.
pub trait ConstFnCheckedIsMissing: Sized {
    /// Never called.
    fn checked(self) -> Self {
        self
    }
}

impl<Y> ConstFnCheckedIsMissing for Y {}

/// Transposes a matrix.
#[inline(always)]
pub fn turned<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    level: impl Level,
    from: &[[T; COLUMNS]; ROWS],
) -> Aligned<[[T; ROWS]; COLUMNS]> {
    let mut to = Aligned([[T::ZERO; ROWS]; COLUMNS]);
    kernels::turn(level, from, &mut to);
    to
}

/// Sets the offset of each layer in the flat view to the end of the layer before it.
pub const fn table<const N: usize>(mut layers: [LayerInfo; N]) -> [LayerInfo; N] {
    let (mut end, mut index) = (0, 0);
    while index < N {
        layers[index].offset = end;
        end += layers[index].parameters;
        index += 1;
    }
    layers
}

/// Fails to compile unless the layers account for all values of a network.
pub const fn assert_layout<N: Network>() {
    let layers = <N::Parameters as Parameters>::LAYERS;
    let (mut end, mut state, mut index) = (0, 0, 0);
    while index < layers.len() {
        end += layers[index].parameters;
        state += layers[index].state();
        index += 1;
    }
    assert!(end == N::Parameters::COUNT, "expected the layers to have all parameters of the network");
    assert!(state == N::State::COUNT, "expected the layers to have all state of the network");
    assert!(end + state == N::COUNT, "expected a network to contain only parameters and state");
}

/// Writes `Digits { parameters: 2410, scalar: "f32" }`, because thousands of numbers would help nobody.
pub fn debug<N: Network>(_: &N, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name)
        .field("parameters", &N::Parameters::COUNT)
        .field("scalar", &core::any::type_name::<N::Scalar>())
        .finish()
}

/// Writes `DigitsParameters { values: 2410, scalar: "f32" }` for a part of a network.
pub fn debug_flat<T: Scalar, F: Flat<T>>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name).field("values", &F::COUNT).field("scalar", &core::any::type_name::<T>()).finish()
}
