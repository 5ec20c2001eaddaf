use std::vec::Vec;

use super::denormal::assert_none_denormal;
use crate::kernels::{Level, Pass, dispatch_each};
use crate::{Head, Scalar};

/// Number of logits that a head is checked with.
const WIDTH: usize = 5;

/// Logits from the middle of the range to its ends, and some that are equal.
const LOGITS: [[f64; WIDTH]; 5] = [
    [0.3, -1.2, 2.5, 0.0, -0.4],
    [0.0; WIDTH],
    [40.0, -40.0, 12.0, -12.0, 1e-3],
    [-1e30, 1e30, 0.0, 1.0, -1.0],
    [-200.0, -210.0, -190.0, -205.0, -195.0],
];

/// Predictions are at most about 1, and take a few roundings per logit.
const F64: f64 = 1e-12;
/// As in `f64`, in units that are half a billion times as large.
const F32: f64 = 1e-5;

/// Checks a [`Head`]: `values` reads the numbers of a prediction.
///
/// Predictions are finite for finite logits, the same at every instruction set and in `f32` and `f64` up to rounding,
/// and none is denormal. A logit that is NaN makes the prediction NaN, so a broken network is seen.
///
/// ```
/// use ffnn::heads::Softmax;
/// use ffnn::testing::check_head;
///
/// check_head(&Softmax, |prediction| prediction.0, |prediction| prediction.0);
/// ```
///
/// # Panics
///
/// If one of these does not hold.
pub fn check_head<H: Head>(
    head: &H,
    values: impl Fn(&H::Prediction<[f64; WIDTH]>) -> [f64; WIDTH],
    values_of_f32: impl Fn(&H::Prediction<[f32; WIDTH]>) -> [f32; WIDTH],
) {
    for logits in LOGITS {
        let exact = at_every_level(head, logits, &values, F64);
        let single = at_every_level(head, logits.map(|x| x as f32), &values_of_f32, F32);
        assert_close(&exact, &single, F32, &std::format!("in `f64` and `f32` for {logits:?}"));
    }
    let broken = [0.0, f64::NAN, 1.0, 2.0, 3.0];
    let found = values(&head.prediction(crate::kernels::Deterministic, broken));
    assert!(found.iter().any(|value| value.is_nan()), "expected a NaN for the logits {broken:?}, found {found:?}");
}

/// The prediction at the deterministic level, after all others agree with it.
fn at_every_level<H: Head, T: Scalar>(
    head: &H,
    logits: [T; WIDTH],
    values: &impl Fn(&H::Prediction<[T; WIDTH]>) -> [T; WIDTH],
    tolerance: f64,
) -> Vec<f64> {
    let mut first: Option<Vec<f64>> = None;
    dispatch_each(Predict { head, logits }, |level: &'static str, prediction| {
        let found = values(&prediction);
        assert_none_denormal(level, &found);
        let found: Vec<f64> = found.iter().map(|value| value.to_f64()).collect();
        assert!(found.iter().all(|value| value.is_finite()), "{level}: {found:?} is not finite for {logits:?}");
        let first = first.get_or_insert_with(|| found.clone());
        assert_close(first, &found, tolerance, level);
    });
    first.expect("there is a level")
}

fn assert_close(expected: &[f64], found: &[f64], tolerance: f64, place: &str) {
    let close = |(expected, found): (&f64, &f64)| (expected - found).abs() <= tolerance * expected.abs().max(1.0);
    assert!(expected.iter().zip(found).all(close), "{place}: expected {expected:?}, found {found:?}");
}

struct Predict<'a, H, T> {
    head: &'a H,
    logits: [T; WIDTH],
}

impl<H, T: Copy> Clone for Predict<'_, H, T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<H: Head, T: Scalar> Pass for Predict<'_, H, T> {
    type Output = H::Prediction<[T; WIDTH]>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        self.head.prediction(level, self.logits)
    }
}
