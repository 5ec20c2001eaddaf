//! Sums of squares.

use super::{Level, Pass, Scalar, Stream, Tolerance, Vec, assert_close, dispatch_each, draw, format, naive};
use crate::kernels::{sum_of_squared_differences, sum_of_squares};

#[derive(Clone)]
struct Sums<'a, T>(&'a [T], &'a [T]);

impl<T: Scalar> Pass for Sums<'_, T> {
    type Output = [f64; 2];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> [f64; 2] {
        [sum_of_squares(level, self.0), sum_of_squared_differences(level, self.0, self.1)]
    }
}

fn compare<T: Scalar>(a: &[T], b: &[T]) {
    let expected = [naive::sum_of_squares(a), naive::sum_of_squared_differences(a, b)];
    let mut first = None;
    dispatch_each(Sums(a, b), |level, found| {
        assert_close(Tolerance::F64_PASS, &format!("{} values, {level}", a.len()), &found, &expected);
        // The order of the additions is the same at every level, and nothing is fused.
        assert_eq!(*first.get_or_insert(found), found, "{} values, {level}", a.len());
    });
}

fn lengths<T: Scalar>() {
    let random = &mut Stream::root(6).random();
    for len in [0, 1, 2, 15, 16, 17, 31, 32, 33, 1000] {
        let (a, b): (Vec<T>, Vec<T>) = (draw(random, len), draw(random, len));
        compare(&a, &b);
    }
}

#[test]
fn sums_agree_with_their_definition() {
    lengths::<f32>();
    lengths::<f64>();
    // Squares that overflow the number type.
    compare(&[1e30f32; 40], &[-1e30f32; 40]);
}
