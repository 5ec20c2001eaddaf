use super::grid::round;
use super::multiplier::{rescale, split, unit};
use super::{Grid, Integer};

/// The largest number of inputs of a layer. A product is at most `128 · 127`, and so is the product of the zero point,
/// which is part of the bias; the bias itself is at most 2³⁰. A sum therefore stays below
/// `2³⁰ + 2 · 2¹⁵ · 128 · 127 < 2³¹`.
pub const MOST_TERMS: usize = 1 << 15;

/// The largest weight; −128 is not used, so that the range is symmetric.
const MOST_WEIGHT: i32 = 127;

const _: () = assert!((1i64 << 30) + 2 * MOST_TERMS as i64 * 128 * MOST_WEIGHT as i64 <= i32::MAX as i64);

/// A weighted sum of all inputs for each output, in integers, as defined by [`quantized`](crate::quantized).
#[derive(Debug, PartialEq)]
#[repr(C)]
pub struct Affine<const IN: usize, const OUT: usize> {
    /// Bias of each output, including the contribution of the input's zero point.
    bias: [i32; OUT],
    multiplier: [i32; OUT],
    zero_point: i32,
    shift: [u8; OUT],
    /// `weights[output][input]`: one output after the other, because a small processor has registers for one sum.
    weights: [[i8; IN]; OUT],
}

crate::layout! {
    impl[const IN: usize, const OUT: usize] Plain for Affine<IN, OUT> { bias, multiplier, zero_point, shift, weights }
}

impl<const IN: usize, const OUT: usize> Affine<IN, OUT> {
    /// Overwrites all fields with the integer form of `weight(output, input)` and `bias(output)`.
    pub fn fill(
        &mut self,
        weight: impl Fn(usize, usize) -> f64,
        bias: impl Fn(usize) -> f64,
        input: Grid,
        output: Grid,
    ) {
        self.zero_point = output.zero_point;
        for (place, row) in self.weights.iter_mut().enumerate() {
            let largest = (0..IN).fold(0.0f64, |largest, index| largest.max(weight(place, index).abs()));
            let bias = bias(place);
            let unit = unit(largest, MOST_WEIGHT, bias / input.step());
            let mut sum = 0i32;
            for (index, number) in row.iter_mut().enumerate() {
                let rounded = round(weight(place, index) / unit);
                *number = rounded as i8;
                sum += rounded;
            }
            self.bias[place] = round(bias / (input.step() * unit)).wrapping_sub(input.zero_point.wrapping_mul(sum));
            (self.multiplier[place], self.shift[place]) = split(input.step() * unit / output.step());
        }
    }

    /// Predicts one sample.
    #[inline(always)]
    pub fn apply<O: Integer>(&self, input: &[i8; IN]) -> [O; OUT] {
        const { assert!(IN <= MOST_TERMS, "a layer with so many inputs has no integer form: its sums would overflow") }
        let (constants, rows) = (self.bias.iter().zip(&self.multiplier).zip(&self.shift), self.weights.iter());
        let mut outputs = [O::default(); OUT];
        for ((output, row), ((&bias, &multiplier), &shift)) in outputs.iter_mut().zip(rows).zip(constants) {
            let mut sum = bias;
            for (&weight, &value) in row.iter().zip(input) {
                // Wrapping, so that no image can cause a panic.
                sum = sum.wrapping_add(i32::from(weight) * i32::from(value));
            }
            *output = rescale(sum, multiplier, shift, self.zero_point);
        }
        outputs
    }
}
