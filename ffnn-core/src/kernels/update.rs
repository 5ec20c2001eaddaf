//! Loops over whole parameter sets.

use super::{Level, Pass};
use crate::Scalar;

/// Subtracts `rule(parameter, gradient, moments)` from every parameter: see [`naive::update`](super::naive::update).
///
/// All slices have the length of `parameters`.
#[inline(always)]
pub fn update<L: Level, T: Scalar, const M: usize>(
    _level: L,
    parameters: &mut [T],
    gradient: &[T],
    moments: [&mut [T]; M],
    rule: impl Fn(T, T, [&mut T; M]) -> T,
) {
    let count = parameters.len();
    let gradient = &gradient[..count];
    let mut moments = moments.map(|moment| &mut moment[..count]);
    for index in 0..count {
        let here = moments.each_mut().map(|moment| &mut moment[index]);
        parameters[index] -= rule(parameters[index], gradient[index], here);
    }
}

/// Replaces every derivative by `rule(parameter, gradient, moments)`: see [`naive::transform`](super::naive::transform).
///
/// All slices have the length of `gradient`.
#[inline(always)]
pub fn transform<L: Level, T: Scalar, const M: usize>(
    _level: L,
    parameters: &[T],
    gradient: &mut [T],
    moments: [&mut [T]; M],
    rule: impl Fn(T, T, [&mut T; M]) -> T,
) {
    let count = gradient.len();
    let parameters = &parameters[..count];
    let mut moments = moments.map(|moment| &mut moment[..count]);
    for index in 0..count {
        let here = moments.each_mut().map(|moment| &mut moment[index]);
        gradient[index] = rule(parameters[index], gradient[index], here);
    }
}

/// Whether every value is neither infinite nor NaN: see [`naive::all_finite`](super::naive::all_finite).
#[inline(always)]
pub fn all_finite<L: Level, T: Scalar>(level: L, values: &[T]) -> bool {
    level.all_finite(values)
}

/// The same, for the instructions of the function that it is written into.
#[inline(always)]
pub(super) fn all_finite_here<T: Scalar>(values: &[T]) -> bool {
    const LANES: usize = 64;
    let (chunks, rest) = values.as_chunks::<LANES>();
    // Nothing times zero is zero but a NaN or an infinity, and a sum keeps a NaN.
    let mut sums = [T::ZERO; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += chunk[lane] * T::ZERO;
        }
    }
    sums.iter().chain(rest).all(|value| value.is_finite())
}

/// [`all_finite`] as a pass of its own.
#[derive(Clone, Copy, Debug)]
pub struct AllFinite<'a, T>(pub &'a [T]);

impl<T: Scalar> Pass for AllFinite<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        all_finite(level, self.0)
    }
}
