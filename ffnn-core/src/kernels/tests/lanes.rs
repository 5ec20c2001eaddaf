//! Kernels for samples side by side.

use super::{Level, Pass, Random, Scalar, Stream, Vec, assert_close, dispatch_each, draw, format, naive, reordered};
use crate::kernels::{affine_lanes, normalize_lanes, scale_lanes, turn};
use crate::testing::Tolerance;

/// The results of each kernel.
#[derive(Clone, PartialEq)]
struct Results<T, const IN: usize, const OUT: usize, const LANES: usize> {
    with_bias: [[T; LANES]; OUT],
    without: [[T; LANES]; OUT],
    normalized: [[T; LANES]; IN],
    scaled: [[T; LANES]; IN],
    turned: [[T; IN]; LANES],
    back: [[T; LANES]; IN],
}

#[derive(Clone)]
struct Data<T, const IN: usize, const OUT: usize, const LANES: usize> {
    weights: [[T; OUT]; IN],
    bias: [T; OUT],
    /// Mean, factor and shift.
    scale: [[T; IN]; 3],
    input: [[T; LANES]; IN],
}

fn array<T: Scalar, const N: usize>(random: &mut Random) -> [T; N] {
    let values: Vec<T> = draw(random, N);
    values.try_into().expect("as many as were drawn")
}

impl<T: Scalar, const IN: usize, const OUT: usize, const LANES: usize> Data<T, IN, OUT, LANES> {
    fn draw() -> Self {
        let random = &mut Stream::root((IN * 100 + OUT) as u64).random();
        Self {
            weights: core::array::from_fn(|_| array(random)),
            bias: array(random),
            scale: core::array::from_fn(|_| array(random)),
            input: core::array::from_fn(|_| array(random)),
        }
    }

    /// Returns memory for the results, all NaN, because kernels must overwrite it.
    fn results() -> Results<T, IN, OUT, LANES> {
        let nan = T::from_f64(f64::NAN);
        Results {
            with_bias: [[nan; LANES]; OUT],
            without: [[nan; LANES]; OUT],
            normalized: [[nan; LANES]; IN],
            scaled: [[nan; LANES]; IN],
            turned: [[nan; IN]; LANES],
            back: [[nan; LANES]; IN],
        }
    }

    fn naive(&self) -> Results<T, IN, OUT, LANES> {
        let mut results = Self::results();
        let [mean, factor, shift] = &self.scale;
        naive::affine_lanes(&self.weights, Some(&self.bias), &self.input, &mut results.with_bias);
        naive::affine_lanes(&self.weights, None, &self.input, &mut results.without);
        naive::normalize_lanes(&self.input, mean, factor, shift, &mut results.normalized);
        naive::scale_lanes(&self.input, factor, shift, &mut results.scaled);
        naive::turn(&self.input, &mut results.turned);
        results.back = self.input;
        results
    }
}

impl<T: Scalar, const IN: usize, const OUT: usize, const LANES: usize> Pass for &Data<T, IN, OUT, LANES> {
    type Output = Results<T, IN, OUT, LANES>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let mut results = Data::<T, IN, OUT, LANES>::results();
        let [mean, factor, shift] = &self.scale;
        affine_lanes(level, &self.weights, Some(&self.bias), &self.input, &mut results.with_bias);
        affine_lanes(level, &self.weights, None, &self.input, &mut results.without);
        normalize_lanes(level, &self.input, mean, factor, shift, &mut results.normalized);
        scale_lanes(level, &self.input, factor, shift, &mut results.scaled);
        turn(level, &self.input, &mut results.turned);
        turn(level, &results.turned, &mut results.back);
        results
    }
}

fn compare<T: Scalar, const IN: usize, const OUT: usize, const LANES: usize>() {
    let data = Data::<T, IN, OUT, LANES>::draw();
    let expected = data.naive();
    dispatch_each(&data, |level, found| {
        let close = |what: &str, tolerance: Tolerance, found: &[T], expected: &[T]| {
            assert_close(tolerance, &format!("{what}, {IN} => {OUT}, {LANES} lanes, {level}"), found, expected);
        };
        let tolerance = reordered::<T>(IN + 1);
        close("y", tolerance, found.with_bias.as_flattened(), expected.with_bias.as_flattened());
        close("y without bias", tolerance, found.without.as_flattened(), expected.without.as_flattened());
        let (normalized, by_definition) = (found.normalized.as_flattened(), expected.normalized.as_flattened());
        close("normalized", reordered::<T>(3), normalized, by_definition);
        close("scaled", reordered::<T>(2), found.scaled.as_flattened(), expected.scaled.as_flattened());
        assert!(found.turned == expected.turned && found.back == expected.back, "turned, {IN}, {LANES}, {level}");
    });
}

macro_rules! shapes {
    ($($name:ident { $($inputs:literal => $outputs:literal)+ })+) => {
        $(
            #[test]
            fn $name() {
                $(
                    compare::<f32, $inputs, $outputs, 16>();
                    compare::<f64, $inputs, $outputs, 16>();
                )+
                compare::<f32, 5, 6, 32>();
                compare::<f64, 5, 6, 48>();
            }
        )+
    };
}

shapes! {
    to_eight { 1 => 1  2 => 1  1 => 2  3 => 2  2 => 3  5 => 4  4 => 5  6 => 7  7 => 6  8 => 8 }
    beyond { 9 => 9  10 => 17  16 => 16  17 => 10  31 => 15  33 => 3  1 => 33  64 => 1 }
}
