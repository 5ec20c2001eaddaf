//! Multiplication of integers by a real factor.

use super::Integer;
use super::grid::round;

/// Returns `multiplier` and `shift` with `factor ≈ multiplier / 2^shift`: 31 bits of a factor from 2⁻³² to 2³⁰. A
/// smaller factor has fewer bits, a larger one saturates. Expects a factor of at least 0.
pub(crate) fn split(factor: f64) -> (i32, u8) {
    let (mut part, mut shift) = (factor, 31);
    while part >= 1.0 && shift > 1 {
        (part, shift) = (0.5 * part, shift - 1);
    }
    while part < 0.5 && shift < 62 {
        (part, shift) = (2.0 * part, shift + 1);
    }
    (round(part * f64::from(1u32 << 31)), shift)
}

/// Computes `zero_point + sum · multiplier / 2^shift`, rounded once with halves up, and saturated.
///
/// Nothing overflows: the product of two 32-bit numbers has at most 63 bits, and half of `2^62` is added to it.
#[inline(always)]
pub(crate) fn rescale<O: Integer>(sum: i32, multiplier: i32, shift: u8, zero_point: i32) -> O {
    let shift = u32::from(shift);
    let product = i64::from(sum) * i64::from(multiplier);
    // Wrapping, so that no image can cause a panic.
    let rounded = product.wrapping_add(1i64.wrapping_shl(shift.wrapping_sub(1))).wrapping_shr(shift);
    let moved = rounded.saturating_add(i64::from(zero_point));
    O::saturated(moved.clamp(i64::from(O::LEAST), i64::from(O::MOST)) as i32)
}

/// Returns the unit in which a sum counts, chosen so that neither the weights, of which the largest is `weight`, nor
/// the bias overflow: weights are limited to `most`, a bias to 2³⁰.
pub(crate) fn unit(weight: f64, most: i32, bias: f64) -> f64 {
    const MOST_BIAS: f64 = (1 << 30) as f64;
    let unit = (weight / f64::from(most)).max(bias.abs() / MOST_BIAS);
    // If everything is zero any unit will do.
    if unit > 0.0 { unit } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_a_multiplier_and_a_shift() {
        for exponent in -31..30 {
            for part in [1.0, 1.000_000_1, 1.3, 1.999_999] {
                let factor = part * 2.0f64.powi(exponent);
                let (multiplier, shift) = split(factor);
                let found = f64::from(multiplier) / 2.0f64.powi(i32::from(shift));
                assert!((found / factor - 1.0).abs() < 2.0f64.powi(-30), "{factor}: {found}");
            }
        }
        assert_eq!(split(0.0), (0, 62));
        assert_eq!(split(1e300), (i32::MAX, 1));
        assert_eq!(split(f64::INFINITY), (i32::MAX, 1));
    }

    #[test]
    fn it_rounds_halves_up_and_saturates() {
        // A factor of one half.
        for (sum, expected) in
            [(3, 2), (1, 1), (-1, 0), (-3, -1), (2, 1), (-2, -1), (253, 127), (1000, 127), (-1000, -128)]
        {
            assert_eq!(rescale::<i8>(sum, 1 << 30, 31, 0), expected, "{sum}");
        }
        assert_eq!(rescale::<i8>(0, i32::MAX, 31, -128), -128);
        for sum in [i32::MIN, i32::MAX] {
            for multiplier in [i32::MIN, i32::MAX] {
                for shift in [0, 1, 31, 62, 63, 64, 255] {
                    // Only a panic on overflow is tested for all shifts; the result is only defined for shifts from 1
                    // to 62.
                    let found = i32::from(rescale::<i16>(sum, multiplier, shift, i32::from(i16::MAX)));
                    let exact = (i128::from(sum) * i128::from(multiplier) + (1 << (shift.clamp(1, 62) - 1)))
                        >> shift.clamp(1, 62);
                    let exact = (exact + i128::from(i16::MAX)).clamp(i16::MIN.into(), i16::MAX.into());
                    assert!(!(1..=62).contains(&shift) || i128::from(found) == exact, "{sum} {multiplier} {shift}");
                }
            }
        }
    }
}
