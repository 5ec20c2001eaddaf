//! `max_norm`: a limit on the norm of the incoming weights of each neuron.

use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::{Head, Optimizer, regularize};

use super::{bits, samples};

const LIMIT: f64 = 0.5;

/// Networks that differ only in their limit.
macro_rules! networks {
    ($($name:ident { $($option:tt)* })+) => {$(
        network! {
            struct $name: 300 -> 4 {
                hidden: Dense<33> { $($option)* },
                Tanh,
                output: Dense<4>,
                Linear,
            }
        }
    )+};
}

networks! {
    Plain { max_norm: f64::INFINITY }
    Limited { max_norm: LIMIT }
    BarelyLimited { max_norm: 1e9 }
}

fn trainer<N: Network, O: Optimizer>(optimizer: O) -> Trainer<N, <N::Head as Head>::Loss, O> {
    Trainer::<N>::builder().optimizer(optimizer).seed(2).build().expect("a trainer")
}

/// Norm of the incoming weights of each neuron.
fn incoming<T: Scalar>(network: &Limited<T>) -> impl Iterator<Item = f64> {
    network.hidden.weights.row_iter().map(|row| row.iter().map(|w| w.to_f64() * w.to_f64()).sum::<f64>().sqrt())
}

fn holds_after_every_step<T: Scalar>(optimizer: impl Optimizer) {
    let (inputs, targets) = samples::<T, 300, 4>(9);
    let mut trainer = trainer::<Limited<T>, _>(optimizer);
    assert!(incoming(trainer.network()).all(|norm| norm > LIMIT), "every neuron starts above the limit");
    let mut reached = 0;
    for step in 0..20 {
        trainer.step(&inputs, &targets).expect("a step");
        for (neuron, norm) in incoming(trainer.network()).enumerate() {
            assert!(norm <= LIMIT * (1.0 + 1e-6), "step {step}, neuron {neuron}: the norm is {norm}");
            reached += usize::from(norm > LIMIT * (1.0 - 1e-6));
        }
    }
    assert!(reached > 33, "the limit never acts but at first");
}

#[test]
fn the_limit_holds_for_every_neuron_after_every_step() {
    holds_after_every_step::<f32>(GradientDescent::new(0.5));
    holds_after_every_step::<f64>(GradientDescent::new(0.5));
    holds_after_every_step::<f32>(Adam::new(0.01));
    holds_after_every_step::<f64>(Momentum::new(0.1));
}

#[test]
fn a_limit_that_is_never_reached_changes_no_bit() {
    let (inputs, targets) = samples::<f32, 300, 4>(9);
    let mut plain = trainer::<Plain, _>(Adam::new(0.01));
    let mut limited = trainer::<BarelyLimited, _>(Adam::new(0.01));
    for _ in 0..10 {
        let losses = [plain.step(&inputs, &targets), limited.step(&inputs, &targets)].map(|loss| loss.expect("a step"));
        assert_eq!(losses[0], losses[1]);
        assert_eq!(bits(plain.network()), bits(limited.network()));
    }
}

#[test]
fn the_limit_leaves_moments_biases_and_other_layers_alone() {
    let (inputs, targets) = samples::<f64, 300, 4>(9);
    let (rate, momentum) = (0.1, 0.9);
    let mut limited = trainer::<Limited<f64>, _>(Momentum { momentum, ..Momentum::new(rate) });
    let mut by_hand = trainer::<Plain<f64>, _>(GradientDescent::new(0.0));
    let mut sums = vec![0.0; by_hand.network().as_slice().len()];
    for step in 0..5 {
        by_hand.compute(&inputs, &targets).expect("a gradient");
        sums.iter_mut().zip(by_hand.gradient().as_slice()).for_each(|(sum, g)| *sum = momentum * *sum + g);
        let network = by_hand.network_mut();
        network.as_mut_slice().iter_mut().zip(&sums).for_each(|(w, sum)| *w -= rate * sum);
        for mut row in network.hidden.weights.row_iter_mut() {
            let norm = row.norm();
            row *= (LIMIT / norm).min(1.0);
        }
        limited.step(&inputs, &targets).expect("a step");
        let name = format!("after step {step}");
        assert_close(Tolerance::F64_STEPS, &name, limited.network().as_slice(), by_hand.network().as_slice());
    }
}

#[test]
fn the_axis_of_the_lectures_code_limits_no_neuron() {
    // `clip_by_norm(kernel, axes=1)` on an `[input][output]` kernel limits the outgoing weights of each input.
    let (inputs, targets) = samples::<f64, 300, 4>(9);
    let mut trainer = trainer::<Plain<f64>, _>(GradientDescent::new(0.05));
    for _ in 0..5 {
        trainer.step(&inputs, &targets).expect("a step");
        for mut column in trainer.network_mut().hidden.weights.column_iter_mut() {
            let norm = column.norm();
            column *= (LIMIT / norm).min(1.0);
        }
    }
    let weights = &trainer.network().hidden.weights;
    assert!(weights.column_iter().all(|column| column.norm() <= LIMIT * (1.0 + 1e-12)));
    let mut limited = Limited::<f64>::boxed(0);
    limited.hidden.weights.copy_from(weights);
    let beyond = incoming(&*limited).filter(|&norm| norm > 2.0 * LIMIT).count();
    assert!(beyond > 16, "only {beyond} of 33 neurons are far beyond the limit");
    regularize::limit(Baseline, limited.parts_mut().0);
    assert!(incoming(&*limited).all(|norm| norm <= LIMIT * (1.0 + 1e-12)));
}
