//! Two parameters on which optimizers are watched by themselves, without data, in 64 bits.

use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use ffnn::{Deferred, Optimizer};

network! {
    /// Nothing but two parameters: its two weights.
    struct Plane: 2 -> 1 {
        place: Dense<1>,
        Linear,
    }
}

/// Where `optimizer` goes from `start` in `steps` steps, when step `t`, counted from 1, sees the derivatives
/// `gradient(t, place)`; the start first.
pub(crate) fn path<O: Optimizer>(
    optimizer: &O,
    start: [f64; 2],
    steps: u64,
    mut gradient: impl FnMut(u64, [f64; 2]) -> [f64; 2],
) -> Vec<[f64; 2]> {
    let (mut plane, mut derivatives) = (PlaneParameters::<f64>::zeros_boxed(), PlaneParameters::<f64>::zeros_boxed());
    let mut state = optimizer.state();
    plane.place.weights.copy_from_slice(&start);
    let mut path = vec![start];
    for step in 1..=steps {
        let place = [plane.place.weights[0], plane.place.weights[1]];
        derivatives.place.weights.copy_from_slice(&gradient(step, place));
        optimizer.apply(Baseline, &mut state, &mut *plane, &mut *derivatives, Deferred::NONE);
        path.push([plane.place.weights[0], plane.place.weights[1]]);
    }
    path
}

/// How far the first of the two parameters has moved after each step, when its derivative is always `gradient(t)`.
pub(crate) fn travel<O: Optimizer>(optimizer: &O, steps: u64, gradient: impl Fn(u64) -> f64) -> Vec<f64> {
    let path = path(optimizer, [0.0, 0.0], steps, |step, _| [gradient(step), 0.0]);
    path.iter().map(|place| -place[0]).collect()
}
