//! Penalties and norm limits on one tensor.

use super::{
    Level, Pass, Random, Scalar, Stream, Tolerance, Vec, assert_close, dispatch_each, draw, format, naive, vec,
};
use crate::kernels::{limit_norms, penalize};

/// Rows and columns: around the group sizes of both kernels, long and thin, large.
const SHAPES: [(usize, usize); 14] = [
    (1, 1),
    (1, 7),
    (3, 1),
    (5, 3),
    (15, 1),
    (16, 2),
    (17, 5),
    (31, 4),
    (32, 3),
    (33, 3),
    (64, 64),
    (100, 300),
    (2, 784),
    (127, 129),
];

/// Number of roundings per value: a product and two sums.
const ELEMENTWISE: f64 = 4.0;

/// Tolerance of `roundings` roundings of a value near one.
fn rounded<T: Scalar>(roundings: f64) -> Tolerance {
    Tolerance(roundings * if size_of::<T>() == 4 { f64::from(f32::EPSILON) } else { f64::EPSILON })
}

/// Draws weights from ±3, some of them exactly zero.
fn weights<T: Scalar>(random: &mut Random, len: usize) -> Vec<T> {
    let mut weights: Vec<T> = draw(random, len);
    for (index, w) in weights.iter_mut().enumerate() {
        *w = if index % 5 == 3 { T::ZERO } else { T::from_f64(3.0) * *w };
    }
    weights
}

#[derive(Clone)]
struct Penalize<'a, T> {
    weights: &'a [T],
    gradient: Vec<T>,
    l1: f64,
    l2: f64,
}

impl<T: Scalar> Pass for Penalize<'_, T> {
    type Output = (f64, Vec<T>);

    #[inline(always)]
    fn run<L: Level>(mut self, level: L) -> (f64, Vec<T>) {
        let penalty = penalize(level, self.weights, &mut self.gradient, self.l1, self.l2);
        (penalty, self.gradient)
    }
}

fn compare_penalties<T: Scalar>(weights: &[T], l1: f64, l2: f64) {
    let gradient: Vec<T> = draw(&mut Stream::root(4).random(), weights.len());
    let mut expected = gradient.clone();
    let penalty = naive::penalize(weights, &mut expected, l1, l2);
    dispatch_each(Penalize { weights, gradient, l1, l2 }, |level, (found_penalty, found)| {
        let what = format!("{} weights, l1 {l1}, l2 {l2}, {level}", weights.len());
        assert_close(rounded::<T>(ELEMENTWISE), &format!("gradient, {what}"), &found, &expected);
        assert_close(Tolerance::F64_PASS, &format!("penalty, {what}"), &[found_penalty], &[penalty]);
    });
}

fn penalties<T: Scalar>() {
    let random = &mut Stream::root(3).random();
    for len in SHAPES.map(|(rows, columns)| rows * columns).into_iter().chain([0, 2, 18, 47, 1000]) {
        let weights = weights::<T>(random, len);
        for (l1, l2) in [(0.01, 0.0), (0.0, 0.02), (0.3, 0.7), (0.0, 0.0)] {
            compare_penalties(&weights, l1, l2);
        }
    }
    // Squares that overflow the number type.
    let large = if size_of::<T>() == 4 { 1e30 } else { 1e150 };
    compare_penalties(&[T::from_f64(large); 33], 1e-3, 0.0);
}

#[test]
fn penalties_in_f32() {
    penalties::<f32>();
}

#[test]
fn penalties_in_f64() {
    penalties::<f64>();
}

#[test]
fn a_weight_of_zero_is_not_pushed() {
    let weights = [0.0, -0.0, 1.5, -2.0];
    dispatch_each(
        Penalize { weights: &weights, gradient: vec![0.5; 4], l1: 0.25, l2: 0.0 },
        |_, (penalty, gradient)| {
            assert_eq!((penalty, &gradient[..]), (0.25 * 3.5, &[0.5, 0.5, 0.75, 0.25][..]));
        },
    );
}

#[derive(Clone)]
struct Limit<T> {
    weights: Vec<T>,
    rows: usize,
    limit: f64,
}

impl<T: Scalar> Pass for Limit<T> {
    type Output = Vec<T>;

    #[inline(always)]
    fn run<L: Level>(mut self, level: L) -> Vec<T> {
        limit_norms(level, &mut self.weights, self.rows, self.limit);
        self.weights
    }
}

/// Returns the Euclidean norm of each row.
fn norms<T: Scalar>(weights: &[T], rows: usize) -> Vec<f64> {
    let square = |w: &T| w.to_f64() * w.to_f64();
    let norm = |row: usize| weights[row..].iter().step_by(rows).map(square).sum::<f64>().sqrt();
    (0..rows).map(norm).collect()
}

/// Draws weights whose rows have very different norms; every seventh row is zero.
fn uneven<T: Scalar>(rows: usize, columns: usize) -> Vec<T> {
    let mut weights: Vec<T> = draw(&mut Stream::root((rows * columns) as u64).random(), rows * columns);
    for column in weights.chunks_exact_mut(rows) {
        for (row, w) in column.iter_mut().enumerate() {
            *w *= T::from_f64(if row % 7 == 2 { 0.0 } else { 0.1 + (row % 5) as f64 });
        }
    }
    weights
}

fn limits<T: Scalar>() {
    for (rows, columns) in SHAPES {
        let start = uneven::<T>(rows, columns);
        let before = norms(&start, rows);
        let longest = before.iter().copied().fold(0.0, f64::max);
        for limit in [0.25, 1.0, 0.5 * longest + 1e-3, longest + 1.0, 1e9, f64::INFINITY] {
            let mut expected = start.clone();
            naive::limit_norms(&mut expected, rows, limit);
            dispatch_each(Limit { weights: start.clone(), rows, limit }, |level, found| {
                let what = format!("{rows} × {columns}, limit {limit}, {level}");
                assert_close(rounded::<T>(ELEMENTWISE), &what, &found, &expected);
                for (row, (norm, before)) in norms(&found, rows).iter().zip(&before).enumerate() {
                    assert!(*norm <= limit * (1.0 + 1e-6), "{what}: row {row} has norm {norm}");
                    assert!(norm <= before, "{what}: row {row} grew from {before} to {norm}");
                    if *before < limit {
                        let row = |weights: &[T]| {
                            weights[row..].iter().step_by(rows).map(|w| w.to_f64().to_bits()).collect::<Vec<_>>()
                        };
                        assert_eq!(row(&found), row(&start), "{what}: a row below the limit changed");
                    }
                }
            });
        }
    }
    // Squares that overflow the number type.
    let large = T::from_f64(if size_of::<T>() == 4 { 1e30 } else { 1e150 });
    dispatch_each(Limit { weights: vec![large; 4], rows: 1, limit: 1.0 }, |level, found| {
        assert_close(rounded::<T>(ELEMENTWISE), &format!("large weights, {level}"), &found, &[0.5; 4]);
    });
}

#[test]
fn limits_in_f32() {
    limits::<f32>();
}

#[test]
fn limits_in_f64() {
    limits::<f64>();
}

#[test]
fn a_long_row_of_single_precision_keeps_the_limit() {
    // In single precision the last squares would be lost.
    let (rows, columns) = (3, 100_000);
    let weights: Vec<f32> = draw(&mut Stream::root(8).random(), rows * columns);
    dispatch_each(Limit { weights, rows, limit: 1.0 }, |level, found| {
        for norm in norms(&found, rows) {
            assert!((norm - 1.0).abs() <= 1e-6, "{level}: the norm is {norm}");
        }
    });
}
