//! Networks that predict with whole numbers only, for processors without a floating-point unit.
//!
//! `quantized;` after the list of a network gives it this form, and [`Quantize::quantize`] makes one of a trained network
//! and some samples:
//!
//! - each weight is one byte, with a scale for each output,
//! - each value between layers is one byte on an evenly spaced grid, which the samples choose,
//! - the logits are 16 bits on a grid of their own.
//!
//! [`Quantized::logits`] and [`Quantized::class_of`] calculate with integers alone: not one instruction and not one library
//! call of theirs is of floating point. A static of it, which [`from_image`] makes while compiling, is in flash as it
//! stands in memory; nothing is converted when the program starts.
//!
//! # Formulae
//!
//! These are those of Jacob et al. 2018, *Quantization and Training of Neural Networks for Efficient
//! Integer-Arithmetic-Only Inference* ([arXiv:1712.05877](https://arxiv.org/abs/1712.05877)), with a scale of the weights for
//! each output, and rounded once. A number `x` is stored as the whole number `q` nearest to it on its [`Grid`]:
//!
//! ```text
//! x ≈ s (q − z)     q = round(x / s) + z, and the nearest there is beyond the ends
//! ```
//!
//! | numbers | stored as | scale `s` | zero point `z` |
//! |---|---|---|---|
//! | weights into output `o` | `i8`, −127 … 127 | `max abs W[o] / 127` | 0 |
//! | values between layers | `i8`, −128 … 127 | `(high − low) / 255` of what the samples gave, with 0 among them | `round(−128 − low / s)` |
//! | logits | `i16` | 4 times the largest of the samples, `/ 32767` | 0 |
//! | bias | `i32`, beyond ±2³⁰ only with `z` | input's times weights' | 0 |
//!
//! A dense layer sums in 32 bits, and brings the sum to the grid of its output by a factor `M`, which is a 31-bit number and
//! a shift:
//!
//! ```text
//! sum  = b[o] − z_in Σ_i W[o, i]  +  Σ_i W[o, i] q[i]                        (the first two are one constant)
//! M    = s_in s_weights[o] / s_out = multiplier / 2^shift                    0 < shift < 63
//! q[o] = clamp(z_out + ((sum · multiplier + 2^(shift−1)) >> shift))          in 64 bits, once for each output
//! ```
//!
//! The shift rounds to the nearest, and halves up. An activation is a table of what it gives for each of the 256 values
//! that there are, so any [`Activation`](crate::Activation) has a form in integers, one of your own too; it is off by half
//! a step of its output at most. The grid before it leaves out where it is flat, such as all of −∞ … 0 before an
//! [`Elu`](crate::activations::Elu) that the samples drive far enough. `Relu`, `Relu6`, `HardTanh` and `Identity` need no
//! table, they clamp.
//!
//! # Why not fixed point
//!
//! Both were measured on the 64-32-10 network of `examples/embedded_digits`, whose logits reach 19.3 and have a root of the
//! mean square of 5.4. Errors are those on the 360 digits that it was not trained on, of which it reads 346 right in every
//! form and none otherwise than before; instructions and bytes of the whole program are those of a Cortex-M0, which has no
//! floating-point unit:
//!
//! | | largest error of a logit | root of the mean square | bytes of the network | of the program | instructions |
//! |---|---|---|---|---|---|
//! | `f32` in software | | | 9664 | 23,992 | 441,164 |
//! | this form, 8 bits | 0.147 | 0.020 | 2784 | 4,668 | 18,276 |
//! | fixed point, 16 bits, a power of two for each layer | 0.001 | 0.0004 | 4912 | 6,960 | 24,553 |
//! | fixed point, 8 bits, a power of two for each layer | 0.171 | 0.046 | 2544 | | |
//!
//! Sixteen bits are more exact than any answer needed here, for three quarters more memory and a third more time, because
//! their sums need 64 bits; eight bits with powers of two for scales save a tenth of the memory and have twice the error.
//! The test `quantized` prints and limits what the error is now, `.ci/firmware` the rest.
//!
//! A processor with a floating-point unit gains memory and no time: on a Cortex-M4 this form takes 10,760 instructions, and
//! `f32` 6,943.
//!
//! # Limits
//!
//! - A layer has at most [`MOST_TERMS`] inputs, so that no sum leaves 32 bits; more do not compile.
//! - `LayerNorm`, `PReluPerFeature` and layers of your own that are no activation have no form in integers: a compile error
//!   at the layer. So are blocks, `Residual` and `Concat`.
//! - Values beyond those of the samples are cut off, and so are logits beyond four times theirs: the samples should be like
//!   those that will be predicted.
//! - One scale is for all values between two layers: if a few of them are a hundred times larger than the others, the others
//!   have two bits. Batch normalization in training keeps them alike.
//! - There is no softmax and no logistic function of the logits: [`Quantized::class_of`] needs none, and
//!   [`Quantized::predict`], with floating point, is for a host.
//! - It is for small processors: there is no form for many samples at once, and one for each instruction set neither.

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
use crate::{Freeze, Head, Network, Parameters, Plain, Vector};
pub use calibration::Ranges;
pub use error::QuantizeError;
pub use form::Quantizes;
#[doc(hidden)]
pub use form::{Number, wide};

/// A network that has a form in integers: one with `quantized;` after its list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form in integers",
    label = "not declared with `quantized;`",
    note = "write `quantized;` after the list: `network! {{ struct Digits: 64 -> 10 {{ … }} quantized; }}`"
)]
pub trait Quantize: Freeze {
    /// That form.
    type Quantized: Quantized;

    /// From the last layer to the first, each choosing the grid of what the one before it gives; returns that of the input.
    #[doc(hidden)]
    fn quantize_layers(frozen: &Self::Frozen, ranges: &mut Ranges<'_>, quantized: &mut Self::Quantized) -> Grid;

    /// The form in integers, on the heap, with grids that are as fine as they can be if all values are as far apart as
    /// those of `samples`: some hundred samples that are like those to come. Every machine makes the same of them, bit for
    /// bit.
    ///
    /// # Errors
    ///
    /// If there is no sample, or if an input, a weight or what a layer gives is infinite or NaN.
    #[cfg(feature = "alloc")]
    fn quantize(&self, samples: &[Self::Input]) -> Result<alloc::boxed::Box<Self::Quantized>, QuantizeError> {
        calibration::quantize(self, None, samples)
    }

    /// The same with an input grid of your choice, so that what a sensor says is the input as it is: counts of 1/16 from 0
    /// on are `Grid { scale: 1.0 / 16.0, zero_point: 0 }`.
    ///
    /// # Errors
    ///
    /// As [`quantize`](Quantize::quantize); and if the grid's scale is not a finite number above 0, if its zero point is
    /// none that the input has, or if the network starts with noise and then a layer that only clamps, which keeps a grid.
    #[cfg(feature = "alloc")]
    fn quantize_from(
        &self,
        input: Grid,
        samples: &[Self::Input],
    ) -> Result<alloc::boxed::Box<Self::Quantized>, QuantizeError> {
        calibration::quantize(self, Some(input), samples)
    }
}

/// A network in integers: see the [module](self).
pub trait Quantized: Plain {
    /// The network that it is a form of.
    type Network: Quantize<Quantized = Self>;
    /// One sample: `[i8; IN]`. (`[i16; IN]` if no layer calculates, but all only clamp.)
    type Input: Integers;
    /// What the last layer gives: `[i16; OUT]`.
    type Logits: Integers;

    /// What the last layer gives for one sample on the [input's grid](Quantized::input_grid), before the head. Integers
    /// alone; allocates nothing.
    fn logits(&self, input: &Self::Input) -> Self::Logits;

    /// What every form in integers has.
    #[doc(hidden)]
    fn header(&self) -> &Header;
    #[doc(hidden)]
    fn header_mut(&mut self) -> &mut Header;
    /// Overwrites the numbers of all layers, and no padding.
    #[doc(hidden)]
    fn copy_into(&self, zeros: &mut Self);

    /// The class that the network takes a sample for, the first of several. Integers alone; allocates nothing.
    #[inline]
    fn class_of(&self, input: &Self::Input) -> usize
    where
        Self::Network: Network<Head = Softmax>,
    {
        self.logits(input).largest()
    }

    /// What a number of the input stands for.
    fn input_grid(&self) -> Grid {
        self.header().input
    }

    /// What a number of the logits stands for.
    fn logits_grid(&self) -> Grid {
        self.header().logits
    }

    /// A sample on the input's grid, with floating point.
    fn to_input(&self, input: &<Self::Network as Network>::Input) -> Self::Input {
        let grid = self.input_grid();
        let mut numbers = Self::Input::ZERO;
        for (number, &value) in numbers.as_mut().iter_mut().zip(input.as_ref()) {
            *number = grid.nearest(crate::Scalar::to_f64(value));
        }
        numbers
    }

    /// Logits as the network gives them, with floating point.
    fn to_logits(&self, logits: &Self::Logits) -> <Self::Network as Network>::Logits {
        let grid = self.logits_grid();
        let mut values = <Self::Network as Network>::Logits::ZERO;
        for (value, &number) in values.as_mut().iter_mut().zip(logits.as_ref()) {
            *value = crate::Scalar::from_f64(grid.value(number));
        }
        values
    }

    /// What the network says to one sample, with floating point before the first layer and after the last: what a host
    /// asks, to see how much the integers cost.
    fn predict(&self, input: &<Self::Network as Network>::Input) -> Prediction<Self::Network> {
        let logits = self.to_logits(&self.logits(&self.to_input(input)));
        Self::Network::HEAD.prediction(Deterministic, logits)
    }

    /// A copy on the heap, without ever having been on the stack.
    #[cfg(feature = "alloc")]
    fn clone_boxed(&self) -> alloc::boxed::Box<Self> {
        // SAFETY: by the contract of `Plain` memory of zeros is a value of this type.
        let mut copy = unsafe { alloc::boxed::Box::<Self>::new_zeroed().assume_init() };
        *copy.header_mut() = *self.header();
        self.copy_into(&mut copy);
        copy
    }
}

/// What every form in integers starts with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Header {
    /// Of the network's list.
    fingerprint: [u8; 8],
    input: Grid,
    logits: Grid,
}

// SAFETY: `repr(C)`, and all fields are numbers.
unsafe impl Plain for Header {}

impl Header {
    /// The grid of the logits.
    pub fn logits(&self) -> Grid {
        self.logits
    }
}

/// What the list of a network says of it, in this version of the form.
const fn fingerprint<Q: Quantized>() -> [u8; 8] {
    const VERSION: u64 = 1;
    (<<Q::Network as Network>::Parameters as Parameters>::FINGERPRINT ^ VERSION).to_le_bytes()
}

/// The form in integers that [`image`] wrote, as a constant:
/// `static DIGITS: DigitsQuantized = from_image(include_bytes!(…));`
///
/// Does not compile unless it is of a network with this list, and has as many bytes as there should be.
///
/// # Panics
///
/// If it is of another network and this is not called while compiling.
pub const fn from_image<Q: Quantized, const BYTES: usize>(image: &[u8; BYTES]) -> Q {
    let (expected, mut index) = (fingerprint::<Q>(), 0);
    while index < expected.len() {
        assert!(index < BYTES && image[index] == expected[index], "the image is of a network with another list");
        index += 1;
    }
    crate::predict::frozen::from_image(image)
}

/// The form in integers as bytes, for [`from_image`]: the same for every little-endian processor.
#[cfg(feature = "alloc")]
pub fn image<Q: Quantized>(quantized: &Q) -> alloc::vec::Vec<u8> {
    let copy = quantized.clone_boxed();
    // SAFETY: its memory was zero before its numbers were overwritten, so that its padding is initialized too.
    unsafe { core::slice::from_raw_parts((&raw const *copy).cast(), size_of::<Q>()) }.to_vec()
}

/// `DigitsQuantized { bytes: 2784 }`: thousands of numbers would help nobody.
#[doc(hidden)]
pub fn debug<Q: Quantized>(_: &Q, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name).field("bytes", &size_of::<Q>()).finish()
}
