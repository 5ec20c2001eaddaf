//! Reference implementations of the kernels, written like their formulas. Read these first; the fast kernels must
//! agree.

mod update;

use crate::Scalar;
pub use update::{transform, update};

/// Computes `y[s][o] = b[o] + Σ_i W[i][o] x[s][i]`.
pub fn affine<T: Scalar, const IN: usize, const OUT: usize>(
    weights: &[[T; OUT]; IN],
    bias: &[T; OUT],
    input: &[[T; IN]],
    output: &mut [[T; OUT]],
) {
    for (x, y) in input.iter().zip(output) {
        for o in 0..OUT {
            y[o] = bias[o] + (0..IN).map(|i| weights[i][o] * x[i]).sum();
        }
    }
}

/// Computes `dx[s][i] = Σ_o W[i][o] dy[s][o]`.
pub fn affine_input_gradient<T: Scalar, const IN: usize, const OUT: usize>(
    weights: &[[T; OUT]; IN],
    output_gradient: &[[T; OUT]],
    input_gradient: &mut [[T; IN]],
) {
    for (dy, dx) in output_gradient.iter().zip(input_gradient) {
        for i in 0..IN {
            dx[i] = (0..OUT).map(|o| weights[i][o] * dy[o]).sum();
        }
    }
}

/// Computes `dW[i][o] = Σ_s x[s][i] dy[s][o]` and `db[o] = Σ_s dy[s][o]`.
pub fn affine_weight_gradient<T: Scalar, const IN: usize, const OUT: usize>(
    input: &[[T; IN]],
    output_gradient: &[[T; OUT]],
    weights_gradient: &mut [[T; OUT]; IN],
    bias_gradient: &mut [T; OUT],
) {
    for o in 0..OUT {
        bias_gradient[o] = output_gradient.iter().map(|dy| dy[o]).sum();
        for i in 0..IN {
            weights_gradient[i][o] = input.iter().zip(output_gradient).map(|(x, dy)| x[i] * dy[o]).sum();
        }
    }
}

/// Computes `y[n] = a[n] · b[n]`.
pub fn multiply<T: Scalar>(a: &[T], b: &[T], y: &mut [T]) {
    for n in 0..y.len() {
        y[n] = a[n] * b[n];
    }
}

/// Computes `y[n] = tanh x[n]`.
pub fn tanh<T: Scalar>(x: &[T], y: &mut [T]) {
    for n in 0..y.len() {
        y[n] = T::from_f64(libm::tanh(x[n].to_f64()));
    }
}

/// Whether no value is infinite or NaN.
pub fn all_finite<T: Scalar>(values: &[T]) -> bool {
    values.iter().all(|value| value.is_finite())
}

/// Adds `l1 · sign w + 2 · l2 · w` to the gradient of each weight and returns `l1 · Σ |w| + l2 · Σ w²`.
pub fn penalize<T: Scalar>(weights: &[T], gradient: &mut [T], l1: f64, l2: f64) -> f64 {
    let mut penalty = 0.0;
    for (&w, g) in weights.iter().zip(gradient) {
        let w = w.to_f64();
        let sign = if w == 0.0 { 0.0 } else { w.signum() };
        penalty += l1 * w.abs() + l2 * w * w;
        *g += T::from_f64(l1 * sign + 2.0 * l2 * w);
    }
    penalty
}

/// Computes `W[·][o] ← W[·][o] · min(1, limit / ‖W[·][o]‖₂)` for each output `o` of `rows`.
pub fn limit_norms<T: Scalar>(weights: &mut [T], rows: usize, limit: f64) {
    for o in 0..rows {
        let sum: f64 = weights.chunks(rows).map(|column| column[o].to_f64() * column[o].to_f64()).sum();
        let factor = T::from_f64((limit / libm::sqrt(sum)).min(1.0));
        weights.chunks_mut(rows).for_each(|column| column[o] *= factor);
    }
}

/// Computes `mean[n] = 1/m Σ_s x[s][n]` and `variance[n] = 1/m Σ_s (x[s][n] - mean[n])²` over `m` samples.
pub fn moments<T: Scalar, const N: usize>(input: &[[T; N]], mean: &mut [T; N], variance: &mut [T; N]) {
    let count = T::from_f64(input.len() as f64);
    for n in 0..N {
        mean[n] = input.iter().map(|x| x[n]).sum::<T>() / count;
        variance[n] = input.iter().map(|x| (x[n] - mean[n]) * (x[n] - mean[n])).sum::<T>() / count;
    }
}

/// Computes `y[s][n] = (x[s][n] - mean[n]) · factor[n] + shift[n]`.
pub fn normalize<T: Scalar, const N: usize>(
    input: &[[T; N]],
    mean: &[T; N],
    factor: &[T; N],
    shift: &[T; N],
    output: &mut [[T; N]],
) {
    for (x, y) in input.iter().zip(output) {
        for n in 0..N {
            y[n] = (x[n] - mean[n]) * factor[n] + shift[n];
        }
    }
}

/// Computes `y[s][n] = x[s][n] factor[n] + shift[n]`.
pub fn scale<T: Scalar, const N: usize>(input: &[[T; N]], factor: &[T; N], shift: &[T; N], output: &mut [[T; N]]) {
    for (x, y) in input.iter().zip(output) {
        for n in 0..N {
            y[n] = x[n] * factor[n] + shift[n];
        }
    }
}

/// Computes `y[n][s] = x[n][s] factor[n] + shift[n]`.
pub fn scale_lanes<T: Scalar, const N: usize, const LANES: usize>(
    x: &[[T; LANES]; N],
    factor: &[T; N],
    shift: &[T; N],
    y: &mut [[T; LANES]; N],
) {
    for n in 0..N {
        for s in 0..LANES {
            y[n][s] = x[n][s] * factor[n] + shift[n];
        }
    }
}

/// Computes `dshift[n] = Σ_s dy[s][n]` and `dscale[n] = Σ_s dy[s][n] (x[s][n] - mean[n]) root[n]`.
pub fn normalize_gradient<T: Scalar, const N: usize>(
    input: &[[T; N]],
    mean: &[T; N],
    root: &[T; N],
    output_gradient: &[[T; N]],
    scale_gradient: &mut [T; N],
    shift_gradient: &mut [T; N],
) {
    for n in 0..N {
        shift_gradient[n] = output_gradient.iter().map(|dy| dy[n]).sum();
        scale_gradient[n] = input.iter().zip(output_gradient).map(|(x, dy)| dy[n] * (x[n] - mean[n]) * root[n]).sum();
    }
}

/// Computes `dx[s][n] = scale[n] root[n] (dy[s][n] - (dshift[n] + (x[s][n] - mean[n]) root[n] dscale[n]) / m)`.
#[expect(clippy::too_many_arguments, reason = "the formula has this many variables")]
pub fn normalize_input_gradient<T: Scalar, const N: usize>(
    input: &[[T; N]],
    mean: &[T; N],
    root: &[T; N],
    scale: &[T; N],
    output_gradient: &[[T; N]],
    scale_gradient: &[T; N],
    shift_gradient: &[T; N],
    input_gradient: &mut [[T; N]],
) {
    let count = T::from_f64(input.len() as f64);
    for ((x, dy), dx) in input.iter().zip(output_gradient).zip(input_gradient) {
        for n in 0..N {
            let share = (shift_gradient[n] + (x[n] - mean[n]) * root[n] * scale_gradient[n]) / count;
            dx[n] = scale[n] * root[n] * (dy[n] - share);
        }
    }
}

/// Computes `y[n] = a[n] + b[n]`.
pub fn sum<T: Scalar>(a: &[T], b: &[T], y: &mut [T]) {
    for n in 0..y.len() {
        y[n] = a[n] + b[n];
    }
}

/// Computes `y[n] ← y[n] + x[n]`.
pub fn add<T: Scalar>(x: &[T], y: &mut [T]) {
    for n in 0..y.len() {
        y[n] += x[n];
    }
}

/// Copies `y[s][start + n] = x[s][n]`.
pub fn write_columns<T: Scalar, const N: usize, const ALL: usize>(x: &[[T; N]], y: &mut [[T; ALL]], start: usize) {
    for (x, y) in x.iter().zip(y) {
        y[start..start + N].copy_from_slice(x);
    }
}

/// Copies `x[s][n] = y[s][start + n]`.
pub fn read_columns<T: Scalar, const N: usize, const ALL: usize>(y: &[[T; ALL]], start: usize, x: &mut [[T; N]]) {
    for (x, y) in x.iter_mut().zip(y) {
        x.copy_from_slice(&y[start..start + N]);
    }
}

/// Computes `x[s][n] ← x[s][n] + y[s][start + n]`.
pub fn add_columns<T: Scalar, const N: usize, const ALL: usize>(y: &[[T; ALL]], start: usize, x: &mut [[T; N]]) {
    for (x, y) in x.iter_mut().zip(y) {
        for n in 0..N {
            x[n] += y[start + n];
        }
    }
}

/// Computes `Σ x[n]²` in `f64`.
pub fn sum_of_squares<T: Scalar>(x: &[T]) -> f64 {
    let mut sum = 0.0;
    for &x in x {
        sum += x.to_f64() * x.to_f64();
    }
    sum
}

/// Computes `Σ (a[n] - b[n])²` in `f64`, except for the differences.
pub fn sum_of_squared_differences<T: Scalar>(a: &[T], b: &[T]) -> f64 {
    let mut sum = 0.0;
    for n in 0..a.len() {
        let difference = (a[n] - b[n]).to_f64();
        sum += difference * difference;
    }
    sum
}

/// Computes `x[k] ← e^(x[k] - max x) / Σ_j e^(x[j] - max x)`; returns the maximum and the sum.
pub fn softmax<T: Scalar>(x: &mut [T]) -> (T, T) {
    let mut largest = T::from_f64(f64::NEG_INFINITY);
    for &x in &*x {
        largest = largest.at_least(x);
    }
    let mut sum = T::ZERO;
    for x in &mut *x {
        *x = (*x - largest).exp();
        sum += *x;
    }
    for x in x {
        *x /= sum;
    }
    (largest, sum)
}

/// Transposes a matrix: `to[c][r] = from[r][c]`.
pub fn turn<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    from: &[[T; COLUMNS]; ROWS],
    to: &mut [[T; ROWS]; COLUMNS],
) {
    for r in 0..ROWS {
        for c in 0..COLUMNS {
            to[c][r] = from[r][c];
        }
    }
}

/// Computes `y[o][s] = b[o] + Σ_i W[i][o] x[i][s]`.
pub fn affine_lanes<T: Scalar, const IN: usize, const OUT: usize, const LANES: usize>(
    weights: &[[T; OUT]; IN],
    bias: Option<&[T; OUT]>,
    x: &[[T; LANES]; IN],
    y: &mut [[T; LANES]; OUT],
) {
    for o in 0..OUT {
        for s in 0..LANES {
            y[o][s] = bias.map_or(T::ZERO, |bias| bias[o]);
            for i in 0..IN {
                y[o][s] += weights[i][o] * x[i][s];
            }
        }
    }
}

/// Computes `y[n][s] = (x[n][s] - mean[n]) · factor[n] + shift[n]`.
pub fn normalize_lanes<T: Scalar, const N: usize, const LANES: usize>(
    x: &[[T; LANES]; N],
    mean: &[T; N],
    factor: &[T; N],
    shift: &[T; N],
    y: &mut [[T; LANES]; N],
) {
    for n in 0..N {
        for s in 0..LANES {
            y[n][s] = (x[n][s] - mean[n]) * factor[n] + shift[n];
        }
    }
}
