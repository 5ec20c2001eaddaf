//! The traits of layers with an integer form.

use super::pack::{Pack, Spacing};
use crate::kernels::Deterministic;
use crate::kernels::integer::{Grid, Integer, Numbers};
use crate::{Activation, Layer, Scalar};

/// An activation that only clamps, and so needs no table in integers.
///
/// ```text
/// y = min(max(x, low), high)
/// ```
pub trait Clamps: Activation {
    /// Returns the smallest and the largest value, which may be infinite.
    fn limits(&self) -> (f64, f64);
}

/// A layer that applies the same function to each value independently. Its integer form is a table.
///
/// Every [`Activation`] is one.
// The same notes as on `Quantizes`: the compiler reports either trait, and shows equal messages once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no integer form",
    label = "this layer needs floating point",
    note = "layers with an integer form: `Dense`, `BatchNorm`, `PRelu`, `RRelu`, dropout and every activation",
    note = "remove `quantized;` or use another layer here"
)]
pub trait Tabulates<const N: usize>: Layer<N, N> {
    /// Returns `y = f(x)`.
    fn at<T: Scalar>(&self, parameters: &Self::Parameters<T>, state: &Self::State<T>, x: f64) -> f64;
}

#[diagnostic::do_not_recommend]
impl<A: Activation, const N: usize> Tabulates<N> for A {
    fn at<T: Scalar>(&self, _: &(), _: &(), x: f64) -> f64 {
        self.value(Deterministic, x)
    }
}

/// A layer whose [packed form](Pack) in a frozen network also has an integer form.
// The same notes as on `Quantizes`: the compiler shows equal messages once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no integer form",
    label = "this layer needs floating point",
    note = "layers with an integer form: `Dense`, `BatchNorm`, `PRelu`, `RRelu`, dropout and every activation",
    note = "remove `quantized;` or use another layer here"
)]
pub trait PackIntegers<const IN: usize, const OUT: usize>: Pack<IN, OUT> {
    /// The numbers it stores.
    type Integers: Numbers;
    /// Whether its sums fit in 32 bits.
    const FITS: bool = true;

    /// Overwrites `integers` with the integer form of `packed`, from values on the grid `input` to values on `output`.
    fn pack_integers<T: Scalar, S: Spacing>(
        packed: &Self::Packed<T, S>,
        input: Grid,
        output: Grid,
        integers: &mut Self::Integers,
    );

    /// Predicts one sample.
    fn forward_integers<O: Integer>(integers: &Self::Integers, input: &[i8; IN]) -> [O; OUT];
}
