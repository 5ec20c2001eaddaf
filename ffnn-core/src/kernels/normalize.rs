//! Normalization of each feature over the samples of a batch.

use super::Level;
use super::sums::sum_samples;
use crate::Scalar;

/// Computes the mean of each feature and its biased variance, `1/m Σ (x - mean)²`. Overwrites both. `input` has at
/// least one row. Reference: [`naive::moments`](super::naive::moments).
#[inline(always)]
pub fn moments<L: Level, T: Scalar, const N: usize>(
    _level: L,
    input: &[[T; N]],
    mean: &mut [T; N],
    variance: &mut [T; N],
) {
    let share = T::from_f64(1.0 / input.len() as f64);
    // Sums distances from the first sample, because sums of values far from zero would lose precision.
    let origin = &input[0];
    sum_samples(
        input.iter(),
        mean,
        #[inline(always)]
        |row: &[T; N], n| row[n] - origin[n],
    );
    for n in 0..N {
        mean[n] = origin[n] + share * mean[n];
    }
    sum_samples(
        input.iter(),
        variance,
        #[inline(always)]
        |row: &[T; N], n| {
            let distance = row[n] - mean[n];
            distance * distance
        },
    );
    variance.iter_mut().for_each(|variance| *variance *= share);
}

/// Computes `y = (x - mean) · factor + shift` per feature. Reference: [`naive::normalize`](super::naive::normalize).
#[inline(always)]
pub fn normalize<L: Level, T: Scalar, const N: usize>(
    level: L,
    input: &[[T; N]],
    mean: &[T; N],
    factor: &[T; N],
    shift: &[T; N],
    output: &mut [[T; N]],
) {
    for (x, y) in input.iter().zip(output) {
        for n in 0..N {
            y[n] = level.flush(level.mul_add(x[n] - mean[n], factor[n], shift[n]));
        }
    }
}

/// Computes `dshift = Σ dy` and `dscale = Σ dy · (x - mean) · root`, where `root` is one over the standard deviation.
/// Overwrites both. Reference: [`naive::normalize_gradient`](super::naive::normalize_gradient).
#[inline(always)]
pub fn normalize_gradient<L: Level, T: Scalar, const N: usize>(
    level: L,
    input: &[[T; N]],
    mean: &[T; N],
    root: &[T; N],
    output_gradient: &[[T; N]],
    scale_gradient: &mut [T; N],
    shift_gradient: &mut [T; N],
) {
    sum_samples(
        output_gradient.iter(),
        shift_gradient,
        #[inline(always)]
        |dy: &[T; N], n| dy[n],
    );
    sum_samples(
        input.iter().zip(output_gradient),
        scale_gradient,
        #[inline(always)]
        |(x, dy): (&[T; N], &[T; N]), n| dy[n] * (x[n] - mean[n]),
    );
    for n in 0..N {
        scale_gradient[n] = level.flush(scale_gradient[n] * root[n]);
        shift_gradient[n] = level.flush(shift_gradient[n]);
    }
}

/// Computes `dx = scale · root · (dy - (dshift + (x - mean) · root · dscale) / m)`, including the gradient through the
/// statistics of the batch of `m` samples. Reference:
/// [`naive::normalize_input_gradient`](super::naive::normalize_input_gradient).
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "the formula has this many variables")]
pub fn normalize_input_gradient<L: Level, T: Scalar, const N: usize>(
    level: L,
    input: &[[T; N]],
    mean: &[T; N],
    root: &[T; N],
    scale: &[T; N],
    output_gradient: &[[T; N]],
    scale_gradient: &[T; N],
    shift_gradient: &[T; N],
    input_gradient: &mut [[T; N]],
) {
    let share = T::from_f64(1.0 / input.len() as f64);
    for ((x, dy), dx) in input.iter().zip(output_gradient).zip(input_gradient) {
        for n in 0..N {
            let slope = share * root[n] * scale_gradient[n];
            let rest = dy[n] - share * shift_gradient[n];
            dx[n] = level.flush(scale[n] * root[n] * level.mul_add(mean[n] - x[n], slope, rest));
        }
    }
}
