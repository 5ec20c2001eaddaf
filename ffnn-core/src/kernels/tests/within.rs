use std::vec;

use crate::Scalar;
use crate::kernels::{Level, Pass, dispatch_each};

/// Checks whether all values are certainly within a limit.
#[derive(Clone)]
struct AllWithin<'a, T>(&'a [T], f64);

impl<T: Scalar> Pass for AllWithin<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        level.all_within(self.0, self.1)
    }
}

#[test]
fn all_within_finds_one_value_beyond_the_limit_anywhere() {
    fn check<T: Scalar>(limit: f64) {
        for len in [1, 2, 5, 16, 33, 130] {
            let mut values = vec![T::from_f64(limit / (4 * len) as f64); len];
            dispatch_each(AllWithin(&values, limit), |level, found| assert!(found, "{len} {level}"));
            for place in 0..len {
                for beyond in [1.001 * limit, -1.001 * limit, 1e6 * limit, f64::INFINITY, f64::NAN] {
                    let before = core::mem::replace(&mut values[place], T::from_f64(beyond));
                    dispatch_each(AllWithin(&values, limit), |level, found| {
                        assert!(!found, "{place} {beyond} {level}")
                    });
                    values[place] = before;
                }
            }
        }
    }
    for limit in [16.0, 9.2e18, 1e30] {
        check::<f32>(limit);
        check::<f64>(limit);
    }
}
