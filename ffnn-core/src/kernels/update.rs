//! Loops over whole parameter sets.

use super::register::Simd;
use super::{Level, Pass};
use crate::Scalar;

/// Subtracts `rule(parameter, gradient, moments)` from every parameter. Reference:
/// [`naive::update`](super::naive::update).
///
/// All slices have the length of `parameters`. The rule changes copies of the moments: in place, some changes would
/// become masked stores, which take a dozen cycles at AVX2.
#[inline(always)]
pub fn update<L: Level, T: Scalar, const M: usize>(
    level: L,
    parameters: &mut [T],
    gradient: &[T],
    mut moments: [&mut [T]; M],
    rule: impl Fn(T, T, &mut [T; M]) -> T,
) {
    let count = parameters.len();
    let gradient = &gradient[..count];
    shorten(&mut moments, count);
    for index in 0..count {
        let mut here = copies(&moments, index);
        let step = rule(parameters[index], gradient[index], &mut here);
        parameters[index] = level.flush(parameters[index] - step);
        write(&mut moments, index, here);
    }
}

/// Replaces every gradient value by `rule(parameter, gradient, moments)`. Reference:
/// [`naive::transform`](super::naive::transform).
///
/// All slices have the length of `gradient`; the rule changes copies of the moments like that of [`update`].
#[inline(always)]
pub fn transform<L: Level, T: Scalar, const M: usize>(
    level: L,
    parameters: &[T],
    gradient: &mut [T],
    mut moments: [&mut [T]; M],
    rule: impl Fn(T, T, &mut [T; M]) -> T,
) {
    let count = gradient.len();
    let parameters = &parameters[..count];
    shorten(&mut moments, count);
    for index in 0..count {
        let mut here = copies(&moments, index);
        gradient[index] = level.flush(rule(parameters[index], gradient[index], &mut here));
        write(&mut moments, index, here);
    }
}

/// Cuts all moments to one length, so that it is checked once and not at each value.
#[inline(always)]
fn shorten<T, const M: usize>(moments: &mut [&mut [T]; M], count: usize) {
    for moment in moments {
        *moment = &mut core::mem::take(moment)[..count];
    }
}

#[inline(always)]
fn copies<T: Scalar, const M: usize>(moments: &[&mut [T]; M], index: usize) -> [T; M] {
    let mut values = [T::ZERO; M];
    for (value, moment) in values.iter_mut().zip(moments) {
        *value = moment[index];
    }
    values
}

#[inline(always)]
fn write<T: Scalar, const M: usize>(moments: &mut [&mut [T]; M], index: usize, values: [T; M]) {
    for m in 0..M {
        moments[m][index] = values[m];
    }
}

/// Whether no value is infinite or NaN. Reference: [`naive::all_finite`](super::naive::all_finite).
#[inline(always)]
pub fn all_finite<L: Level, T: Scalar>(level: L, values: &[T]) -> bool {
    level.all_finite(values)
}

/// Whether no value is infinite or NaN and, for a factor above zero, whether certainly no value times half of the
/// factor is infinite. Uses the registers of `L`.
#[inline(always)]
pub(super) fn all_finite_here<L: Level, T: Scalar>(level: L, values: &[T], factor: T) -> bool {
    const SUMS: usize = 8;
    let lanes = Simd::<L, T>::LANES;
    // Zero times a finite number is zero, zero times a NaN or an infinity is NaN, and a sum keeps a NaN. A factor above
    // zero makes the sum infinite if a value times half of it is: the finite results of consecutive multiply-adds
    // differ by at most twice the largest number. There are eight sums, because one would wait for the latency of each
    // multiply-add.
    let chunks = values.chunks_exact(SUMS * lanes);
    let (rest, mut found) = (chunks.remainder(), [T::ZERO; 16]);
    let (zero, times) = (Simd::splat(level, T::ZERO), Simd::splat(level, factor));
    let mut sums = [zero; SUMS];
    for chunk in chunks {
        for (part, sum) in sums.iter_mut().enumerate() {
            *sum = Simd::load(level, &chunk[part * lanes..]).mul_add(times, *sum);
        }
    }
    if let Some(last) = values.len().checked_sub(lanes) {
        // The last vector may overlap those before.
        for (part, place) in (values.len() - rest.len()..values.len()).step_by(lanes).enumerate() {
            sums[part] = Simd::load(level, &values[place.min(last)..]).mul_add(times, sums[part]);
        }
    }
    for part in 1..SUMS {
        sums[0] = sums[0].add(sums[part]);
    }
    sums[0].store(&mut found);
    let few = if values.len() < lanes { values } else { &[] };
    found.iter().all(|value| value.is_finite())
        && few.iter().all(|&value| value.is_finite() && (value * factor).is_finite())
}

/// The pass of [`all_finite`].
#[derive(Clone, Copy, Debug)]
pub struct AllFinite<'a, T>(pub &'a [T]);

impl<T: Scalar> Pass for AllFinite<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        all_finite(level, self.0)
    }
}
