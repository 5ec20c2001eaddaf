//! Networks that only predict: smaller and faster than the trained network.
//!
//! [`Freeze::freeze`] converts a trained network:
//!
//! - noise layers of training are dropped,
//! - a [`BatchNorm`](crate::layers::BatchNorm) right after a [`Dense`](crate::layers::Dense) is merged into its weights
//!   and bias; elsewhere it is one multiply-add per value,
//! - each row of weights starts at a cache line, unless a row is so narrow that it would mostly be padding.
//!
//! Its predictions equal those of the network up to rounding.

mod form;
mod jacobian;
mod kept;
mod leftover;
mod mode;

use crate::kernels::{Dispatch, InstructionSet, Level, dispatch_at};
pub use crate::kinds::pack::{Lined, Pack, PackedRow, Scales, Spacing, Tight};
use crate::network::{InputOf, LogitsOf, Prediction};
use crate::numbers::plain;
use crate::{Network, Plain, Predict};
pub(crate) use form::{ABSORBED, GONE, KEPT, LINED, NONE, PACKED};
pub use form::{Form, form, tight};
pub use jacobian::Columns;
#[cfg(feature = "alloc")]
pub(crate) use kept::Computes;
pub(crate) use kept::Kept;
pub use leftover::{Leftover, Scaled, Unscaled};
pub use mode::{Mode, Tangents, Values};

/// A network with a frozen form.
pub trait Freeze: Network {
    /// The frozen form.
    type Frozen: Frozen<Network = Self>;

    /// Overwrites `frozen` with the frozen form of this network.
    fn freeze_into(&self, frozen: &mut Self::Frozen);

    /// Returns the frozen form on the heap.
    #[cfg(feature = "alloc")]
    fn freeze(&self) -> alloc::boxed::Box<Self::Frozen> {
        let mut frozen = plain::zeros_boxed();
        self.freeze_into(&mut frozen);
        frozen
    }
}

/// A network that only predicts; the [module](self) describes how it differs from the trained network.
pub trait Frozen: Plain + Predict<Network: Freeze<Frozen = Self>> {
    /// The derivative of the logits with respect to the input: a matrix with one row per logit and one column per
    /// input.
    type Jacobian: Columns<LogitsOf<Self>>;

    /// Computes the logits of `B` samples or, depending on `mode`, those of the first row and their derivatives along
    /// the directions in the other rows.
    fn forward_with<const B: usize>(
        &self,
        level: impl Level,
        mode: impl Mode,
        input: &[InputOf<Self>; B],
    ) -> [LogitsOf<Self>; B];

    /// Predicts one sample, and writes the derivative of each logit with respect to each input to
    /// `jacobian[(output, input)]`. With the head `Linear` the logits are the prediction. Allocates nothing.
    ///
    /// Every layer must implement [`Layer::forward_tangents`](crate::Layer::forward_tangents); otherwise this is a
    /// compile error.
    fn predict_with_jacobian(&self, input: &InputOf<Self>, jacobian: &mut Self::Jacobian) -> Prediction<Self::Network> {
        self.predict_with_jacobian_at(InstructionSet::best(), input, jacobian)
    }

    /// Runs [`predict_with_jacobian`](Frozen::predict_with_jacobian) at a given level or with given instructions.
    #[inline(always)]
    fn predict_with_jacobian_at(
        &self,
        at: impl Dispatch,
        input: &InputOf<Self>,
        jacobian: &mut Self::Jacobian,
    ) -> Prediction<Self::Network> {
        dispatch_at(at, jacobian::WithJacobian { frozen: self, input, jacobian })
    }

    /// Returns a copy on the heap, without a copy on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        plain::copy_boxed(self)
    }
}

/// Returns a frozen network of zeros, as memory of the caller for [`Freeze::freeze_into`] to overwrite.
pub const fn zeros<F: Plain>() -> F {
    plain::zeros()
}

/// Reads a frozen network written by [`image`], as a constant: `static DIGITS: DigitsFrozen =
/// from_image(include_bytes!(…));`
///
/// A wrong number of bytes is a compile error. An image is not checked further, because it has no names and no
/// checksum, and any bytes are a network: infinite or NaN weights give infinite or NaN predictions. Use
/// [`files`](mod@crate::files) for files from other sources.
pub const fn from_image<F: Plain, const BYTES: usize>(image: &[u8; BYTES]) -> F {
    const {
        assert!(
            BYTES == size_of::<F>(),
            "expected the image of a network of this type for this kind of processor, found another size"
        );
        assert!(cfg!(target_endian = "little"), "an image needs a little-endian processor");
    }
    plain::from_bytes(image)
}

/// Returns the frozen form as bytes, for [`from_image`] in a program for the same kind of processor.
#[cfg(feature = "alloc")]
pub fn image<N: Freeze>(network: &N) -> alloc::vec::Vec<u8> {
    plain::to_bytes(&*network.freeze())
}

/// Copies a frozen network, for the `Clone` of expansions.
#[doc(hidden)]
pub const fn copy<F: Plain>(frozen: &F) -> F {
    plain::copy(frozen)
}

/// Writes `DigitsFrozen { bytes: 11008, scalar: "f32" }`, because thousands of numbers would help nobody.
#[doc(hidden)]
pub fn debug<F: Frozen>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name)
        .field("bytes", &size_of::<F>())
        .field("scalar", &core::any::type_name::<<F::Network as Network>::Scalar>())
        .finish()
}
