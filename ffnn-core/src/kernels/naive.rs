//! Each kernel as its formula reads: what the fast ones must agree with, and what a newcomer should read first.

use crate::Scalar;

/// `y[s][o] = b[o] + Σ_i W[i][o] x[s][i]`.
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

/// `dx[s][i] = Σ_o W[i][o] dy[s][o]`.
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

/// `dW[i][o] = Σ_s x[s][i] dy[s][o]` and `db[o] = Σ_s dy[s][o]`.
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

/// `w ← w - rule(w, g, moments)`, which moves the moments on, for one parameter after the other.
pub fn update<T: Scalar, const M: usize>(
    parameters: &mut [T],
    gradient: &[T],
    moments: [&mut [T]; M],
    rule: impl Fn(T, T, [&mut T; M]) -> T,
) {
    let mut moments = moments.map(|moment| moment.iter_mut());
    for (parameter, &gradient) in parameters.iter_mut().zip(gradient) {
        *parameter -= rule(*parameter, gradient, next(&mut moments));
    }
}

/// `g ← rule(w, g, moments)`, which moves the moments on, for one derivative after the other.
pub fn transform<T: Scalar, const M: usize>(
    parameters: &[T],
    gradient: &mut [T],
    moments: [&mut [T]; M],
    rule: impl Fn(T, T, [&mut T; M]) -> T,
) {
    let mut moments = moments.map(|moment| moment.iter_mut());
    for (&parameter, gradient) in parameters.iter().zip(gradient) {
        *gradient = rule(parameter, *gradient, next(&mut moments));
    }
}

fn next<'a, T, const M: usize>(moments: &mut [core::slice::IterMut<'a, T>; M]) -> [&'a mut T; M] {
    moments.each_mut().map(|moment| moment.next().expect("a moment has an entry for each parameter"))
}

/// Whether every value is neither infinite nor NaN.
pub fn all_finite<T: Scalar>(values: &[T]) -> bool {
    values.iter().all(|value| value.is_finite())
}
