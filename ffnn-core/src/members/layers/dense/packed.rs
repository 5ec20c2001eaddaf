//! The predict-only forms of a dense layer.

use super::Dense;
use crate::Scalar;
use crate::kernels::integer::{Affine, Grid, Integer, MOST_TERMS};
use crate::kernels::{self, Level, Row};
use crate::kinds::integers::PackIntegers;
use crate::kinds::layer::{Learned, Optional};
use crate::kinds::pack::{Pack, Spacing};

/// The frozen form of a [`Dense`] layer, which always has a bias.
#[allow(missing_debug_implementations, reason = "a frozen network prints as a whole")]
#[repr(C)]
pub struct DensePacked<T: Scalar, S: Spacing, const IN: usize, const OUT: usize> {
    /// `weights[input][output]`.
    weights: [S::Row<T, OUT>; IN],
    /// `bias[output]`.
    bias: S::Row<T, OUT>,
}

crate::layout! {
    impl[T: Scalar, S: Spacing, const IN: usize, const OUT: usize] Plain for DensePacked<T, S, IN, OUT> { weights, bias }
}

impl<T: Scalar, S: Spacing, const IN: usize, const OUT: usize> PartialEq for DensePacked<T, S, IN, OUT> {
    fn eq(&self, other: &Self) -> bool {
        let rows = self.weights.iter().zip(&other.weights);
        rows.into_iter().all(|(row, other)| row.values() == other.values()) && self.bias.values() == other.bias.values()
    }
}

#[diagnostic::do_not_recommend]
impl<const IN: usize, const OUT: usize, const BIAS: bool> Pack<IN, OUT> for Dense<BIAS>
where
    (): Learned<BIAS>,
{
    type Packed<T: Scalar, S: Spacing> = DensePacked<T, S, IN, OUT>;
    /// The factor of each output is multiplied into the weights, and the shift is added to the bias.
    const ABSORBS_SCALE: bool = true;

    fn pack<T: Scalar, S: Spacing>(
        &self,
        parameters: &Self::Parameters<T>,
        _: &(),
        after: impl Fn(usize) -> (f64, f64),
        packed: &mut DensePacked<T, S, IN, OUT>,
    ) {
        for output in 0..OUT {
            let (factor, shift) = after(output);
            for (row, weights) in packed.weights.iter_mut().zip(&parameters.weights.data.0) {
                row.values_mut()[output] = T::from_f64(factor * weights[output].to_f64());
            }
            let bias = parameters.bias.values().map_or(0.0, |bias| bias[output].to_f64());
            packed.bias.values_mut()[output] = T::from_f64(factor * bias + shift);
        }
    }

    #[inline(always)]
    fn forward_packed<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &DensePacked<T, S, IN, OUT>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        kernels::affine(level, &packed.weights, Some(packed.bias.values()), input, output);
    }

    #[inline(always)]
    fn forward_packed_lanes<L: Level, T: Scalar, S: Spacing, const LANES: usize>(
        &self,
        level: L,
        packed: &DensePacked<T, S, IN, OUT>,
        input: &[[T; LANES]; IN],
        output: &mut [[T; LANES]; OUT],
    ) {
        kernels::affine_lanes(level, &packed.weights, Some(packed.bias.values()), input, output);
    }

    #[inline(always)]
    fn forward_packed_tangents<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &DensePacked<T, S, IN, OUT>,
        _: &[T; IN],
        _: &[T; OUT],
        tangents: &[[T; IN]],
        output_tangents: &mut [[T; OUT]],
    ) {
        kernels::affine(level, &packed.weights, None, tangents, output_tangents);
    }
}

#[diagnostic::do_not_recommend]
impl<const IN: usize, const OUT: usize, const BIAS: bool> PackIntegers<IN, OUT> for Dense<BIAS>
where
    (): Learned<BIAS>,
{
    type Integers = Affine<IN, OUT>;
    const FITS: bool = IN <= MOST_TERMS;

    fn pack_integers<T: Scalar, S: Spacing>(
        packed: &DensePacked<T, S, IN, OUT>,
        input: Grid,
        output: Grid,
        integers: &mut Affine<IN, OUT>,
    ) {
        let weight = |output: usize, input: usize| packed.weights[input].values()[output].to_f64();
        integers.fill(weight, |output| packed.bias.values()[output].to_f64(), input, output);
    }

    #[inline(always)]
    fn forward_integers<O: Integer>(integers: &Affine<IN, OUT>, input: &[i8; IN]) -> [O; OUT] {
        integers.apply(input)
    }
}
