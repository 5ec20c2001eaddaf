//! Networks for predicting only.
//!
//! [`Freeze::freeze`] makes one of a trained network:
//!
//! - what is noise in training is gone,
//! - a [`BatchNorm`](crate::layers::BatchNorm) right after a [`Dense`](crate::layers::Dense) is gone too: its factors are in
//!   the weights and its shifts in the bias; elsewhere it is one multiply-and-add a value,
//! - each row of weights starts at a cache line, unless a row is so narrow that it would mostly be padding.
//!
//! It says what the network says, but for rounding.

mod form;
mod jacobian;
mod kept;
mod leftover;
mod mode;

use crate::kernels::{Dispatch, Instructions, Level, dispatch_at};
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

/// A network that has a form for predicting only.
pub trait Freeze: Network {
    /// That form.
    type Frozen: Frozen<Network = Self>;

    /// Overwrites `frozen` with what this network says.
    fn freeze_into(&self, frozen: &mut Self::Frozen);

    /// The form for predicting only, on the heap.
    #[cfg(feature = "alloc")]
    fn freeze(&self) -> alloc::boxed::Box<Self::Frozen> {
        // SAFETY: by the contract of `Plain` memory of zeros is a value of this type.
        let mut frozen = unsafe { alloc::boxed::Box::<Self::Frozen>::new_zeroed().assume_init() };
        self.freeze_into(&mut frozen);
        frozen
    }
}

/// A network for predicting only: see the [module](self).
pub trait Frozen: Plain {
    /// The network that it is a form of.
    type Network: Freeze<Frozen = Self>;
    /// The derivative of the logits by the input: a matrix with one row a logit and one column an input.
    type Jacobian: Columns<<Self::Network as Network>::Logits>;

    /// The logits of `B` samples, or, if `mode` says so, those of the first and their derivatives along the other rows.
    fn forward<const B: usize>(
        &self,
        level: impl Level,
        mode: impl Mode,
        input: &[<Self::Network as Network>::Input; B],
    ) -> [<Self::Network as Network>::Logits; B];

    /// The logits of `LANES` samples, side by side from layer to layer: see [`Network::forward_lanes`].
    fn forward_lanes<const LANES: usize>(
        &self,
        level: impl Level,
        input: &[<Self::Network as Network>::Input; LANES],
    ) -> [<Self::Network as Network>::Logits; LANES];

    /// What the network says to one sample. Allocates nothing.
    #[inline]
    fn predict(&self, input: &<Self::Network as Network>::Input) -> Prediction<Self::Network> {
        self.predict_at(Instructions::best(), input)
    }

    /// What the network says to one sample that is a slice, as a row of a file or a part of a signal is. Allocates nothing.
    ///
    /// # Errors
    ///
    /// If it is not as long as an input of the network.
    fn predict_slice(
        &self,
        input: &[<Self::Network as Network>::Scalar],
    ) -> Result<Prediction<Self::Network>, network::LengthError> {
        Ok(self.predict(network::sample(input)?))
    }

    /// [`predict`](Frozen::predict) at a level or with instructions of your choice: see
    /// [`predict_at`](network::predict_at).
    #[inline(always)]
    fn predict_at(&self, at: impl Dispatch, input: &<Self::Network as Network>::Input) -> Prediction<Self::Network> {
        network::predict_by(at, Whole(self), input)
    }

    /// What the last layer gives for one sample, before the head. Allocates nothing.
    #[inline]
    fn logits(&self, input: &<Self::Network as Network>::Input) -> <Self::Network as Network>::Logits {
        self.logits_at(Instructions::best(), input)
    }

    /// [`logits`](Frozen::logits) at a level or with instructions of your choice.
    #[inline(always)]
    fn logits_at(
        &self,
        at: impl Dispatch,
        input: &<Self::Network as Network>::Input,
    ) -> <Self::Network as Network>::Logits {
        network::logits_by(at, Whole(self), input)
    }

    /// Writes what the network says to each sample of a batch of any length, faster than one by one. Allocates nothing.
    ///
    /// # Errors
    ///
    /// If there is not one prediction an input; nothing is written then.
    fn predict_batch(
        &self,
        inputs: &[<Self::Network as Network>::Input],
        predictions: &mut [Prediction<Self::Network>],
    ) -> Result<(), BatchError> {
        self.predict_batch_at(Instructions::best(), inputs, predictions)
    }

    /// [`predict_batch`](Frozen::predict_batch) at a level or with instructions of your choice.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline(always)]
    fn predict_batch_at(
        &self,
        at: impl Dispatch,
        inputs: &[<Self::Network as Network>::Input],
        predictions: &mut [Prediction<Self::Network>],
    ) -> Result<(), BatchError> {
        network::predict_batch_by(at, Whole(self), inputs, predictions)
    }

    /// Writes the logits of each sample of a batch, as [`predict_batch`](Frozen::predict_batch) does.
    ///
    /// # Errors
    ///
    /// If there is not one row of logits an input; nothing is written then.
    fn logits_batch(
        &self,
        inputs: &[<Self::Network as Network>::Input],
        logits: &mut [<Self::Network as Network>::Logits],
    ) -> Result<(), BatchError> {
        self.logits_batch_at(Instructions::best(), inputs, logits)
    }

    /// [`logits_batch`](Frozen::logits_batch) at a level or with instructions of your choice.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline(always)]
    fn logits_batch_at(
        &self,
        at: impl Dispatch,
        inputs: &[<Self::Network as Network>::Input],
        logits: &mut [<Self::Network as Network>::Logits],
    ) -> Result<(), BatchError> {
        network::logits_batch_by(at, Whole(self), inputs, logits)
    }

    /// What the network says to one sample, and, in `jacobian[(output, input)]`, the derivative of each logit by each
    /// input. With the head `Linear` logits are what the network says. Allocates nothing.
    ///
    /// Each layer has to know its derivative along a direction,
    /// [`Layer::forward_tangents`](crate::Layer::forward_tangents): where one does not, this is a compile error.
    fn predict_with_jacobian(
        &self,
        input: &<Self::Network as Network>::Input,
        jacobian: &mut Self::Jacobian,
    ) -> Prediction<Self::Network> {
        self.predict_with_jacobian_at(Instructions::best(), input, jacobian)
    }

    /// [`predict_with_jacobian`](Frozen::predict_with_jacobian) at a level or with instructions of your choice.
    #[inline(always)]
    fn predict_with_jacobian_at(
        &self,
        at: impl Dispatch,
        input: &<Self::Network as Network>::Input,
        jacobian: &mut Self::Jacobian,
    ) -> Prediction<Self::Network> {
        dispatch_at(at, jacobian::WithJacobian { frozen: self, input, jacobian })
    }

    /// A copy on the heap, without ever having been on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        let mut copy = alloc::boxed::Box::<Self>::new_uninit();
        // SAFETY: a plain value owns nothing, so its bytes are a value of their own.
        unsafe {
            copy.as_mut_ptr().copy_from_nonoverlapping(self, 1);
            copy.assume_init()
        }
    }
}

/// A frozen network, for the passes that predict.
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

/// All numbers zero: for a caller's own memory, which [`Freeze::freeze_into`] then overwrites.
pub const fn zeros<F: Plain>() -> F {
    // SAFETY: by the contract of `Plain` memory of zeros is a value of this type.
    unsafe { core::mem::MaybeUninit::zeroed().assume_init() }
}

/// The frozen network that [`image`] wrote, as a constant: `static DIGITS: DigitsFrozen = from_image(include_bytes!(…));`
///
/// Does not compile unless there are as many bytes as there should be. Beyond that an image is trusted, because it has no
/// names, no checksum and any bytes are a network: numbers that are infinite or NaN give such predictions. For files from
/// elsewhere use [`files`](mod@crate::files).
pub const fn from_image<F: Plain, const BYTES: usize>(image: &[u8; BYTES]) -> F {
    const {
        assert!(BYTES == size_of::<F>(), "the image is of another network, number type or kind of processor");
        assert!(cfg!(target_endian = "little"), "an image needs a little-endian processor");
    }
    let mut frozen = core::mem::MaybeUninit::<F>::uninit();
    // SAFETY: there are as many bytes, and by the contract of `Plain` they are a value whatever they are.
    unsafe {
        frozen.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(image.as_ptr(), BYTES);
        frozen.assume_init()
    }
}

/// The frozen form as bytes, for [`from_image`] in a program for the same kind of processor.
#[cfg(feature = "alloc")]
pub fn image<N: Freeze>(network: &N) -> alloc::vec::Vec<u8> {
    let frozen = network.freeze();
    // SAFETY: its memory was zero before its numbers were overwritten, so that its padding is initialized too.
    unsafe { core::slice::from_raw_parts((&raw const *frozen).cast(), size_of::<N::Frozen>()) }.to_vec()
}

/// A copy, for the `Clone` of expansions.
#[doc(hidden)]
pub const fn copy<F: Plain>(frozen: &F) -> F {
    // SAFETY: a plain value owns nothing, so its bytes are a value of their own.
    unsafe { core::ptr::read(frozen) }
}

/// `DigitsFrozen { bytes: 11008, scalar: "f32" }`: thousands of numbers would help nobody.
#[doc(hidden)]
pub fn debug<F: Frozen>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name)
        .field("bytes", &size_of::<F>())
        .field("scalar", &core::any::type_name::<<F::Network as Network>::Scalar>())
        .finish()
}
