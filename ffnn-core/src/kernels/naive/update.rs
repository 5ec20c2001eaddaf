//! Reference implementations of optimizer loops.

use crate::Scalar;

/// Computes `w ← w - rule(w, g, moments)` for each parameter; the rule also updates the moments.
pub fn update<T: Scalar, const M: usize>(
    parameters: &mut [T],
    gradient: &[T],
    mut moments: [&mut [T]; M],
    rule: impl Fn(T, T, &mut [T; M]) -> T,
) {
    for (index, (parameter, &gradient)) in parameters.iter_mut().zip(gradient).enumerate() {
        *parameter -= moved(&mut moments, index, |here| rule(*parameter, gradient, here));
    }
}

/// Computes `g ← rule(w, g, moments)` for each gradient value; the rule also updates the moments.
pub fn transform<T: Scalar, const M: usize>(
    parameters: &[T],
    gradient: &mut [T],
    mut moments: [&mut [T]; M],
    rule: impl Fn(T, T, &mut [T; M]) -> T,
) {
    for (index, (&parameter, gradient)) in parameters.iter().zip(gradient).enumerate() {
        *gradient = moved(&mut moments, index, |here| rule(parameter, *gradient, here));
    }
}

fn moved<T: Scalar, const M: usize>(
    moments: &mut [&mut [T]; M],
    index: usize,
    rule: impl FnOnce(&mut [T; M]) -> T,
) -> T {
    let mut here = core::array::from_fn(|m| moments[m][index]);
    let outcome = rule(&mut here);
    (0..M).for_each(|m| moments[m][index] = here[m]);
    outcome
}
