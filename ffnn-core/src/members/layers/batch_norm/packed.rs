//! The predict-only forms of batch normalization.

use super::{BatchNorm, BatchNormState};
use crate::Scalar;
use crate::kernels::integer::{Diagonal, Grid, Integer};
use crate::kernels::{self, Level, Row};
use crate::kinds::integers::PackIntegers;
use crate::kinds::layer::Learned;
use crate::kinds::pack::{Pack, Scales, Spacing};

/// The frozen form of a [`BatchNorm`] that is not absorbed by the layer before it.
#[allow(missing_debug_implementations, reason = "a frozen network prints as a whole")]
#[repr(C)]
pub struct BatchNormPacked<T: Scalar, S: Spacing, const N: usize> {
    factor: S::Row<T, N>,
    shift: S::Row<T, N>,
}

crate::layout! { impl[T: Scalar, S: Spacing, const N: usize] Plain for BatchNormPacked<T, S, N> { factor, shift } }

impl<T: Scalar, S: Spacing, const N: usize> PartialEq for BatchNormPacked<T, S, N> {
    fn eq(&self, other: &Self) -> bool {
        self.factor.values() == other.factor.values() && self.shift.values() == other.shift.values()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, const SCALE: bool, const SHIFT: bool> Pack<N, N> for BatchNorm<SCALE, SHIFT>
where
    (): Learned<SCALE> + Learned<SHIFT>,
{
    type Packed<T: Scalar, S: Spacing> = BatchNormPacked<T, S, N>;

    fn pack<T: Scalar, S: Spacing>(
        &self,
        parameters: &Self::Parameters<T>,
        state: &BatchNormState<T, N>,
        _: impl Fn(usize) -> (f64, f64),
        packed: &mut BatchNormPacked<T, S, N>,
    ) {
        for n in 0..N {
            let (factor, shift) = self.factor_and_shift(parameters, state, n);
            packed.factor.values_mut()[n] = T::from_f64(factor);
            packed.shift.values_mut()[n] = T::from_f64(shift);
        }
    }

    #[inline(always)]
    fn forward_packed<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &BatchNormPacked<T, S, N>,
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        kernels::scale(level, input, packed.factor.values(), packed.shift.values(), output);
    }

    #[inline(always)]
    fn forward_packed_lanes<L: Level, T: Scalar, S: Spacing, const LANES: usize>(
        &self,
        level: L,
        packed: &BatchNormPacked<T, S, N>,
        input: &[[T; LANES]; N],
        output: &mut [[T; LANES]; N],
    ) {
        kernels::scale_lanes(level, input, packed.factor.values(), packed.shift.values(), output);
    }

    #[inline(always)]
    fn forward_packed_tangents<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &BatchNormPacked<T, S, N>,
        _: &[T; N],
        _: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        kernels::scale(level, tangents, packed.factor.values(), &[T::ZERO; N], output_tangents);
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, const SCALE: bool, const SHIFT: bool> PackIntegers<N, N> for BatchNorm<SCALE, SHIFT>
where
    (): Learned<SCALE> + Learned<SHIFT>,
{
    type Integers = Diagonal<N>;

    fn pack_integers<T: Scalar, S: Spacing>(
        packed: &BatchNormPacked<T, S, N>,
        input: Grid,
        output: Grid,
        integers: &mut Diagonal<N>,
    ) {
        let at = |index: usize| (packed.factor.values()[index].to_f64(), packed.shift.values()[index].to_f64());
        integers.fill(at, input, output);
    }

    #[inline(always)]
    fn forward_integers<O: Integer>(integers: &Diagonal<N>, input: &[i8; N]) -> [O; N] {
        integers.apply(input)
    }
}
