use super::grid::round;
use super::multiplier::{rescale, split, unit};
use super::{Grid, Integer};

/// A factor and a shift for each value, in integers, analogous to [`Affine`](super::Affine); a factor has 16 bits.
///
/// ```text
/// q[n] = clamp(z_out + (((b[n] + w[n] q[n]) · multiplier + 2^(shift−1)) >> shift))
/// ```
#[derive(Debug, PartialEq)]
#[repr(C)]
pub struct Diagonal<const N: usize> {
    /// Bias of each value, including the contribution of the input's zero point.
    bias: [i32; N],
    multiplier: [i32; N],
    zero_point: i32,
    factor: [i16; N],
    shift: [u8; N],
}

crate::layout! { impl[const N: usize] Plain for Diagonal<N> { bias, multiplier, zero_point, factor, shift } }

impl<const N: usize> Diagonal<N> {
    /// Overwrites all fields with the integer form of `factor_and_shift(index)`.
    pub fn fill(&mut self, factor_and_shift: impl Fn(usize) -> (f64, f64), input: Grid, output: Grid) {
        self.zero_point = output.zero_point;
        for place in 0..N {
            let (factor, added) = factor_and_shift(place);
            let unit = unit(factor.abs(), i16::MAX.into(), added / input.step());
            let rounded = round(factor / unit);
            self.factor[place] = rounded as i16;
            let bias = round(added / (input.step() * unit));
            self.bias[place] = bias.wrapping_sub(input.zero_point.wrapping_mul(rounded));
            (self.multiplier[place], self.shift[place]) = split(input.step() * unit / output.step());
        }
    }

    /// Predicts one sample.
    #[inline(always)]
    pub fn apply<O: Integer>(&self, input: &[i8; N]) -> [O; N] {
        let constants = self.bias.iter().zip(&self.multiplier).zip(self.shift.iter().zip(&self.factor));
        let mut outputs = [O::default(); N];
        for ((output, &value), ((&bias, &multiplier), (&shift, &factor))) in
            outputs.iter_mut().zip(input).zip(constants)
        {
            let sum = bias.wrapping_add(i32::from(factor) * i32::from(value));
            *output = rescale(sum, multiplier, shift, self.zero_point);
        }
        outputs
    }
}
