//! `e^x` and functions derived from it, written so that loops over them are vectorized: no call, no branch, no table.
//! In `f32` the error of each is at most 2.5 units in the last place; `exp`, `tanh` and `logistic` are monotonic.
//!
//! ```text
//! x = n ln 2 + r,  |r| ≤ ½ ln 2          e^x = 2ⁿ · (1 + r + r² p(r))
//! e^x - 1 = 2ⁿ (r + r² p(r)) + (2ⁿ - 1)
//! tanh x = sign x · (1 - 2 / (e^2|x| + 1)),  x + x³ t(x²) for small x
//! 1 / (1 + e^-x) = 2⁻ⁿ / (2⁻ⁿ + (1 + r + r² p(r))),  with n and r of -x
//! ln(1 + e) = 2 artanh z = 2z (1 + z² h(z²)),  z = e / (2 + e)          0 ≤ e ≤ 1
//! ```
//!
//! The polynomials in `f32` are weighted least-squares fits of the relative error over the interval, each coefficient
//! rounded before the next is fitted. Those in `f64` are Taylor series, whose remainder is below half a unit, except
//! for `t`, which is a fit through Chebyshev points.

use super::Level;

/// Defines the constants and functions of one float type.
macro_rules! exponential {
    (
        $float:ident, $signed:ident, mantissa $mantissa:literal, bias $bias:literal;
        magic $magic:literal, ln2 $high:literal $low:literal;
        exp from $exp_least:literal to $exp_most:literal, exp_m1 from $less_least:literal, tanh to $tanh_most:literal, logistic from $logistic_least:literal scaled by $scale:literal;
        e_to_the $($e:literal)+;
        less_one $($p:literal)+;
        small_tanh $($t:literal)+;
        artanh $($h:literal)+;
    ) => {
        #[allow(clippy::excessive_precision, reason = "the decimal digits that identify each float exactly")]
        pub(crate) mod $float {
            use super::*;

            /// `1.5 · 2^mantissa`: adding it to a small number rounds that number to an integer, which is then in the
            /// last bits.
            const MAGIC: $float = $magic;
            /// `ln 2` in two parts; the product of an integer and the first part is exact.
            const LN_2: [$float; 2] = [$high, $low];

            /// Evaluates a polynomial: `[… c, b, a]` is `a + x (b + x (c + …))`.
            #[inline(always)]
            fn polynomial<L: Level, const N: usize>(level: L, x: $float, coefficients: [$float; N]) -> $float {
                let mut sum = coefficients[0];
                for coefficient in &coefficients[1..] {
                    sum = level.mul_add(sum, x, *coefficient);
                }
                sum
            }

            /// Returns the integer `n` nearest to `x / ln 2`, and `x - n ln 2`.
            #[inline(always)]
            fn reduce<L: Level>(level: L, x: $float) -> ($signed, $float) {
                let shifted = level.mul_add(x, core::$float::consts::LOG2_E, MAGIC);
                let whole = shifted - MAGIC;
                let rest = level.mul_add(whole, -LN_2[1], level.mul_add(whole, -LN_2[0], x));
                ((shifted.to_bits() as $signed).wrapping_sub(MAGIC.to_bits() as $signed), rest)
            }

            /// Returns `2ⁿ` if that is a normal number.
            #[inline(always)]
            fn power(n: $signed) -> $float {
                $float::from_bits((n.wrapping_add($bias) << $mantissa) as _)
            }

            /// Clamps `x` to `[least, most]`; a NaN stays NaN.
            #[inline(always)]
            fn clamp(x: $float, least: $float, most: $float) -> $float {
                let x = if x > most { most } else { x };
                if x < least { least } else { x }
            }

            /// Computes `e^x`: 0 at -∞, ∞ at ∞, and subnormal numbers in between.
            #[inline(always)]
            pub(crate) fn exp<L: Level>(level: L, x: $float) -> $float {
                let (n, r) = reduce(level, clamp(x, $exp_least, $exp_most));
                let rest = level.mul_add(r * r, polynomial(level, r, [$($e),+]), r);
                // Scales in two halves, because 2ⁿ itself may be too large or too small for a normal number.
                let half = n >> 1;
                (1.0 + rest) * power(half) * power(n.wrapping_sub(half))
            }

            /// Computes `e^x - 1`, accurate near zero.
            #[inline(always)]
            pub(crate) fn exp_m1<L: Level>(level: L, x: $float) -> $float {
                let (n, r) = reduce(level, clamp(x, $less_least, $exp_most));
                let rest = level.mul_add(r * r, polynomial(level, r, [$($p),+]), r);
                // Half of 2ⁿ first, because 2ⁿ may be infinite although the result is not.
                let half = power(n.wrapping_sub(1));
                2.0 * level.mul_add(half, rest, half - 0.5)
            }

            /// Computes the hyperbolic tangent.
            #[inline(always)]
            pub(crate) fn tanh<L: Level>(level: L, x: $float) -> $float {
                let size = x.abs();
                let (n, r) = reduce(level, 2.0 * if size > $tanh_most { $tanh_most } else { size });
                let rest = level.mul_add(r * r, polynomial(level, r, [$($e),+]), r);
                let large = 1.0 - 2.0 / (level.mul_add(power(n), rest, power(n)) + 1.0);
                let square = size * size;
                let small = level.mul_add(size * square, polynomial(level, square, [$($t),+]), size);
                // Computes both and then selects, because loops with a branch are not vectorized.
                (if size < 0.55 { small } else { large }).copysign(x)
            }

            /// Computes `1 / (1 + e^-x)`.
            #[inline(always)]
            pub(crate) fn logistic<L: Level>(level: L, x: $float) -> $float {
                let (n, r) = reduce(level, clamp(-x, $logistic_least, -$exp_least));
                let rest = level.mul_add(r * r, polynomial(level, r, [$($e),+]), r);
                // Computes 2⁻ⁿ / (2⁻ⁿ + 1 + rest), with 2⁻ⁿ scaled up in between, because it may be too small for a
                // normal number.
                let scaled = power(($scale as $signed).wrapping_sub(n));
                scaled / level.mul_add(scaled, power(-$scale), 1.0 + rest) * power(-$scale)
            }

            /// Computes `ln(1 + e^x)` without overflow and without losing small values.
            #[inline(always)]
            pub(crate) fn softplus<L: Level>(level: L, x: $float) -> $float {
                let e = exp(level, -x.abs());
                let z = e / (2.0 + e);
                let h = polynomial(level, z * z, [$($h),+]);
                let positive = if x < 0.0 { 0.0 } else { x };
                positive + level.mul_add(2.0 * z * (z * z), h, 2.0 * z)
            }
        }
    };
}

exponential! {
    f32, i32, mantissa 23, bias 127;
    magic 12_582_912.0, ln2 0.693_359_375 -2.121_944_4e-4;
    exp from -104.5 to 89.0, exp_m1 from -18.0, tanh to 9.02, logistic from -18.0 scaled by 64;
    e_to_the 1.382_041_3e-3 8.368_677e-3 4.166_827e-2 1.666_652_1e-1 4.999_999_4e-1;
    less_one 1.994_426_7e-4 1.393_267_4e-3 8.333_208e-3 4.166_648_9e-2 1.666_666_7e-1 0.5;
    small_tanh -5.900_759e-3 2.080_085_9e-2 -5.378_528_3e-2 1.333_194_1e-1 -3.333_329_9e-1;
    artanh 1.212_640_3e-1 1.072_107_26e-1 1.430_767e-1 1.999_947_3e-1 3.333_333_7e-1;
}

exponential! {
    f64, i64, mantissa 52, bias 1023;
    magic 6_755_399_441_055_744.0, ln2 6.931_471_803_691_238e-1 1.908_214_929_270_587_7e-10;
    exp from -746.0 to 710.0, exp_m1 from -38.0, tanh to 19.1, logistic from -38.0 scaled by 512;
    e_to_the 1.605_904_383_682_161_5e-10 2.087_675_698_786_81e-9 2.505_210_838_544_172e-8 2.755_731_922_398_589e-7
        2.755_731_922_398_589_3e-6 2.480_158_730_158_730_2e-5 1.984_126_984_126_984_1e-4 1.388_888_888_888_889e-3
        8.333_333_333_333_333e-3 4.166_666_666_666_666_4e-2 1.666_666_666_666_666_6e-1 0.5;
    less_one 1.605_904_383_682_161_5e-10 2.087_675_698_786_81e-9 2.505_210_838_544_172e-8 2.755_731_922_398_589e-7
        2.755_731_922_398_589_3e-6 2.480_158_730_158_730_2e-5 1.984_126_984_126_984_1e-4 1.388_888_888_888_889e-3
        8.333_333_333_333_333e-3 4.166_666_666_666_666_4e-2 1.666_666_666_666_666_6e-1 0.5;
    small_tanh -2.014_149_456_308_388_2e-5 8.443_719_567_103_072e-5 -2.342_148_186_711_548e-4 5.887_920_244_755_83e-4
        -1.455_632_070_932_804e-3 3.592_106_586_471_979e-3 -8.863_234_104_802_229e-3 2.186_948_848_072_256_5e-2
        -5.396_825_396_714_515e-2 1.333_333_333_333_246_7e-1 -3.333_333_333_333_333e-1;
    artanh 2.857_142_857_142_857e-2 3.030_303_030_303_030_4e-2 3.225_806_451_612_903e-2 3.448_275_862_068_965_5e-2
        3.703_703_703_703_703_5e-2 0.04 4.347_826_086_956_521_6e-2 4.761_904_761_904_762e-2 5.263_157_894_736_842e-2
        5.882_352_941_176_470_5e-2 6.666_666_666_666_667e-2 7.692_307_692_307_693e-2 9.090_909_090_909_091e-2
        1.111_111_111_111_111e-1 1.428_571_428_571_428_5e-1 0.2 3.333_333_333_333_333e-1;
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::vec::Vec;

    use crate::Scalar;
    use crate::kernels::{Level, Pass, dispatch_each};

    /// One of the functions applied to many values, at one level.
    #[derive(Clone)]
    struct Each<'a, F>(&'a [f32], F);

    trait Function: Clone {
        const NAME: &'static str;
        /// Largest error, in units in the last place.
        const ULPS: f64;
        /// Whether it is monotonic.
        const RISING: bool;
        const RANGE: core::ops::RangeInclusive<f32>;
        fn fast<L: Level>(level: L, x: f32) -> f32;
        fn fast_f64<L: Level>(level: L, x: f64) -> f64;
        fn exact(x: f64) -> f64;
    }

    impl<F: Function> Pass for Each<'_, F> {
        type Output = (Vec<f32>, Vec<f64>);

        #[inline(always)]
        fn run<L: Level>(self, level: L) -> Self::Output {
            let Self(values, _) = self;
            let fast = values.iter().map(|&x| F::fast(level, x)).collect();
            (fast, values.iter().map(|&x| F::fast_f64(level, f64::from(x) * 1.000_000_01)).collect())
        }
    }

    macro_rules! functions {
        ($($name:ident: $ulps:literal ulps, rising $rising:literal, in $range:expr, exactly $exact:expr;)+) => {$(
            #[test]
            fn $name() {
                #[derive(Clone)]
                struct This;
                impl Function for This {
                    const NAME: &'static str = stringify!($name);
                    const ULPS: f64 = $ulps;
                    const RISING: bool = $rising;
                    const RANGE: core::ops::RangeInclusive<f32> = $range;
                    #[inline(always)]
                    fn fast<L: Level>(level: L, x: f32) -> f32 {
                        super::f32::$name(level, x)
                    }
                    #[inline(always)]
                    fn fast_f64<L: Level>(level: L, x: f64) -> f64 {
                        super::f64::$name(level, x)
                    }
                    fn exact(x: f64) -> f64 {
                        let exact: fn(f64) -> f64 = $exact;
                        exact(x)
                    }
                }
                check(This);
            }
        )+};
    }

    functions! {
        exp: 1.1 ulps, rising true, in 0.0..=f32::INFINITY, exactly f64::exp;
        exp_m1: 2.5 ulps, rising true, in -1.0..=f32::INFINITY, exactly f64::exp_m1;
        tanh: 2.5 ulps, rising true, in -1.0..=1.0, exactly f64::tanh;
        logistic: 2.5 ulps, rising true, in 0.0..=1.0, exactly |x| if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) };
        softplus: 2.5 ulps, rising false, in 0.0..=f32::INFINITY, exactly |x| x.max(0.0) + (-x.abs()).exp().ln_1p();
    }

    /// Checks error, range, monotonicity and special values, at every level.
    fn check<F: Function>(function: F) {
        let special = [0.0, f32::MIN_POSITIVE, f32::from_bits(1), f32::from_bits(0x7f_ffff), f32::MAX, f32::INFINITY];
        let mut values: Vec<f32> = special.into_iter().flat_map(|x| [x, -x]).collect();
        // Every magnitude, in steps that match no period of the last bits, and a run of neighbors at each of many
        // points.
        values.extend((0..0x7f80_0000u32).step_by(4_099).map(f32::from_bits).flat_map(|x| [x, -x]));
        for place in 0..2_000u32 {
            let start = (-120.0 + 0.12 * place as f32).to_bits();
            values.extend((start..start + 64).map(f32::from_bits));
        }
        values.sort_by(f32::total_cmp);
        dispatch_each(Each(&values, function), |level, (found, wide)| {
            let mut worst = (0.0, 0.0f32);
            for ((&x, &y), &wide) in values.iter().zip(&found).zip(&wide) {
                let x = Scalar::flushed(x);
                let exact = F::exact(f64::from(x));
                assert!(F::RANGE.contains(&y), "{} at {level}: f({x:e}) = {y:e} is out of range", F::NAME);
                let error = ulps(y, exact);
                if error > worst.0 {
                    worst = (error, x);
                }
                // The `f64` reference is the standard library, which is itself off by up to one unit.
                let exact = F::exact(f64::from(x) * 1.000_000_01);
                let close = (wide - exact).abs() <= 4.0 * f64::EPSILON * exact.abs() + 4.0 * f64::MIN_POSITIVE;
                assert!(close || wide == exact, "{} in f64 at {level}: f({x:e}) = {wide:e}, not {exact:e}", F::NAME);
            }
            std::println!("{} at {level}: {:.2} ulps at {:e}", F::NAME, worst.0, worst.1);
            assert!(worst.0 <= F::ULPS, "{} at {level}: {} ulps at {:e}", F::NAME, worst.0, worst.1);
            for (x, y) in values.windows(2).zip(found.windows(2)) {
                assert!(
                    y[0] <= y[1] || !F::RISING,
                    "{} at {level}: f({:e}) = {:e} > f({:e}) = {:e}",
                    F::NAME,
                    x[0],
                    y[0],
                    x[1],
                    y[1]
                );
            }
        });
        assert!(
            F::fast(crate::kernels::Baseline, f32::NAN).is_nan()
                && F::fast_f64(crate::kernels::Baseline, f64::NAN).is_nan()
        );
    }

    /// Returns the distance of `found` from `exact`, in units in the last place of the nearest `f32`.
    fn ulps(found: f32, exact: f64) -> f64 {
        let nearest = exact as f32;
        // Denormal numbers count as zero, also in intermediate results.
        let nothing = 4.0 * f32::MIN_POSITIVE;
        if found.abs().max(nearest.abs()) < nothing {
            return 0.0;
        }
        if found == nearest || nearest.is_infinite() && f64::from(found) == f64::from(nearest) {
            return 0.0;
        }
        let unit = f64::from(nearest.abs().next_up()) - f64::from(nearest.abs());
        (f64::from(found) - exact).abs() / unit
    }
}
