use crate::Scalar;

/// The allowed difference from an expected number: absolute near 0, relative beyond 1.
///
/// ```text
/// |a - b| <= tolerance · max(1, |b|)      a found, b expected
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Tolerance(pub f64);

impl Tolerance {
    /// One pass in `f64`: some thousand additions of numbers around 1, each with a rounding error of 1e-16.
    pub const F64_PASS: Self = Self(1e-12);
    /// Several steps in `f64`, each of which may amplify the rounding errors of those before.
    pub const F64_STEPS: Self = Self(1e-10);
    /// One pass in `f32`: some hundred additions of numbers around 1, each with a rounding error of 6e-8.
    pub const F32_PASS: Self = Self(1e-5);
    /// Several steps in `f32`, each of which may amplify the rounding errors of those before.
    pub const F32_STEPS: Self = Self(1e-4);

    /// Whether `found` is close to `expected`. NaN is close to nothing, infinity only to itself.
    pub fn accepts(self, found: f64, expected: f64) -> bool {
        found == expected || (found - expected).abs() <= self.0 * expected.abs().max(1.0)
    }
}

/// Asserts that every number is close to the one expected; the message shows the worst.
///
/// # Panics
///
/// Panics if a number is not close enough, or if the lengths differ.
#[track_caller]
pub fn assert_close<A: Scalar, B: Scalar>(tolerance: Tolerance, name: &str, found: &[A], expected: &[B]) {
    assert_eq!(found.len(), expected.len(), "{name}: expected as many numbers on both sides");
    let excess = |&(_, found, expected): &(usize, f64, f64)| {
        let excess = (found - expected).abs() / expected.abs().max(1.0);
        if excess.is_nan() { f64::INFINITY } else { excess }
    };
    let pairs = found.iter().zip(expected).enumerate().map(|(index, (a, b))| (index, a.to_f64(), b.to_f64()));
    let refused = pairs.filter(|&(_, found, expected)| !tolerance.accepts(found, expected));
    let worst = refused.max_by(|a, b| excess(a).total_cmp(&excess(b)));
    if let Some((index, found, expected)) = worst {
        let Tolerance(limit) = tolerance;
        let difference = (found - expected).abs();
        panic!(
            "{name}[{index}]: found {found:e}, expected {expected:e}, difference {difference:e}; \
             allowed are {limit:e} · max(1, |expected|)"
        );
    }
}
