//! Networks that predict with integers only, for processors without a floating-point unit.
//!
//! Write `quantized;` after the list of a network to give it this form. [`Quantize::quantize`] then converts a trained
//! network, calibrated with some samples:
//!
//! - each weight is one byte, with one scale per output,
//! - each value between layers is one byte on an evenly spaced grid, which is calibrated with the samples,
//! - the logits are 16 bits on a grid of their own.
//!
//! [`Quantized::logits`] and [`Quantized::class_of`] use only integers: they contain no floating-point instruction or
//! library call. A static made by [`from_image`] at compile time stays in flash as it is used; nothing is converted
//! when the program starts.
//!
//! # Formulas
//!
//! They follow Jacob et al. 2018, *Quantization and Training of Neural Networks for Efficient
//! Integer-Arithmetic-Only Inference* ([arXiv:1712.05877](https://arxiv.org/abs/1712.05877)), with one weight scale per
//! output and a single rounding. A number `x` is stored as the nearest integer `q` on its [`Grid`]:
//!
//! ```text
//! x ≈ s (q − z)     q = round(x / s) + z, clamped to the ends of the grid
//! ```
//!
//! | numbers | stored as | scale `s` | zero point `z` |
//! |---|---|---|---|
//! | weights into output `o` | `i8`, −127 … 127 | `max abs W[o] / 127` | 0 |
//! | values between layers | `i8`, −128 … 127 | `(high − low) / 255` over the samples, always including 0 | `round(−128 − low / s)` |
//! | logits | `i16` | `4 · max abs logit / 32767` over the samples | 0 |
//! | bias | `i32`, beyond ±2³⁰ only with `z` | scale of the input times scale of the weights | 0 |
//!
//! A dense layer accumulates in 32 bits, and rescales the sum to the grid of its output by a factor `M`, which is
//! stored as a 31-bit number and a shift:
//!
//! ```text
//! sum  = b[o] − z_in Σ_i W[o, i]  +  Σ_i W[o, i] q[i]                        (the first two terms are one constant)
//! M    = s_in s_weights[o] / s_out = multiplier / 2^shift                    0 < shift < 63
//! q[o] = clamp(z_out + ((sum · multiplier + 2^(shift−1)) >> shift))          in 64 bits, once per output
//! ```
//!
//! The shift rounds to nearest, with halves rounded up. An activation is a table of its results for all 256 values, so
//! any [`Activation`](crate::Activation) has an integer form, including your own; its error is at most half a step of
//! its output grid. The grid before it excludes the range where it is flat, such as −∞ … 0 before an
//! [`Elu`](crate::activations::Elu), if the samples reach far enough into it. `Relu`, `Relu6`, `HardTanh` and
//! `Identity` need no table, because they clamp.
//!
//! # Why not fixed point
//!
//! Both were measured on the 64-32-10 network of `examples/embedded_digits`, whose logits reach 19.3 and have a root
//! mean square of 5.4. Errors are measured on the 360 digits that it was not trained on. Every form classifies the same
//! 346 of them correctly and agrees with the network on all of them. Instructions and bytes of the whole program are
//! those of a Cortex-M0, which has no floating-point unit:
//!
//! | | largest logit error | RMS error | network bytes | program bytes | instructions |
//! |---|---|---|---|---|---|
//! | `f32` in software | | | 9664 | 23,992 | 441,164 |
//! | this form, 8 bits | 0.147 | 0.020 | 2784 | 4,668 | 18,276 |
//! | fixed point, 16 bits, one power of two per layer | 0.001 | 0.0004 | 4912 | 6,960 | 24,553 |
//! | fixed point, 8 bits, one power of two per layer | 0.171 | 0.046 | 2544 | | |
//!
//! Sixteen bits are more precise than any task here needs, and take three quarters more memory and a third more time,
//! because their sums need 64 bits. Eight bits with powers of two as scales save a tenth of the memory and double the
//! error. The test `quantized` prints and limits the current error, `.ci/firmware` measures the rest.
//!
//! With a floating-point unit this form saves memory but no time: on a Cortex-M4 it takes 10,760 instructions, and
//! `f32` 6,943.
//!
//! # Limits
//!
//! - A layer has at most [`MOST_TERMS`] inputs, so that no sum overflows 32 bits; more are a compile error.
//! - `LayerNorm`, `PReluPerFeature` and your own layers that are not activations have no integer form: a compile error
//!   at the layer. The blocks `Residual` and `Concat` have none either.
//! - Values beyond those of the samples are clamped, and so are logits beyond four times theirs: use samples like those
//!   that will be predicted.
//! - All values between two layers share one scale: if a few are a hundred times larger than the others, the others
//!   have two bits. Batch normalization in training keeps them similar.
//! - There is no softmax or sigmoid of the logits: [`Quantized::class_of`] needs none, and [`Quantized::predict`],
//!   which uses floating point, is for a host.
//! - The form is for small processors: it has no batched pass and no variants per instruction set.

mod calibration;
mod error;
mod form;

use crate::kernels::Deterministic;
pub use crate::kernels::integer::{
    Affine, Clamp, Diagonal, Grid, Integer, Integers, MOST_TERMS, Numbers, Range, Table,
};
pub use crate::kinds::integers::{Clamps, PackIntegers, Tabulates};
use crate::members::heads::Softmax;
use crate::network::Prediction;
#[cfg(feature = "alloc")]
use crate::numbers::plain;
use crate::{Freeze, Head, Network, Parameters, Plain, Vector};
pub use calibration::Ranges;
pub use error::QuantizeError;
pub use form::Quantizes;
#[doc(hidden)]
pub use form::{Number, wide};

/// A network with an integer form: one with `quantized;` after its list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no integer form",
    label = "not declared with `quantized;`",
    note = "write `quantized;` after the list: `network! {{ struct Digits: 64 -> 10 {{ … }} quantized; }}`"
)]
pub trait Quantize: Freeze {
    /// The integer form.
    type Quantized: Quantized;

    /// Quantizes the layers from last to first, each choosing the grid of the output of the layer before it; returns
    /// the grid of the input.
    #[doc(hidden)]
    fn quantize_layers(frozen: &Self::Frozen, ranges: &mut Ranges<'_>, quantized: &mut Self::Quantized) -> Grid;

    /// Returns the integer form on the heap. Its grids are as fine as possible for the range of values that `samples`
    /// produce; use some hundred samples like those to be predicted. The result is the same on every machine, bit for
    /// bit.
    ///
    /// # Errors
    ///
    /// Returns an error if there are no samples, or if an input, a weight or a layer's output is infinite or NaN.
    #[cfg(feature = "alloc")]
    fn quantize(&self, samples: &[Self::Input]) -> Result<alloc::boxed::Box<Self::Quantized>, QuantizeError> {
        calibration::quantize(self, None, samples)
    }

    /// Runs [`quantize`](Quantize::quantize) with a given input grid, so that sensor readings are inputs without
    /// conversion: for counts of 1/16 starting at 0, use `Grid { scale: 1.0 / 16.0, zero_point: 0 }`.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`quantize`](Quantize::quantize). Also returns an error if the grid's scale is not a
    /// finite number above 0, if its zero point is not a value of the input's integer type, or if the network starts
    /// with noise and then a layer that only clamps, which keeps the grid of its output.
    #[cfg(feature = "alloc")]
    fn quantize_from(
        &self,
        input: Grid,
        samples: &[Self::Input],
    ) -> Result<alloc::boxed::Box<Self::Quantized>, QuantizeError> {
        calibration::quantize(self, Some(input), samples)
    }
}

/// A network in integers, as described in the [module](self).
pub trait Quantized: Plain {
    /// The network that this is a form of.
    type Network: Quantize<Quantized = Self>;
    /// One sample: `[i8; IN]`, or `[i16; IN]` if all layers only clamp.
    type Input: Integers;
    /// The output of the last layer: `[i16; OUT]`.
    type Logits: Integers;

    /// Computes the output of the last layer for one sample on the [input's grid](Quantized::input_grid), before the
    /// head. Uses only integers; allocates nothing.
    fn logits(&self, input: &Self::Input) -> Self::Logits;

    /// Returns the header of the integer form.
    #[doc(hidden)]
    fn header(&self) -> &Header;
    #[doc(hidden)]
    fn header_mut(&mut self) -> &mut Header;

    /// Returns the predicted class of a sample; the first one if several logits are equal. Uses only integers;
    /// allocates nothing.
    #[inline]
    fn class_of(&self, input: &Self::Input) -> usize
    where
        Self::Network: Network<Head = Softmax>,
    {
        self.logits(input).largest()
    }

    /// Returns the grid of the input.
    fn input_grid(&self) -> Grid {
        self.header().input
    }

    /// Returns the grid of the logits.
    fn logits_grid(&self) -> Grid {
        self.header().logits
    }

    /// Converts a sample to the input's grid, with floating point.
    fn quantize_input(&self, input: &<Self::Network as Network>::Input) -> Self::Input {
        let grid = self.input_grid();
        let mut numbers = Self::Input::ZERO;
        for (number, &value) in numbers.as_mut().iter_mut().zip(input.as_ref()) {
            *number = grid.nearest(crate::Scalar::to_f64(value));
        }
        numbers
    }

    /// Converts logits to the network's number type, with floating point.
    fn dequantize_logits(&self, logits: &Self::Logits) -> <Self::Network as Network>::Logits {
        let grid = self.logits_grid();
        let mut values = <Self::Network as Network>::Logits::ZERO;
        for (value, &number) in values.as_mut().iter_mut().zip(logits.as_ref()) {
            *value = crate::Scalar::from_f64(grid.value(number));
        }
        values
    }

    /// Predicts one sample, with floating point before the first layer and after the last. Use it on a host to measure
    /// the quantization error.
    fn predict(&self, input: &<Self::Network as Network>::Input) -> Prediction<Self::Network> {
        let logits = self.dequantize_logits(&self.logits(&self.quantize_input(input)));
        Self::Network::HEAD.prediction(Deterministic, logits)
    }

    /// Returns a copy on the heap, without a copy on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        plain::copy_boxed(self)
    }
}

/// The start of every integer form.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Header {
    /// Fingerprint of the network's list.
    fingerprint: [u8; 8],
    input: Grid,
    logits: Grid,
}

crate::layout! { impl[] Plain for Header { fingerprint, input, logits } }

impl Header {
    /// Returns the grid of the logits.
    pub fn logits(&self) -> Grid {
        self.logits
    }
}

/// Returns the fingerprint of the network's list for this version of the form.
const fn fingerprint<Q: Quantized>() -> [u8; 8] {
    const VERSION: u64 = 1;
    (<<Q::Network as Network>::Parameters as Parameters>::FINGERPRINT ^ VERSION).to_le_bytes()
}

/// Reads an integer form written by [`image`], as a constant:
/// `static DIGITS: DigitsQuantized = from_image(include_bytes!(…));`
///
/// An image of a network with another list or with a wrong number of bytes is a compile error.
///
/// # Panics
///
/// Panics for an image of another network if called at run time.
pub const fn from_image<Q: Quantized, const BYTES: usize>(image: &[u8; BYTES]) -> Q {
    let (expected, mut index) = (fingerprint::<Q>(), 0);
    while index < expected.len() {
        assert!(index < BYTES && image[index] == expected[index], "the image is of a network with another list");
        index += 1;
    }
    crate::predict::frozen::from_image(image)
}

/// Returns the integer form as bytes for [`from_image`], the same for every little-endian processor.
#[cfg(feature = "alloc")]
pub fn image<Q: Quantized>(quantized: &Q) -> alloc::vec::Vec<u8> {
    plain::to_bytes(quantized)
}

/// Writes `DigitsQuantized { bytes: 2784 }`, because thousands of numbers would help nobody.
#[doc(hidden)]
pub fn debug<Q: Quantized>(_: &Q, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name).field("bytes", &size_of::<Q>()).finish()
}
