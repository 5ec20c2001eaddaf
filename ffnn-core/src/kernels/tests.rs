//! Compares every kernel with its reference implementation, at every level of this processor.

mod faults;
mod instructions;
mod join;
mod lanes;
mod norm;
mod normalize;
mod regularize;
mod softmax;
mod sums;
mod tanh;
mod within;

use std::format;
use std::vec;
use std::vec::Vec;

use super::{Baseline, Deterministic, Level, Pass, Row, dispatch, dispatch_each};
use super::{affine, affine_input_gradient, affine_weight_gradient, all_finite, naive, sum_rows, transform, update};
use crate::testing::{Tolerance, assert_close};
use crate::{Random, Scalar, Stream};

/// No sample, and each way in which groups of 8, pairs and single samples follow each other.
const SAMPLES: [usize; 9] = [0, 1, 2, 3, 7, 8, 9, 17, 64];

/// Calls `compare` for each `inputs => outputs`, in both number types.
macro_rules! shapes {
    ($($name:ident { $($inputs:tt => $outputs:tt)+ })+) => {
        $(
            mod $name {
                #[test]
                fn f32() {
                    $(super::compare::<f32, $inputs, $outputs>();)+
                }

                #[test]
                fn f64() {
                    $(super::compare::<f64, $inputs, $outputs>();)+
                }
            }
        )+
    };
}

shapes! {
    // Every width up to 70, once as inputs and once as outputs.
    widths_to_24 {
        1 => 70  2 => 69  3 => 68  4 => 67  5 => 66  6 => 65  7 => 64  8 => 63  9 => 62  10 => 61  11 => 60  12 => 59
        13 => 58  14 => 57  15 => 56  16 => 55  17 => 54  18 => 53  19 => 52  20 => 51  21 => 50  22 => 49  23 => 48
        24 => 47
    }
    widths_to_47 {
        25 => 46  26 => 45  27 => 44  28 => 43  29 => 42  30 => 41  31 => 40  32 => 39  33 => 38  34 => 37  35 => 36
        36 => 35  37 => 34  38 => 33  39 => 32  40 => 31  41 => 30  42 => 29  43 => 28  44 => 27  45 => 26  46 => 25
        47 => 24
    }
    widths_to_70 {
        48 => 23  49 => 22  50 => 21  51 => 20  52 => 19  53 => 18  54 => 17  55 => 16  56 => 15  57 => 14  58 => 13
        59 => 12  60 => 11  61 => 10  62 => 9  63 => 8  64 => 7  65 => 6  66 => 5  67 => 4  68 => 3  69 => 2  70 => 1
    }
    small { 1 => 1  2 => 1  1 => 2  2 => 2  3 => 3  4 => 4  5 => 5  8 => 8  9 => 9  1 => 16  17 => 1  33 => 33 }
    large { 127 => 129  784 => 10  300 => 100  64 => 64 }
}

#[test]
fn update_and_transform_call_the_rule_once_for_every_parameter() {
    let random = &mut Stream::root(2).random();
    for len in [0, 1, 2, 7, 63, 64, 65, 1000] {
        let start = Slices {
            parameters: draw(random, len),
            gradient: draw(random, len),
            moments: [(); 2].map(|()| draw(random, len)),
        };
        let mut expected = start.clone();
        let [m, v] = &mut expected.moments;
        naive::update(&mut expected.parameters, &expected.gradient, [&mut m[..], &mut v[..]], rule);
        naive::transform(&expected.parameters, &mut expected.gradient, [&mut m[..], &mut v[..]], rule);
        dispatch_each(start, |level, found| assert_eq!(found, expected, "{level}, {len} values"));
    }
}

#[test]
fn all_finite_finds_one_bad_value_anywhere() {
    for len in 0..200 {
        let mut values = vec![f32::MAX; len];
        assert_all_finite(&values, true);
        for place in 0..len {
            for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                values[place] = bad;
                assert_all_finite(&values, false);
            }
            values[place] = -f32::MAX;
        }
        assert_all_finite(&vec![f64::MIN_POSITIVE / 2.0; len], true);
    }
}

#[test]
fn dispatch_takes_the_last_level_of_dispatch_each() {
    let data = Data::<f32, 19, 23>::draw(9);
    let mut last = None;
    dispatch_each(&data, |_, found| last = Some(found));
    assert!(last == Some(dispatch(&data)));
}

#[test]
fn portable_registers_calculate_as_those_of_the_baseline() {
    // Otherwise the baseline fuses, or has registers of another length.
    if Baseline::FUSED || Baseline::BYTES != Deterministic::BYTES {
        return;
    }
    for samples in SAMPLES {
        let (data, narrow) = (Data::<f32, 37, 50>::draw(samples), Data::<f64, 21, 3>::draw(samples));
        assert!((&data).run(Deterministic) == (&data).run(Baseline), "{samples} samples");
        assert!((&narrow).run(Deterministic) == (&narrow).run(Baseline), "{samples} samples");
    }
}

/// Runs the three products of a dense layer at every level, for batches of several sizes.
fn compare<T: Scalar, const IN: usize, const OUT: usize>() {
    for samples in SAMPLES {
        let data = Data::<T, IN, OUT>::draw(samples);
        let expected = data.naive();
        dispatch_each(&data, |level, found| {
            let close = |what: &str, terms: usize, found: &[T], expected: &[T]| {
                let name = format!("{what}, {IN} => {OUT}, {samples} samples, {level}");
                assert_close(reordered::<T>(terms), &name, found, expected);
            };
            close("y", IN + 1, found.output.as_flattened(), expected.output.as_flattened());
            close("y by rows apart", IN + 1, found.spaced.as_flattened(), expected.spaced.as_flattened());
            close("dx", OUT, found.input_gradient.as_flattened(), expected.input_gradient.as_flattened());
            close("dW", samples, found.weights_gradient.as_flattened(), expected.weights_gradient.as_flattened());
            close("db", samples, &found.bias_gradient, &expected.bias_gradient);
        });
    }
}

/// Tolerance for two sums of the same numbers up to 1 in different order: each addition rounds by at most half an
/// epsilon of the partial sum, which is at most the number of terms and seldom more than its square root.
fn reordered<T: Scalar>(terms: usize) -> Tolerance {
    let epsilon = if size_of::<T>() == size_of::<f32>() { f64::from(f32::EPSILON) } else { f64::EPSILON };
    Tolerance(epsilon * terms as f64)
}

/// A dense layer and a batch.
struct Data<T, const IN: usize, const OUT: usize> {
    weights: Vec<[T; OUT]>,
    bias: [T; OUT],
    input: Vec<[T; IN]>,
    output_gradient: Vec<[T; OUT]>,
}

/// A row of weights followed by values that must not be read.
#[derive(Clone, Copy)]
#[repr(C)]
struct Spaced<T, const N: usize>([T; N], [T; 5]);

// It starts with `N` values, and the five after them make its size a multiple of that of a value.
impl<T, const N: usize> super::row::sealed::Sealed for Spaced<T, N> {}

impl<T: Scalar, const N: usize> Row<T, N> for Spaced<T, N> {
    fn values(&self) -> &[T; N] {
        &self.0
    }

    fn values_mut(&mut self) -> &mut [T; N] {
        &mut self.0
    }
}

#[derive(PartialEq)]
struct Products<T, const IN: usize, const OUT: usize> {
    output: Vec<[T; OUT]>,
    /// Results with rows that are not contiguous.
    spaced: Vec<[T; OUT]>,
    input_gradient: Vec<[T; IN]>,
    weights_gradient: Vec<[T; OUT]>,
    bias_gradient: [T; OUT],
}

impl<T: Scalar, const IN: usize, const OUT: usize> Data<T, IN, OUT> {
    fn draw(samples: usize) -> Self {
        let random = &mut Stream::root((IN * 1000 + OUT) as u64).random();
        Self {
            weights: rows(random, IN),
            bias: rows::<T, OUT>(random, 1)[0],
            input: rows(random, samples),
            output_gradient: rows(random, samples),
        }
    }

    /// Returns memory for the results, all NaN, because kernels must overwrite it.
    fn room(&self) -> Products<T, IN, OUT> {
        let nan = T::from_f64(f64::NAN);
        Products {
            output: vec![[nan; OUT]; self.input.len()],
            spaced: vec![[nan; OUT]; self.input.len()],
            input_gradient: vec![[nan; IN]; self.input.len()],
            weights_gradient: vec![[nan; OUT]; IN],
            bias_gradient: [nan; OUT],
        }
    }

    fn weights(&self) -> &[[T; OUT]; IN] {
        self.weights[..].try_into().expect("one row per input")
    }

    fn naive(&self) -> Products<T, IN, OUT> {
        let mut room = self.room();
        let weights_gradient = (&mut room.weights_gradient[..]).try_into().expect("one row per input");
        naive::affine(self.weights(), &self.bias, &self.input, &mut room.output);
        room.spaced.clone_from(&room.output);
        naive::affine_input_gradient(self.weights(), &self.output_gradient, &mut room.input_gradient);
        naive::affine_weight_gradient(&self.input, &self.output_gradient, weights_gradient, &mut room.bias_gradient);
        room
    }
}

impl<T: Scalar, const IN: usize, const OUT: usize> Pass for &Data<T, IN, OUT> {
    type Output = Products<T, IN, OUT>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Products<T, IN, OUT> {
        let (mut room, mut transposed) = (self.room(), vec![[T::from_f64(f64::NAN); IN]; OUT]);
        let weights_gradient = (&mut room.weights_gradient[..]).try_into().expect("one row per input");
        let transposed = (&mut transposed[..]).try_into().expect("one row per output");
        let (weights, dy) = (self.weights(), &self.output_gradient);
        affine(level, weights, Some(&self.bias), &self.input, &mut room.output);
        let spaced: Vec<_> = weights.iter().map(|&row| Spaced(row, [T::from_f64(f64::NAN); 5])).collect();
        let spaced: &[_; IN] = spaced[..].try_into().expect("one row per input");
        affine(level, spaced, Some(&self.bias), &self.input, &mut room.spaced);
        affine_input_gradient(level, weights, transposed, dy, &mut room.input_gradient);
        affine_weight_gradient(level, &self.input, dy, weights_gradient);
        sum_rows(level, dy, &mut room.bias_gradient);
        room
    }
}

/// The slices that a kernel processes in one loop.
#[derive(Clone, Debug, PartialEq)]
struct Slices {
    parameters: Vec<f32>,
    gradient: Vec<f32>,
    moments: [Vec<f32>; 2],
}

impl Pass for Slices {
    type Output = Self;

    #[inline(always)]
    fn run<L: Level>(mut self, level: L) -> Self {
        let [m, v] = &mut self.moments;
        update(level, &mut self.parameters, &self.gradient, [&mut m[..], &mut v[..]], rule);
        transform(level, &self.parameters, &mut self.gradient, [&mut m[..], &mut v[..]], rule);
        self
    }
}

/// A rule that depends on every argument and changes every moment.
#[inline(always)]
fn rule(w: f32, g: f32, [m, v]: &mut [f32; 2]) -> f32 {
    *m = 0.9 * *m + g;
    *v += g * *m;
    0.1 * *m / (*v * *v + 1.0).sqrt() + 0.01 * w
}

#[track_caller]
fn assert_all_finite<T: Scalar>(values: &[T], expected: bool) {
    assert_eq!(naive::all_finite(values), expected);
    dispatch_each(AllFinite(values), |level, found| assert_eq!(found, expected, "{level}, {values:?}"));
}

#[derive(Clone)]
struct AllFinite<'a, T>(&'a [T]);

impl<T: Scalar> Pass for AllFinite<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        all_finite(level, self.0)
    }
}

/// Draws uniformly from ±1.
fn draw<T: Scalar>(random: &mut Random, len: usize) -> Vec<T> {
    (0..len).map(|_| T::from_f64(2.0 * random.uniform() - 1.0)).collect()
}

fn rows<T: Scalar, const N: usize>(random: &mut Random, len: usize) -> Vec<[T; N]> {
    draw(random, len * N).as_chunks().0.to_vec()
}
