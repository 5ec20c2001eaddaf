use super::Ranges;
use crate::kernels::integer::{Clamp, Grid, Integer, Numbers, Table, steep};
use crate::kinds::integers::{Clamps, PackIntegers, Tabulates};
use crate::predict::frozen::{ABSORBED, Form, GONE, KEPT, Kept, LINED, Lined, NONE, PACKED, Scales, Tight};
use crate::{Layer, Scalar};

/// The integer type of a layer's output, by whether it is [wide](wide).
#[doc(hidden)]
pub trait Number<const WIDE: bool> {
    /// The integer type.
    type Type: Integer;
}

impl Number<false> for () {
    type Type = i8;
}

impl Number<true> for () {
    type Type = i16;
}

/// Whether the input of a layer has 16 bits: its output does, and the layer passes values through.
#[doc(hidden)]
pub const fn wide(form: u8, clamps: bool, wide: bool) -> bool {
    wide && (form == GONE || form == ABSORBED || clamps)
}

/// The integer form of a layer, and its step in the pass. `FORM` is its form in a frozen network, `CLAMPS` whether it
/// is [`Clamps`]; `O` is the type of its output values.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no integer form",
    label = "this layer needs floating point",
    note = "layers with an integer form: `Dense`, `BatchNorm`, `PRelu`, `RRelu`, dropout and every activation",
    note = "remove `quantized;` or use another layer here"
)]
pub trait Quantizes<const FORM: u8, const CLAMPS: bool, const IN: usize, const OUT: usize>:
    Form<FORM, IN, OUT>
{
    /// The stored numbers.
    type Numbers<O: Integer>: Numbers;
    /// The type of its input values.
    type Takes<O: Integer>: Integer;
    /// Whether its sums fit in 32 bits.
    const FITS: bool = true;

    /// Overwrites `numbers`, and returns the grid of the input, given that of the output.
    fn fill_numbers<T: Scalar, O: Integer>(
        &self,
        frozen: &<Self as Form<FORM, IN, OUT>>::Stored<T>,
        output: Grid,
        ranges: &mut Ranges<'_>,
        numbers: &mut Self::Numbers<O>,
    ) -> Grid;

    /// Predicts.
    fn predict_integers<O: Integer>(numbers: &Self::Numbers<O>, input: &[Self::Takes<O>; IN]) -> [O; OUT];
}

#[diagnostic::do_not_recommend]
impl<Y: Tabulates<N>, const N: usize> Quantizes<KEPT, false, N, N> for Y {
    type Numbers<O: Integer> = Table<O>;
    type Takes<O: Integer> = i8;

    fn fill_numbers<T: Scalar, O: Integer>(
        &self,
        frozen: &Kept<T, Y::Parameters<T>, Y::State<T>>,
        output: Grid,
        ranges: &mut Ranges<'_>,
        numbers: &mut Table<O>,
    ) -> Grid {
        let function = |x| self.at(&frozen.parameters, &frozen.state, x);
        let input = ranges.input::<i8>(|range| steep(function, range, output.step()));
        numbers.fill(function, input, output);
        input
    }

    #[inline(always)]
    fn predict_integers<O: Integer>(numbers: &Table<O>, input: &[i8; N]) -> [O; N] {
        numbers.apply(input)
    }
}

#[diagnostic::do_not_recommend]
impl<Y: Clamps, const N: usize> Quantizes<KEPT, true, N, N> for Y {
    type Numbers<O: Integer> = Clamp<O>;
    type Takes<O: Integer> = O;

    fn fill_numbers<T: Scalar, O: Integer>(
        &self,
        _: &<Self as Form<KEPT, N, N>>::Stored<T>,
        output: Grid,
        ranges: &mut Ranges<'_>,
        numbers: &mut Clamp<O>,
    ) -> Grid {
        ranges.pass();
        numbers.fill(self.limits(), output);
        output
    }

    #[inline(always)]
    fn predict_integers<O: Integer>(numbers: &Clamp<O>, input: &[O; N]) -> [O; N] {
        numbers.apply(input)
    }
}

macro_rules! packed {
    ($($form:ident: $spacing:ident;)+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<Y: PackIntegers<IN, OUT>, const IN: usize, const OUT: usize> Quantizes<$form, false, IN, OUT> for Y {
                type Numbers<O: Integer> = Y::Integers;
                type Takes<O: Integer> = i8;
                const FITS: bool = Y::FITS;

                fn fill_numbers<T: Scalar, O: Integer>(
                    &self,
                    frozen: &Y::Packed<T, $spacing>,
                    output: Grid,
                    ranges: &mut Ranges<'_>,
                    numbers: &mut Y::Integers,
                ) -> Grid {
                    let input = ranges.input::<i8>(|range| range);
                    Y::pack_integers(frozen, input, output, numbers);
                    input
                }

                #[inline(always)]
                fn predict_integers<O: Integer>(numbers: &Y::Integers, input: &[i8; IN]) -> [O; OUT] {
                    Y::forward_integers(numbers, input)
                }
            }
        )+
    };
}

packed! {
    PACKED: Tight;
    LINED: Lined;
}

/// Implements the two forms of a dropped layer.
macro_rules! gone {
    ($($form:ident: $bound:ident<$n:tt $(, $m:tt)?>;)+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<Y: $bound<$n $(, $m)?>, const $n: usize> Quantizes<$form, false, $n, $n> for Y {
                type Numbers<O: Integer> = ();
                type Takes<O: Integer> = O;

                fn fill_numbers<T: Scalar, O: Integer>(
                    &self,
                    (): &(),
                    output: Grid,
                    _: &mut Ranges<'_>,
                    (): &mut (),
                ) -> Grid {
                    output
                }

                #[inline(always)]
                fn predict_integers<O: Integer>((): &(), input: &[O; $n]) -> [O; $n] {
                    *input
                }
            }
        )+
    };
}

gone! {
    GONE: Layer<N, N>;
    ABSORBED: Scales<N>;
}

impl<Y, const IN: usize, const OUT: usize> Quantizes<NONE, false, IN, OUT> for Y {
    type Numbers<O: Integer> = ();
    type Takes<O: Integer> = i8;

    fn fill_numbers<T: Scalar, O: Integer>(&self, (): &(), output: Grid, _: &mut Ranges<'_>, (): &mut ()) -> Grid {
        output
    }

    fn predict_integers<O: Integer>((): &(), _: &[i8; IN]) -> [O; OUT] {
        [O::default(); OUT]
    }
}
