use core::ops::RangeInclusive;
use std::vec;
use std::vec::Vec;

use super::gradient::measure;
use super::{GradientCheck, Tolerance, assert_close};
use crate::kernels::{Baseline, Level, Pass, dispatch_each};
use crate::{Activation, Scalar};

/// Number of grid points on either side of 0, 1/64 apart, which `f32` represents exactly.
const POINTS: i32 = 6 * 64;

/// Distance from a kink within which the slope is not measured.
const NEAR: f64 = 1e-3;

/// Checks an activation on a grid from -6 to 6. Its values must stay within `range`; `kinks` are the points at which
/// it, or its slope, is not differentiable.
///
/// # Panics
///
/// Panics unless
///
/// - the slope agrees with central differences of the value ([`GradientCheck`]),
/// - `f32` agrees with `f64` ([`Tolerance::F32_PASS`]),
/// - at every level, processing many values at once gives the same results as processing each by itself,
/// - value and slope are finite at ±10⁴ and at the smallest numbers, and not NaN at the largest numbers of either type,
/// - the values stay within the range, and NaN stays NaN.
pub fn check_activation<A: Activation>(activation: &A, range: Option<RangeInclusive<f64>>, kinks: &[f64]) {
    let range = range.unwrap_or(f64::NEG_INFINITY..=f64::INFINITY);
    check_slope(activation, kinks);
    check_precision(activation, &range);
    check_rows::<A, f32>(activation, Tolerance::F32_PASS);
    check_rows::<A, f64>(activation, Tolerance::F64_PASS);
    check_extremes::<A, f32>(activation, &range, f64::from(f32::MAX), f64::from(f32::MIN_POSITIVE));
    check_extremes::<A, f64>(activation, &range, f64::MAX, f64::MIN_POSITIVE);
}

fn check_slope<A: Activation>(activation: &A, kinks: &[f64]) {
    let mut check = GradientCheck::new();
    for mut x in grid().filter(|x| kinks.iter().all(|kink| (x - kink).abs() > NEAR)) {
        let measured = measure(&mut x, |x| x, |&x| [activation.value(Baseline, x)]);
        check.add(activation.slope(Baseline, x, activation.value(Baseline, x)), measured, || std::format!("x = {x}"));
    }
    check.assert_passed();
}

fn check_precision<A: Activation>(activation: &A, range: &RangeInclusive<f64>) {
    for x in grid() {
        let (y, narrow) = (activation.value(Baseline, x), activation.value(Baseline, x as f32));
        assert!(range.contains(&y) && range.contains(&f64::from(narrow)), "f({x}) = {y} is not in {range:?}");
        let slopes = (activation.slope(Baseline, x as f32, narrow), activation.slope(Baseline, x, y));
        assert_close(Tolerance::F32_PASS, "the value in f32", &[narrow], &[y]);
        assert_close(Tolerance::F32_PASS, "the slope in f32", &[slopes.0], &[slopes.1]);
    }
}

/// Runs [`Activation::values`] over rows of several values.
#[derive(Clone)]
struct Rows<'a, A, T>(&'a A, &'a [T], usize);

impl<A: Activation, T: Scalar> Pass for Rows<'_, A, T> {
    type Output = Vec<T>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Vec<T> {
        let Self(activation, x, length) = self;
        let mut y = vec![T::ZERO; x.len()];
        for (x, y) in x.chunks(length).zip(y.chunks_mut(length)) {
            activation.values(level, x, y);
        }
        y
    }
}

fn check_rows<A: Activation, T: Scalar>(activation: &A, tolerance: Tolerance) {
    let x: Vec<T> = grid().map(T::from_f64).collect();
    let single: Vec<T> = x.iter().map(|&x| activation.value(Baseline, x)).collect();
    let mut together = Vec::new();
    dispatch_each(Rows(activation, &x, x.len()), |_, y| together.push(y));
    let mut together = together.iter();
    dispatch_each(Rows(activation, &x, 1), |level, y| {
        assert_close(tolerance, level, &y, &single);
        // The remainder after the last full vector takes a different code path.
        assert_eq!(Some(&y), together.next(), "at {level} a value depends on its position in the row");
    });
}

fn check_extremes<A: Activation, T: Scalar>(activation: &A, range: &RangeInclusive<f64>, max: f64, min: f64) {
    let at = |x: f64| {
        let y = activation.value(Baseline, T::from_f64(x));
        (y.to_f64(), activation.slope(Baseline, T::from_f64(x), y).to_f64())
    };
    for x in [1e4, -1e4, 0.0, -0.0, min, -min] {
        let (y, slope) = at(x);
        assert!(y.is_finite() && slope.is_finite(), "f({x:e}) = {y:e}, f'({x:e}) = {slope:e}: expected finite values");
    }
    for x in [1e4, -1e4, max, -max] {
        let (y, slope) = at(x);
        assert!(range.contains(&y) && !slope.is_nan(), "f({x:e}) = {y:e}, f'({x:e}) = {slope:e}: expected {range:?}");
    }
    let (y, _) = at(f64::NAN);
    assert!(y.is_nan(), "f(NaN) = {y}: expected NaN, so that training can find its origin");
}

fn grid() -> impl Iterator<Item = f64> {
    (-POINTS..=POINTS).map(|point| f64::from(point) / 64.0)
}
