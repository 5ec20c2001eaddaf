//! Conversion of logits to probabilities.

use super::{Level, Pass, Scalar, Stream, Tolerance, Vec, assert_close, dispatch_each, draw, format, naive, vec};
use crate::kernels::softmax;

/// Largest error of a probability in `f32`.
const PROBABILITY: Tolerance = Tolerance(1e-6);

#[derive(Clone)]
struct Softmax<T>(Vec<T>);

impl<T: Scalar> Pass for Softmax<T> {
    type Output = (Vec<T>, [T; 2]);

    #[inline(always)]
    fn run<L: Level>(mut self, level: L) -> Self::Output {
        let (largest, sum) = softmax(level, &mut self.0);
        (self.0, [largest, sum])
    }
}

/// Compares with the definition in `f64`.
fn compare<T: Scalar>(logits: &[T], tolerance: Tolerance) {
    let mut expected: Vec<f64> = logits.iter().map(|x| x.to_f64()).collect();
    let (largest, sum) = naive::softmax(&mut expected);
    dispatch_each(Softmax(logits.to_vec()), |level, (found, parts)| {
        let name = format!("{logits:?}, {level}");
        assert_close(tolerance, &name, &found, &expected);
        assert_close(tolerance, &name, &parts, &[largest, sum]);
        let total: f64 = found.iter().map(|p| p.to_f64()).sum();
        assert!((total - 1.0).abs() < tolerance.0, "{name}: the sum is {total}");
    });
}

fn lengths<T: Scalar>(tolerance: Tolerance) {
    let random = &mut Stream::root(7).random();
    for len in (1..=33).chain([100, 1000]) {
        for size in [0.01, 1.0, 10.0, 80.0, 1e4] {
            let mut logits: Vec<T> = draw(random, len);
            logits.iter_mut().for_each(|x| *x *= T::from_f64(size));
            compare(&logits, tolerance);
            logits[len / 2] = T::from_f64(2.0 * size);
            compare(&logits, tolerance);
            if len > 1 {
                logits[len - 1] = T::from_f64(f64::NEG_INFINITY);
                compare(&logits, tolerance);
            }
        }
        compare(&vec![T::from_f64(-1e4); len], tolerance);
    }
}

#[test]
fn probabilities_are_right_to_a_millionth() {
    lengths::<f32>(PROBABILITY);
    lengths::<f64>(Tolerance::F64_PASS);
}

#[test]
fn no_number_gives_no_number() {
    for len in 1..=20 {
        for place in 0..len {
            for bad in [f32::NAN, f32::INFINITY] {
                let mut logits = vec![0.5f32; len];
                logits[place] = bad;
                dispatch_each(Softmax(logits), |level, (found, _)| {
                    assert!(found.iter().any(|p| p.is_nan()), "{bad} at {place} of {len}, {level}: {found:?}");
                });
            }
        }
        dispatch_each(Softmax(vec![f32::NEG_INFINITY; len]), |level, (found, _)| {
            assert!(found.iter().all(|p| p.is_nan()), "only -∞, {len} of them, {level}: {found:?}");
        });
    }
}
