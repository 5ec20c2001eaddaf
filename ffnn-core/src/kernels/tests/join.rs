//! Sums and columns round exactly like their reference implementations, so they agree to the last bit.

use std::format;
use std::vec::Vec;

use super::{SAMPLES, rows};
use crate::kernels::{Level, Pass, add, add_columns, dispatch_each, multiply, naive, read_columns, sum, write_columns};
use crate::{Scalar, Stream};

#[test]
fn sums_and_columns_agree_in_single_precision() {
    compare_all::<f32>();
}

#[test]
fn sums_and_columns_agree_in_double_precision() {
    compare_all::<f64>();
}

/// Compares columns at the left edge, inside and at the right edge, narrower and wider than a vector register.
fn compare_all<T: Scalar>() {
    compare::<T, 1, 1>(&[0]);
    compare::<T, 1, 70>(&[0, 1, 33, 69]);
    compare::<T, 7, 9>(&[0, 1, 2]);
    compare::<T, 16, 64>(&[0, 16, 17, 48]);
    compare::<T, 33, 70>(&[0, 5, 37]);
    compare::<T, 64, 64>(&[0]);
}

fn compare<T: Scalar, const N: usize, const ALL: usize>(starts: &[usize]) {
    for samples in SAMPLES {
        for &start in starts {
            let random = &mut Stream::root((N * 1000 + ALL) as u64).random();
            let rooms = Rows {
                start,
                parts: [(); 4].map(|()| rows::<T, N>(random, samples)),
                whole: rows::<T, ALL>(random, samples),
            };
            let mut expected = rooms.clone();
            let [a, b, y, z] = &mut expected.parts;
            naive::sum(a.as_flattened(), b.as_flattened(), y.as_flattened_mut());
            naive::multiply(y.as_flattened(), a.as_flattened(), z.as_flattened_mut());
            naive::add(z.as_flattened(), b.as_flattened_mut());
            naive::add_columns(&expected.whole, start, a);
            naive::read_columns(&expected.whole, start, z);
            naive::write_columns(y, &mut expected.whole, start);
            dispatch_each(rooms, |level, found| {
                let name = format!("{N} of {ALL} columns from {start}, {samples} samples, {level}");
                assert!(found == expected, "{name}");
            });
        }
    }
}

/// Rows of the parts and of the whole.
#[derive(Clone, PartialEq)]
struct Rows<T, const N: usize, const ALL: usize> {
    start: usize,
    parts: [Vec<[T; N]>; 4],
    whole: Vec<[T; ALL]>,
}

impl<T: Scalar, const N: usize, const ALL: usize> Pass for Rows<T, N, ALL> {
    type Output = Self;

    #[inline(always)]
    fn run<L: Level>(mut self, level: L) -> Self {
        let [a, b, y, z] = &mut self.parts;
        sum(level, a.as_flattened(), b.as_flattened(), y.as_flattened_mut());
        multiply(level, y.as_flattened(), a.as_flattened(), z.as_flattened_mut());
        add(level, z.as_flattened(), b.as_flattened_mut());
        add_columns(level, &self.whole, self.start, a);
        read_columns(level, &self.whole, self.start, z);
        write_columns(level, y, &mut self.whole, self.start);
        self
    }
}
