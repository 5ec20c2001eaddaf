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
use crate::network::{self, BatchError, Model, Prediction};
use crate::{Network, Plain};
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
        // SAFETY: by the contract of `Plain`, zeroed memory is a value of this type.
        let mut frozen = unsafe { alloc::boxed::Box::<Self::Frozen>::new_zeroed().assume_init() };
        self.freeze_into(&mut frozen);
        frozen
    }
}

/// A network that only predicts; the [module](self) describes how it differs from the trained network.
pub trait Frozen: Plain {
    /// The network that this is a form of.
    type Network: Freeze<Frozen = Self>;
    /// The derivative of the logits with respect to the input: a matrix with one row per logit and one column per
    /// input.
    type Jacobian: Columns<<Self::Network as Network>::Logits>;

    /// Computes the logits of `B` samples or, depending on `mode`, those of the first row and their derivatives along
    /// the directions in the other rows.
    fn forward<const B: usize>(
        &self,
        level: impl Level,
        mode: impl Mode,
        input: &[<Self::Network as Network>::Input; B],
    ) -> [<Self::Network as Network>::Logits; B];

    /// Computes the logits of `LANES` samples, side by side from layer to layer like [`Network::forward_lanes`].
    fn forward_lanes<const LANES: usize>(
        &self,
        level: impl Level,
        input: &[<Self::Network as Network>::Input; LANES],
    ) -> [<Self::Network as Network>::Logits; LANES];

    /// Predicts one sample. Allocates nothing.
    #[inline]
    fn predict(&self, input: &<Self::Network as Network>::Input) -> Prediction<Self::Network> {
        self.predict_at(InstructionSet::best(), input)
    }

    /// Predicts one sample given as a slice, such as a row of a file or a part of a signal. Allocates nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if the slice is not as long as an input of the network.
    fn predict_slice(
        &self,
        input: &[<Self::Network as Network>::Scalar],
    ) -> Result<Prediction<Self::Network>, network::LengthError> {
        Ok(self.predict(network::sample(input)?))
    }

    /// Runs [`predict`](Frozen::predict) at a given level or with given instructions, like
    /// [`network::predict_at`].
    #[inline(always)]
    fn predict_at(&self, at: impl Dispatch, input: &<Self::Network as Network>::Input) -> Prediction<Self::Network> {
        network::predict_by(at, Whole(self), input)
    }

    /// Computes the output of the last layer for one sample, before the head. Allocates nothing.
    #[inline]
    fn logits(&self, input: &<Self::Network as Network>::Input) -> <Self::Network as Network>::Logits {
        self.logits_at(InstructionSet::best(), input)
    }

    /// Runs [`logits`](Frozen::logits) at a given level or with given instructions.
    #[inline(always)]
    fn logits_at(
        &self,
        at: impl Dispatch,
        input: &<Self::Network as Network>::Input,
    ) -> <Self::Network as Network>::Logits {
        network::logits_by(at, Whole(self), input)
    }

    /// Predicts each sample of a batch of any length, faster than one by one, and writes the predictions. Allocates
    /// nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `predictions` differ in length; nothing is written then.
    fn predict_batch(
        &self,
        inputs: &[<Self::Network as Network>::Input],
        predictions: &mut [Prediction<Self::Network>],
    ) -> Result<(), BatchError> {
        self.predict_batch_at(InstructionSet::best(), inputs, predictions)
    }

    /// Runs [`predict_batch`](Frozen::predict_batch) at a given level or with given instructions.
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `predictions` differ in length; nothing is written then.
    #[inline(always)]
    fn predict_batch_at(
        &self,
        at: impl Dispatch,
        inputs: &[<Self::Network as Network>::Input],
        predictions: &mut [Prediction<Self::Network>],
    ) -> Result<(), BatchError> {
        network::predict_batch_by(at, Whole(self), inputs, predictions)
    }

    /// Writes the logits of each sample of a batch, like [`predict_batch`](Frozen::predict_batch).
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `logits` differ in length; nothing is written then.
    fn logits_batch(
        &self,
        inputs: &[<Self::Network as Network>::Input],
        logits: &mut [<Self::Network as Network>::Logits],
    ) -> Result<(), BatchError> {
        self.logits_batch_at(InstructionSet::best(), inputs, logits)
    }

    /// Runs [`logits_batch`](Frozen::logits_batch) at a given level or with given instructions.
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `logits` differ in length; nothing is written then.
    #[inline(always)]
    fn logits_batch_at(
        &self,
        at: impl Dispatch,
        inputs: &[<Self::Network as Network>::Input],
        logits: &mut [<Self::Network as Network>::Logits],
    ) -> Result<(), BatchError> {
        network::logits_batch_by(at, Whole(self), inputs, logits)
    }

    /// Predicts one sample, and writes the derivative of each logit with respect to each input to
    /// `jacobian[(output, input)]`. With the head `Linear` the logits are the prediction. Allocates nothing.
    ///
    /// Every layer must implement [`Layer::forward_tangents`](crate::Layer::forward_tangents); otherwise this is a
    /// compile error.
    fn predict_with_jacobian(
        &self,
        input: &<Self::Network as Network>::Input,
        jacobian: &mut Self::Jacobian,
    ) -> Prediction<Self::Network> {
        self.predict_with_jacobian_at(InstructionSet::best(), input, jacobian)
    }

    /// Runs [`predict_with_jacobian`](Frozen::predict_with_jacobian) at a given level or with given instructions.
    #[inline(always)]
    fn predict_with_jacobian_at(
        &self,
        at: impl Dispatch,
        input: &<Self::Network as Network>::Input,
        jacobian: &mut Self::Jacobian,
    ) -> Prediction<Self::Network> {
        dispatch_at(at, jacobian::WithJacobian { frozen: self, input, jacobian })
    }

    /// Returns a copy on the heap, without a copy on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        let mut copy = alloc::boxed::Box::<Self>::new_uninit();
        // SAFETY: a plain value owns nothing, so a copy of its bytes is an independent value.
        unsafe {
            copy.as_mut_ptr().copy_from_nonoverlapping(self, 1);
            copy.assume_init()
        }
    }
}

/// A frozen network as a model for the predicting passes.
struct Whole<'a, F>(&'a F);

impl<F> Clone for Whole<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Whole<'_, F> {}

impl<F: Frozen> Model for Whole<'_, F> {
    type Network = F::Network;

    #[inline(always)]
    fn forward<const B: usize>(
        self,
        level: impl Level,
        input: &[<F::Network as Network>::Input; B],
    ) -> [<F::Network as Network>::Logits; B] {
        self.0.forward(level, Values, input)
    }

    #[inline(always)]
    fn forward_lanes<const LANES: usize>(
        self,
        level: impl Level,
        input: &[<F::Network as Network>::Input; LANES],
    ) -> [<F::Network as Network>::Logits; LANES] {
        self.0.forward_lanes(level, input)
    }
}

/// Returns a frozen network of zeros, as memory of the caller for [`Freeze::freeze_into`] to overwrite.
pub const fn zeros<F: Plain>() -> F {
    // SAFETY: by the contract of `Plain`, zeroed memory is a value of this type.
    unsafe { core::mem::MaybeUninit::zeroed().assume_init() }
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
    let mut frozen = core::mem::MaybeUninit::<F>::uninit();
    // SAFETY: the number of bytes is right, and by the contract of `Plain` any bytes are a value.
    unsafe {
        frozen.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(image.as_ptr(), BYTES);
        frozen.assume_init()
    }
}

/// Returns the frozen form as bytes, for [`from_image`] in a program for the same kind of processor.
#[cfg(feature = "alloc")]
pub fn image<N: Freeze>(network: &N) -> alloc::vec::Vec<u8> {
    let frozen = network.freeze();
    // SAFETY: the memory was zeroed before its numbers were overwritten, so padding is initialized too.
    unsafe { core::slice::from_raw_parts((&raw const *frozen).cast(), size_of::<N::Frozen>()) }.to_vec()
}

/// Copies a frozen network, for the `Clone` of expansions.
#[doc(hidden)]
pub const fn copy<F: Plain>(frozen: &F) -> F {
    // SAFETY: a plain value owns nothing, so a copy of its bytes is an independent value.
    unsafe { core::ptr::read(frozen) }
}

/// Writes `DigitsFrozen { bytes: 11008, scalar: "f32" }`, because thousands of numbers would help nobody.
#[doc(hidden)]
pub fn debug<F: Frozen>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name)
        .field("bytes", &size_of::<F>())
        .field("scalar", &core::any::type_name::<<F::Network as Network>::Scalar>())
        .finish()
}
