//! The documented formulas, evaluated in unbounded integers and compared bit for bit.

use ffnn::frozen::zeros;
use ffnn::quantized::{Affine, Clamp, Diagonal, Grid, Integer, MOST_TERMS, Table};
use ffnn::{Random, Stream};

/// Away from zero.
fn round(value: f64) -> i128 {
    value.round() as i128
}

/// `M = multiplier / 2^shift` with 31 bits, as far as shifts allow.
fn split(factor: f64) -> (i128, u32) {
    if factor == 0.0 {
        return (0, 62);
    }
    let shift = (30 - factor.log2().floor() as i64).clamp(1, 62) as u32;
    (round(factor * 2.0f64.powi(shift as i32)).min(i128::from(i32::MAX)), shift)
}

fn rescaled<O: Integer>(sum: i128, (multiplier, shift): (i128, u32), zero_point: i32) -> i32 {
    assert!(i32::try_from(sum).is_ok(), "{sum} leaves 32 bits");
    let exact = (sum * multiplier + (1 << (shift - 1))).div_euclid(1 << shift) + i128::from(zero_point);
    exact.clamp(O::LEAST.into(), O::MOST.into()) as i32
}

/// The sum of a channel with these weights, the largest of which is quantized to `most`.
fn channel<O: Integer>(weights: &[f64], bias: f64, most: f64, input: (&[i8], Grid), output: Grid) -> i32 {
    let (values, grid) = input;
    let (step, out) = (f64::from(grid.scale), f64::from(output.scale));
    let largest = weights.iter().fold(0.0f64, |largest, weight| largest.max(weight.abs()));
    let unit = (largest / most).max((bias / step).abs() / f64::from(1 << 30));
    let unit = if unit == 0.0 { 1.0 } else { unit };
    let products = weights
        .iter()
        .zip(values)
        .map(|(weight, &value)| round(weight / unit) * (i128::from(value) - i128::from(grid.zero_point)));
    let sum = round(bias / (step * unit)) + products.sum::<i128>();
    rescaled::<O>(sum, split(step * unit / out), output.zero_point)
}

fn numbers(random: &mut Random, count: usize) -> Vec<i8> {
    (0..count).map(|_| (random.uniform() * 256.0 - 128.0).floor() as i8).collect()
}

/// Grids with any zero point, with wide and narrow steps.
fn grid<I: Integer>(random: &mut Random) -> Grid {
    let zero_point = I::LEAST + (random.uniform() * f64::from(I::MOST - I::LEAST)) as i32;
    Grid { scale: (4.0 * random.normal() - 4.0).exp() as f32, zero_point }
}

/// Ordinary, equal, mostly zero and all-zero weights; a bias larger than the range of the weights.
fn weights(random: &mut Random, case: u32, count: usize) -> (Vec<f64>, f64) {
    let (bias, mut draw) = (random.normal(), || random.normal());
    match case % 5 {
        0 => ((0..count).map(|_| draw()).collect(), bias),
        1 => (vec![draw(); count], bias),
        2 => (vec![1e-9 * draw(); count], 1e3 * bias),
        3 => (vec![0.0; count], bias),
        _ => (vec![0.0; count], 0.0),
    }
}

fn check_affine<O: Integer, const IN: usize, const OUT: usize>(random: &mut Random) {
    for case in 0..40 {
        let (input, output) = (grid::<i8>(random), grid::<O>(random));
        let rows: Vec<_> = (0..OUT).map(|_| weights(random, case, IN)).collect();
        let mut affine: Affine<IN, OUT> = zeros();
        affine.fill(|output, input| rows[output].0[input], |output| rows[output].1, input, output);
        for extreme in [None, Some(i8::MIN), Some(i8::MAX)] {
            let values = extreme.map_or_else(|| numbers(random, IN), |value| vec![value; IN]);
            let found = affine.apply::<O>(values.as_slice().try_into().expect("as many"));
            for (place, (row, bias)) in rows.iter().enumerate() {
                let expected = channel::<O>(row, *bias, 127.0, (&values, input), output);
                assert_eq!(found[place].into(), expected, "case {case}, {extreme:?}, output {place}");
            }
        }
    }
}

#[test]
fn a_dense_layer() {
    let random = &mut Stream::root(1).random();
    check_affine::<i8, 1, 1>(random);
    check_affine::<i8, 64, 32>(random);
    check_affine::<i16, 33, 10>(random);
    check_affine::<i16, 300, 3>(random);
}

#[test]
fn sums_of_the_most_terms_stay_in_32_bits() {
    let sign = |negative| if negative { -1.0 } else { 1.0 };
    for (weight, bias, value, zero_point) in [
        (127.0, 1e12, i8::MIN, 127),
        (127.0, 1e12, i8::MAX, -128),
        (-127.0, 1e12, i8::MIN, 127),
        (-127.0, 1e12, i8::MAX, -128),
        (127.0, 1e12, i8::MAX, 127),
        (-127.0, 1e12, i8::MIN, -128),
    ] {
        for negative in [false, true] {
            // A bias that uses all of its 30 bits, with weights that use all of their 7 bits.
            let bias = sign(negative) * f64::min(bias, f64::from((1 << 30) - 1));
            let (input, output) = (Grid { scale: 1.0, zero_point }, Grid { scale: 1e5, zero_point: 0 });
            let mut affine: Box<Affine<MOST_TERMS, 1>> = Box::new(zeros());
            affine.fill(|_, _| weight, |_| bias, input, output);
            let values = [value; MOST_TERMS];
            // Fails if the sum overflows 32 bits.
            let expected = channel::<i16>(&[weight; MOST_TERMS], bias, 127.0, (&values, input), output);
            assert_eq!(i32::from(affine.apply::<i16>(&values)[0]), expected, "{weight} {bias} {value} {zero_point}");
        }
    }
}

#[test]
fn a_batch_normalization() {
    let random = &mut Stream::root(2).random();
    for case in 0..200 {
        let (input, output) = (grid::<i8>(random), grid::<i8>(random));
        let channels: Vec<_> = (0..9).map(|_| weights(random, case, 1)).collect();
        let mut diagonal: Diagonal<9> = zeros();
        diagonal.fill(|index| (channels[index].0[0], channels[index].1), input, output);
        let values: [i8; 9] = numbers(random, 9).try_into().expect("as many");
        let found = diagonal.apply::<i8>(&values);
        for (index, (factor, shift)) in channels.iter().enumerate() {
            let expected = channel::<i8>(factor, *shift, 32767.0, (&values[index..=index], input), output);
            assert_eq!(i32::from(found[index]), expected, "case {case}, value {index}");
        }
    }
}

fn check_table<O: Integer>(function: impl Fn(f64) -> f64, random: &mut Random) {
    for _ in 0..50 {
        let (input, output) = (grid::<i8>(random), grid::<O>(random));
        let mut table: Table<O> = zeros();
        table.fill(&function, input, output);
        let all: [i8; 256] = std::array::from_fn(|index| (index as i32 - 128) as i8);
        for (number, found) in all.into_iter().zip(table.apply(&all)) {
            let x = f64::from(input.scale) * f64::from(i32::from(number) - input.zero_point);
            let exact = round(function(x) / f64::from(output.scale)) + i128::from(output.zero_point);
            assert_eq!(i128::from(found.into()), exact.clamp(O::LEAST.into(), O::MOST.into()), "{number}");
        }
    }
}

#[test]
fn tables() {
    let random = &mut Stream::root(3).random();
    check_table::<i8>(f64::tanh, random);
    check_table::<i8>(|x| 1.0 / (1.0 + (-x).exp()), random);
    check_table::<i16>(f64::tanh, random);
    check_table::<i8>(|x| if x > 0.0 { x } else { 0.01 * x }, random);
}

#[test]
fn clamping_is_exact() {
    let all: [i8; 256] = std::array::from_fn(|index| (index as i32 - 128) as i8);
    let grid = Grid { scale: 0.125, zero_point: -20 };
    let mut clamp: Clamp<i8> = zeros();
    for (limits, least, most) in
        [((0.0, f64::INFINITY), -20, 127), ((0.0, 6.0), -20, 28), ((-1.0, 1.0), -28, -12), ((-1e9, 1e9), -128, 127)]
    {
        clamp.fill(limits, grid);
        assert_eq!(clamp.apply(&all), all.map(|number| number.clamp(least, most)), "{limits:?}");
    }
}
