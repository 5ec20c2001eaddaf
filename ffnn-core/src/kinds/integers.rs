//! The traits of layers that have a form in integers.

use super::pack::{Pack, Spacing};
use crate::kernels::Deterministic;
use crate::kernels::integer::{Grid, Integer, Numbers};
use crate::{Activation, Layer, Scalar};

/// An activation that only clamps: it needs no table in integers.
///
/// ```text
/// y = min(max(x, low), high)
/// ```
pub trait Clamps: Activation {
    /// The least and the largest value, which may be infinite.
    fn limits(&self) -> (f64, f64);
}

/// A layer that takes each value by itself, and all values alike: in integers it is a table.
///
/// Every [`Activation`] is one.
// The words of `Quantizes`: the compiler reports the one trait or the other, and equal messages once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form in integers",
    label = "this layer needs floating point",
    note = "in integers there are `Dense`, `BatchNorm`, `PRelu`, `RRelu`, dropout and every activation",
    note = "leave `quantized;` out, or take another layer here"
)]
pub trait Tabulates<const N: usize>: Layer<N, N> {
    /// `y = f(x)`.
    fn at<T: Scalar>(&self, parameters: &Self::Parameters<T>, state: &Self::State<T>, x: f64) -> f64;
}

#[diagnostic::do_not_recommend]
impl<A: Activation, const N: usize> Tabulates<N> for A {
    fn at<T: Scalar>(&self, _: &(), _: &(), x: f64) -> f64 {
        self.value(Deterministic, x)
    }
}

/// A layer with a [form of its own](Pack) in a frozen network that has one in integers.
// The words of `Quantizes`, likewise.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form in integers",
    label = "this layer needs floating point",
    note = "in integers there are `Dense`, `BatchNorm`, `PRelu`, `RRelu`, dropout and every activation",
    note = "leave `quantized;` out, or take another layer here"
)]
pub trait PackIntegers<const IN: usize, const OUT: usize>: Pack<IN, OUT> {
    /// What it keeps.
    type Integers: Numbers;
    /// Whether its sums stay in 32 bits.
    const FITS: bool = true;

    /// Overwrites `integers` with what `packed` says, from values on the grid `input` to values on `output`.
    fn pack_integers<T: Scalar, S: Spacing>(
        packed: &Self::Packed<T, S>,
        input: Grid,
        output: Grid,
        integers: &mut Self::Integers,
    );

    /// Predicts.
    fn forward_integers<O: Integer>(integers: &Self::Integers, input: &[i8; IN]) -> [O; OUT];
}
