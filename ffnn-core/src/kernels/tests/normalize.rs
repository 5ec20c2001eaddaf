//! Normalization over the samples of a batch.

use super::{Level, Pass, Scalar, Stream, Tolerance, Vec, assert_close, dispatch_each, format, naive, reordered, rows};
use super::{Random, vec};
use crate::kernels::{moments, normalize, normalize_gradient, normalize_input_gradient, scale as scaled};

/// Batch sizes: two, the smallest in training; one, which the formula allows; odd and large ones.
const SAMPLES: [usize; 7] = [1, 2, 3, 8, 17, 64, 1000];

/// A batch, its gradients, and the values per feature that the kernels take.
struct Batch<T, const N: usize> {
    input: Vec<[T; N]>,
    output_gradient: Vec<[T; N]>,
    mean: [T; N],
    root: [T; N],
    scale: [T; N],
    shift: [T; N],
}

/// The results of the kernels.
struct Normalized<T, const N: usize> {
    moments: [[T; N]; 2],
    output: Vec<[T; N]>,
    scaled: Vec<[T; N]>,
    gradient: [[T; N]; 2],
    input_gradient: Vec<[T; N]>,
}

impl<T: Scalar, const N: usize> Batch<T, N> {
    fn draw(samples: usize) -> Self {
        let random = &mut Stream::root((N * 10_000 + samples) as u64).random();
        let row = |random: &mut Random| rows::<T, N>(random, 1)[0];
        let (input, output_gradient) = (rows(random, samples), rows(random, samples));
        let mut root = row(random);
        root.iter_mut().for_each(|root| *root = T::ONE + root.abs());
        // A feature with a scale of zero outputs only its shift, and has an input gradient of zero.
        let (mean, mut scale, shift) = (row(random), row(random), row(random));
        scale[N / 2] = T::ZERO;
        Self { input, output_gradient, mean, root, scale, shift }
    }

    /// Returns memory for the results, all NaN, because kernels must overwrite it.
    fn room(&self) -> Normalized<T, N> {
        let nan = [T::from_f64(f64::NAN); N];
        let rows = vec![nan; self.input.len()];
        Normalized {
            moments: [nan; 2],
            output: rows.clone(),
            scaled: rows.clone(),
            gradient: [nan; 2],
            input_gradient: rows,
        }
    }

    fn naive(&self) -> Normalized<T, N> {
        let Self { input, output_gradient, mean, root, scale, shift } = self;
        let mut room = self.room();
        let Normalized { moments: [m, v], output, scaled, gradient: [dscale, dshift], input_gradient } = &mut room;
        naive::moments(input, m, v);
        naive::normalize(input, mean, scale, shift, output);
        naive::scale(input, scale, shift, scaled);
        naive::normalize_gradient(input, mean, root, output_gradient, dscale, dshift);
        let (dscale, dshift) = (&*dscale, &*dshift);
        naive::normalize_input_gradient(input, mean, root, scale, output_gradient, dscale, dshift, input_gradient);
        room
    }
}

impl<T: Scalar, const N: usize> Pass for &Batch<T, N> {
    type Output = Normalized<T, N>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Normalized<T, N> {
        let Batch { input, output_gradient, mean, root, scale, shift } = self;
        let mut room = self.room();
        let Normalized { moments: [m, v], output, scaled: scaled_output, gradient: [dscale, dshift], input_gradient } =
            &mut room;
        moments(level, input, m, v);
        normalize(level, input, mean, scale, shift, output);
        scaled(level, input, scale, shift, scaled_output);
        normalize_gradient(level, input, mean, root, output_gradient, dscale, dshift);
        normalize_input_gradient(level, input, mean, root, scale, output_gradient, dscale, dshift, input_gradient);
        room
    }
}

fn compare<T: Scalar, const N: usize>() {
    for samples in SAMPLES {
        let batch = Batch::<T, N>::draw(samples);
        let expected = batch.naive();
        dispatch_each(&batch, |level, found| {
            let close = |what: &str, terms: usize, found: &[T], expected: &[T]| {
                let name = format!("{what}, {N} features, {samples} samples, {level}");
                assert_close(reordered::<T>(terms), &name, found, expected);
            };
            let flat = |rows: &[[T; N]]| rows.as_flattened().to_vec();
            close("moments", samples + 4, &flat(&found.moments), &flat(&expected.moments));
            close("y", 4, &flat(&found.output), &flat(&expected.output));
            close("y from factor and shift", 4, &flat(&found.scaled), &flat(&expected.scaled));
            close("dscale, dshift", samples + 4, &flat(&found.gradient), &flat(&expected.gradient));
            close("dx", 16, &flat(&found.input_gradient), &flat(&expected.input_gradient));
        });
    }
}

fn compare_widths<T: Scalar>() {
    compare::<T, 1>();
    compare::<T, 3>();
    compare::<T, 8>();
    compare::<T, 17>();
    compare::<T, 64>();
    compare::<T, 129>();
}

#[test]
fn widths_in_f32() {
    compare_widths::<f32>();
}

#[test]
fn widths_in_f64() {
    compare_widths::<f64>();
}

#[derive(Clone)]
struct Moments<'a, T>(&'a [[T; 1]]);

impl<T: Scalar> Pass for Moments<'_, T> {
    type Output = [T; 2];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> [T; 2] {
        let [mut mean, mut variance] = [[T::ZERO]; 2];
        moments(level, self.0, &mut mean, &mut variance);
        [mean[0], variance[0]]
    }
}

#[test]
fn moments_far_from_zero_are_as_good_as_near_it() {
    // 1000 values around ten thousand with a deviation of about one: summed naively, the mean is off by hundredths.
    let values = rows::<f32, 1>(&mut Stream::root(6).random(), 1000).into_iter().map(|[x]| [10_000.0 + 2.0 * x]);
    let values: Vec<[f32; 1]> = values.collect();
    let mean = values.iter().map(|[x]| f64::from(*x)).sum::<f64>() / 1000.0;
    let variance = values.iter().map(|[x]| (f64::from(*x) - mean).powi(2)).sum::<f64>() / 1000.0;
    dispatch_each(Moments(&values), |level, [found_mean, found_variance]| {
        // Neighboring `f32` values are a thousandth apart there.
        assert!((f64::from(found_mean) - mean).abs() <= 1e-3, "{level}: the mean is {found_mean}, not {mean}");
        assert_close(Tolerance::F32_PASS, level, &[found_variance], &[variance]);
    });
}

#[test]
fn equal_values_have_no_variance() {
    for value in [0.1_f32, -7.3, 1e20, 1e-20] {
        dispatch_each(Moments(&[[value]; 37]), |level, found| assert_eq!(found, [value, 0.0], "{level}"));
    }
}
