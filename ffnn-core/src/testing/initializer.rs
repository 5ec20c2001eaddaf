use std::vec::Vec;

use nalgebra::SMatrix;

use super::{Tolerance, assert_close};
use crate::members::initializers::glorot_uniform;
use crate::{Flat, Initializer, Scalar, Site, Stream};

/// Largest allowed deviation of a moment in standard errors; chance alone exceeds it once in two million cases.
const STANDARD_ERRORS: f64 = 5.0;

/// A distribution that is symmetric about 0, scaled to variance 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedDistribution {
    /// Largest magnitude of a value.
    pub limit: f64,
    /// Fourth, sixth and eighth moments; the fourth is also called kurtosis.
    pub moments: [f64; 3],
}

impl ExpectedDistribution {
    /// The uniform distribution: `E x²ⁿ = 3ⁿ / (2n + 1)`.
    pub const UNIFORM: Self = Self { limit: 1.732_050_807_568_877_3, moments: [9.0 / 5.0, 27.0 / 7.0, 9.0] };
    /// The normal distribution: `E x²ⁿ = 1 · 3 · … · (2n - 1)`.
    pub const NORMAL: Self = Self { limit: f64::INFINITY, moments: [3.0, 15.0, 105.0] };
    /// The normal distribution truncated at two standard deviations: integrals of `x²ⁿ e^(-x²/2)` from -2 to 2.
    pub const TRUNCATED_NORMAL: Self = Self {
        limit: 2.273_694_468_677_113,
        moments: [2.365_536_717_129_649_5, 7.471_193_300_610_92, 27.189_591_165_476_47],
    };

    /// Standard errors of the mean, the deviation and the kurtosis of `count` values, to first order in `1 / count`.
    fn standard_errors(&self, count: f64) -> [f64; 3] {
        let [fourth, sixth, eighth] = self.moments;
        let kurtosis =
            eighth - fourth * fourth + 4.0 * fourth * fourth * (fourth - 1.0) - 4.0 * fourth * (sixth - fourth);
        [1.0, (fourth - 1.0) / 4.0, kurtosis].map(|variance| libm::sqrt(variance / count))
    }
}

/// Checks that an initializer draws from this distribution, scaled to `variance(inputs, outputs)`.
///
/// # Panics
///
/// Panics unless, for matrices of several shapes,
///
/// - mean, standard deviation and kurtosis are within five standard errors, and every weight within the limit,
/// - the same stream gives the same weights, and another stream different ones,
/// - the weights in `f32` are those of `f64`, rounded ([`Tolerance::F32_PASS`]).
pub fn check_initializer(
    initializer: Initializer,
    distribution: ExpectedDistribution,
    variance: impl Fn(f64, f64) -> f64,
) {
    check_shape::<300, 200>(initializer, distribution, &variance);
    check_shape::<20, 3000>(initializer, distribution, &variance);
    check_shape::<3000, 20>(initializer, distribution, &variance);
}

/// Checks that an initializer sets every weight to `value`.
#[cfg(test)]
pub(crate) fn check_constant(initializer: Initializer, value: f64) {
    let mut weights = SMatrix::<f64, 3, 5>::repeat(f64::NAN);
    let site = Site { inputs: 5, outputs: 3, preferred: glorot_uniform };
    initializer(&mut weights, site, &mut Stream::root(1).random());
    assert!(weights.iter().all(|&weight| weight == value), "expected every weight to be {value}, found {weights}");
}

fn check_shape<const IN: usize, const OUT: usize>(
    initializer: Initializer,
    distribution: ExpectedDistribution,
    variance: &impl Fn(f64, f64) -> f64,
) {
    let weights = draw::<f64, IN, OUT>(initializer, 1);
    assert!(draw::<f64, IN, OUT>(initializer, 1) == weights, "the same stream gave other weights");
    assert!(draw::<f64, IN, OUT>(initializer, 2) != weights, "another stream gave the same weights");
    let deviation = libm::sqrt(variance(IN as f64, OUT as f64));
    let standardized: Vec<f64> = weights.iter().map(|weight| weight / deviation).collect();
    let narrow: Vec<f64> = draw::<f32, IN, OUT>(initializer, 1).iter().map(|w| w.to_f64() / deviation).collect();
    assert_close(Tolerance::F32_PASS, "weights in f32", &narrow, &standardized);
    check_moments(&standardized, distribution);
}

fn check_moments(values: &[f64], distribution: ExpectedDistribution) {
    let count = values.len() as f64;
    let mean_power = |power: i32| values.iter().map(|value| value.powi(power)).sum::<f64>() / count;
    let square = mean_power(2);
    let found = [mean_power(1), libm::sqrt(square), mean_power(4) / (square * square)];
    let expected = [0.0, 1.0, distribution.moments[0]];
    let errors = distribution.standard_errors(count);
    for (index, name) in ["mean", "deviation", "kurtosis"].into_iter().enumerate() {
        let (found, expected, error) = (found[index], expected[index], errors[index]);
        assert!(
            (found - expected).abs() < STANDARD_ERRORS * error,
            "the {name} of {count} weights is {found} in units of the expected deviation: \
             expected {expected} with a standard error of {error:.1e}"
        );
    }
    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    // Both the expected deviation and the weight are rounded.
    let limit = distribution.limit * (1.0 + 4.0 * f64::EPSILON);
    assert!(largest <= limit, "a weight is {largest} deviations from zero: expected at most {limit}");
}

fn draw<T: Scalar, const IN: usize, const OUT: usize>(initializer: Initializer, seed: u64) -> Vec<T> {
    let mut weights = SMatrix::<T, OUT, IN>::zeros_boxed();
    let site = Site { inputs: IN, outputs: OUT, preferred: glorot_uniform };
    initializer(&mut *weights, site, &mut Stream::root(seed).random());
    Flat::as_slice(&*weights).to_vec()
}
