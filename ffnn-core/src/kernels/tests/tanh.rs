//! The hyperbolic tangent, which each level computes in its own way.

use super::{Level, Pass, Tolerance, Vec, assert_close, dispatch_each, naive, vec};
use crate::Scalar;
use crate::kernels::tanh;

#[derive(Clone)]
struct Tanh<'a, T>(&'a [T]);

impl<T: Scalar> Pass for Tanh<'_, T> {
    type Output = Vec<T>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Vec<T> {
        // Values behind the slice must stay unchanged.
        let mut values = vec![T::from_f64(7.0); self.0.len() + 20];
        tanh(level, self.0, &mut values[..self.0.len()]);
        values
    }
}

fn lengths<T: Scalar>(tolerance: Tolerance) {
    for len in 0..=70 {
        let x: Vec<T> = (0..len).map(|n| T::from_f64(0.37 * n as f64 - 11.0)).collect();
        let mut exact = vec![7.0; len + 20];
        naive::tanh(&x.iter().map(|x| x.to_f64()).collect::<Vec<_>>(), &mut exact[..len]);
        dispatch_each(Tanh(&x), |level, y| assert_close(tolerance, level, &y, &exact));
    }
}

#[test]
fn every_length_is_right() {
    lengths::<f32>(Tolerance(1.5 * f64::from(f32::EPSILON)));
    lengths::<f64>(Tolerance(1.5 * f64::EPSILON));
}

#[test]
fn infinities_zeros_and_no_number() {
    let least = f32::MIN_POSITIVE;
    let x = [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, least, f32::MAX, f32::MIN];
    dispatch_each(Tanh(&x), |level, y| {
        assert!(y[0].is_nan() && y[1].is_nan(), "{level}");
        let bits = y[2..9].iter().map(|y| y.to_bits());
        assert!(bits.eq([1.0, -1.0, 0.0, -0.0, least, 1.0, -1.0].map(f32::to_bits)), "{level}: {y:?}");
    });
}

/// Checks numbers from 0 on at a fixed distance of their bits, in blocks that start with the last number of the
/// previous one.
fn check(step: usize) {
    let mut last = 0.0f32;
    let mut worst = [(0.0, 0.0f32); 4];
    let places: Vec<u32> = (0..=f32::INFINITY.to_bits()).step_by(step).collect();
    for block in places.chunks(1 << 16) {
        let x: Vec<f32> = [last].into_iter().chain(block.iter().map(|&bits| f32::from_bits(bits))).collect();
        let exact: Vec<f64> = x.iter().map(|&x| f64::from(x).tanh()).collect();
        let mut number = 0;
        dispatch_each(Tanh(&x), |level, y| {
            for n in 1..x.len() {
                assert!(y[n - 1] <= y[n] && y[n] <= 1.0, "{level}: tanh {:e} = {:e} after {:e}", x[n], y[n], y[n - 1]);
                // Numbers below 1 are twice as dense as above.
                let nearest = (exact[n] as f32).min(1.0f32.next_down());
                let unit = f64::from(nearest.next_up()) - f64::from(nearest);
                let error = (f64::from(y[n]) - exact[n]).abs() / unit;
                // Denormal numbers count as zero.
                if error > worst[number].0 && x[n] >= 4.0 * f32::MIN_POSITIVE {
                    worst[number] = (error, x[n]);
                }
            }
            number += 1;
        });
        last = x[x.len() - 1];
    }
    std::println!("units in the last place, and where: {worst:?}");
    assert!(worst.iter().all(|(units, _)| *units <= 2.5), "{worst:?}");
}

#[test]
fn rises_and_is_within_its_units() {
    check(4_099);
}

/// Every `f32`. Run with `cargo test --release -p ffnn-core every_number -- --ignored`; takes a minute.
#[test]
#[ignore = "takes minutes without optimization"]
fn every_number_rises_and_is_within_its_units() {
    check(1);
}
