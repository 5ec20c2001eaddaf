//! Sums over many samples keep their precision.

use super::{Level, Pass, Scalar, Vec, dispatch_each, format, vec};
use crate::kernels::{affine_weight_gradient, moments, normalize_gradient, sum_rows};

/// Largest relative error of a sum over samples, for any number of them.
const LARGEST: f64 = 1e-6;

/// A batch of equal samples with known sums and means: `x` and `dy` of every width that tiles distinguish.
#[derive(Clone)]
struct Equal<'a, T>(&'a [[T; 1]], &'a [[T; 21]]);

impl<T: Scalar> Pass for Equal<'_, T> {
    /// `dW` in both orientations, `db`, the mean, and `dshift`.
    type Output = [Vec<T>; 5];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let Self(x, dy) = self;
        let (mut tall, mut wide, mut bias) = ([[T::ZERO; 21]; 1], [[T::ZERO; 1]; 21], [T::ZERO; 21]);
        affine_weight_gradient(level, x, dy, &mut tall);
        affine_weight_gradient(level, dy, x, &mut wide);
        sum_rows(level, dy, &mut bias);
        let (mut mean, mut variance) = ([T::ZERO; 21], [T::ZERO; 21]);
        moments(level, dy, &mut mean, &mut variance);
        let (mut scale, mut shift, ones) = ([T::ZERO; 21], [T::ZERO; 21], [T::ONE; 21]);
        normalize_gradient(level, dy, &mean, &ones, dy, &mut scale, &mut shift);
        [tall.as_flattened().to_vec(), wide.as_flattened().to_vec(), bias.to_vec(), mean.to_vec(), shift.to_vec()]
    }
}

fn check(samples: usize) {
    let (x, dy) = (0.3f32, 0.7f32);
    let product = f64::from(x) * f64::from(dy);
    let (count, xs, dys) = (samples as f64, vec![[x]; samples], vec![[dy; 21]; samples]);
    let expected = [count * product, count * product, count * f64::from(dy), f64::from(dy), count * f64::from(dy)];
    dispatch_each(Equal(&xs, &dys), |level, found| {
        for (sum, (found, expected)) in found.iter().zip(expected).enumerate() {
            for value in found {
                let error = (f64::from(*value) / expected - 1.0).abs();
                assert!(error <= LARGEST, "{}", format!("sum {sum} of {samples}, {level}: off by {error:e}"));
            }
        }
    });
}

/// A batch with alternating values, whose variance is known.
#[derive(Clone)]
struct Spread<'a>(&'a [[f32; 3]]);

impl Pass for Spread<'_> {
    type Output = [f32; 3];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> [f32; 3] {
        let (mut mean, mut variance) = ([0.0; 3], [0.0; 3]);
        moments(level, self.0, &mut mean, &mut variance);
        variance
    }
}

fn check_variance(samples: usize) {
    let rows: Vec<[f32; 3]> = (0..samples).map(|sample| [if sample % 2 == 0 { 0.7 } else { -0.7 }; 3]).collect();
    let expected = f64::from(0.7f32) * f64::from(0.7f32);
    dispatch_each(Spread(&rows), |level, variance| {
        let error = (f64::from(variance[0]) / expected - 1.0).abs();
        assert!(error <= LARGEST, "{samples} samples, {level}: the variance is off by {error:e}");
    });
}

#[test]
fn keep_their_digits_whatever_the_batch() {
    [1, 63, 64, 65, 128, 1_000, 30_000].into_iter().for_each(check);
    [2, 64, 66, 1_000, 30_000].into_iter().for_each(check_variance);
}

/// Run with `cargo test --release -p ffnn-core ten_million -- --ignored`; takes some seconds.
#[test]
#[ignore = "takes minutes without optimization, and a gigabyte"]
fn keep_their_digits_over_ten_million_samples() {
    check(10_000_000);
    check_variance(10_000_000);
}
