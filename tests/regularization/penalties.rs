//! Penalties are reported separately from the loss, and their gradient is added before the optimizer sees it.

use ffnn::Stream;
use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use ffnn::regularize;
use ffnn::testing::{Tolerance, assert_close, check_network};
use ffnn::train::evaluate;

use super::{bits, samples};

const L1: f64 = 0.02;
const L2: f64 = 0.05;

network! {
    struct Plain: 4 -> 2 {
        hidden: Dense<6>,
        Tanh,
        output: Dense<2>,
        Linear,
    }
}

network! {
    /// The same network with an elastic penalty on one layer, including its bias, and a single one on the other.
    struct Penalized: 4 -> 2 {
        hidden: Dense<6> { l1: L1, l2: L2, penalize_bias: true },
        Tanh,
        output: Dense<2> { l2: L2 },
        Linear,
    }
}

network! {
    /// Penalties inside blocks, before batch normalization and before a learned slope.
    struct Woven: 4 -> 2 {
        first: Dense<6> { l1: L1 },
        BatchNorm,
        PRelu,
        Residual { inner: Dense<6> { l1: L1, l2: L2, penalize_bias: true }, Tanh },
        Concat { [left: Dense<3> { l2: L2 }], [right: Dense<2> { l1: L1, l2: L2 }, Elu], [] },
        output: Dense<2> { l2: L2 },
        Linear,
    }
}

/// Equal initial parameters for both networks, with nonzero biases.
fn start<N: Network<Scalar = f64>>() -> Box<N> {
    let mut network = N::boxed(5);
    let parameters = network.parts_mut().0.as_mut_slice();
    parameters.iter_mut().enumerate().for_each(|(index, w)| *w += 0.01 * (index as f64 - 20.0));
    network
}

fn trainer<N: Network<Scalar = f64>>() -> Trainer<N, <N::Head as ffnn::Head>::Loss, GradientDescent> {
    Trainer::<N>::builder().optimizer(GradientDescent::new(0.1)).build_with(start()).expect("a trainer")
}

/// The coefficients of each parameter of [`Penalized`].
fn coefficients() -> Vec<(f64, f64)> {
    let hidden = Penalized::<f64>::boxed(0).hidden.as_slice().len();
    let output = Penalized::<f64>::boxed(0).output.weights.len();
    [vec![(L1, L2); hidden], vec![(0.0, L2); output], vec![(0.0, 0.0); 2]].concat()
}

/// The penalty and its derivative.
fn by_hand(parameters: &[f64]) -> (f64, Vec<f64>) {
    let pairs = || parameters.iter().zip(coefficients());
    let penalty = pairs().map(|(w, (l1, l2))| l1 * w.abs() + l2 * w * w).sum();
    (penalty, pairs().map(|(w, (l1, l2))| l1 * w.signum() + 2.0 * l2 * w).collect())
}

#[test]
fn a_penalty_is_told_apart_from_the_loss() {
    let (inputs, targets) = samples(7);
    let (mut plain, mut penalized) = (trainer::<Plain<f64>>(), trainer::<Penalized<f64>>());
    let [loss, other] =
        [plain.compute(&inputs, &targets), penalized.compute(&inputs, &targets)].map(|loss| loss.expect("a gradient"));
    assert_eq!(loss, other);
    let evaluation = evaluate(penalized.network(), &MeanSquaredError, &inputs, &targets).expect("a loss");
    assert_close(Tolerance::F64_PASS, "evaluation", &[evaluation.loss], &[loss]);

    let (penalty, slopes) = by_hand(penalized.network().as_slice());
    assert_eq!(plain.penalty(), 0.0);
    assert_close(Tolerance::F64_PASS, "penalty", &[penalized.penalty()], &[penalty]);
    let sums: Vec<f64> = plain.gradient().as_slice().iter().zip(slopes).map(|(g, slope)| g + slope).collect();
    assert_close(Tolerance::F64_PASS, "gradient", penalized.gradient().as_slice(), &sums);
}

#[test]
fn penalties_join_the_gradient_before_it_is_clipped() {
    let (inputs, targets) = samples(7);
    let (rate, limit) = (0.3, 0.5);
    let chain = (ClipByGlobalNorm(limit), GradientDescent::new(rate));
    let mut penalized = Trainer::<Penalized<f64>>::builder().optimizer(chain).build_with(start()).expect("a trainer");
    let mut plain = trainer::<Plain<f64>>();
    for step in 0..5 {
        plain.compute(&inputs, &targets).expect("a gradient");
        let parameters = plain.network().as_slice();
        let sums: Vec<f64> =
            plain.gradient().as_slice().iter().zip(by_hand(parameters).1).map(|(g, slope)| g + slope).collect();
        let norm = sums.iter().map(|g| g * g).sum::<f64>().sqrt();
        assert!(step > 0 || norm > limit, "clipping does nothing: the norm is {norm}");
        let factor = rate * (limit / norm).min(1.0);
        plain.network_mut().as_mut_slice().iter_mut().zip(sums).for_each(|(w, g)| *w -= factor * g);

        penalized.step(&inputs, &targets).expect("a step");
        let name = format!("after step {step}");
        assert_close(Tolerance::F64_STEPS, &name, penalized.network().as_slice(), plain.network().as_slice());
    }
}

#[test]
fn epochs_leave_the_penalty_out_of_their_losses() {
    let (inputs, targets) = samples::<f64, 4, 2>(8);
    let data = Dataset::new(inputs, targets).expect("a data set");
    let still = |rate| {
        let builder = Trainer::<Penalized<f64>>::builder().optimizer(GradientDescent::new(rate)).batch(8);
        builder.build_with(start()).expect("a trainer")
    };
    let epoch = still(0.0).fit(&data, 1).expect("an epoch").epochs[0];
    let start = start::<Plain<f64>>();
    let loss = evaluate(&*start, &MeanSquaredError, data.inputs(), data.targets()).expect("a loss").loss;
    assert_close(Tolerance::F64_PASS, "losses", &[epoch.step_loss, epoch.training.loss], &[loss, loss]);
}

#[test]
fn without_rules_no_parameter_is_looked_at() {
    let mut network = start::<Plain<f64>>();
    let mut gradient = network.parameters().clone_boxed();
    // Adding a zero gradient would change the sign of a zero.
    gradient.as_mut_slice().fill(-0.0);
    // A zero penalty times infinity would be NaN.
    network.as_mut_slice().fill(f64::INFINITY);
    assert_eq!(regularize::penalize(Baseline, network.parameters(), &mut *gradient), 0.0);
    assert!(gradient.as_slice().iter().all(|g| g.to_bits() == (-0.0_f64).to_bits()));
    let before = bits(&*network);
    regularize::limit(Baseline, network.parts_mut().0);
    assert_eq!(bits(&*network), before);
}

#[test]
fn only_tensors_with_a_rule_are_looked_at() {
    let network = start::<Penalized<f64>>();
    let mut gradient = network.parameters().clone_boxed();
    gradient.as_mut_slice().fill(-0.0);
    regularize::penalize(Baseline, network.parameters(), &mut *gradient);
    assert!(gradient.output.bias.iter().all(|g| g.to_bits() == (-0.0_f64).to_bits()));
    assert!(gradient.output.weights.iter().chain(gradient.hidden.as_slice()).all(|&g| g != 0.0));
}

/// The gradient of loss plus penalty agrees with finite differences.
#[test]
fn gradients_hold_with_penalties() {
    let (inputs, targets) = samples(9);
    let check = check_network(&mut *start::<Woven<f64>>(), &MeanSquaredError, &inputs, &targets, Stream::root(5));
    println!("{check}");
    check.assert_passed();
    let check = check_network(&mut *start::<Penalized<f64>>(), &MeanSquaredError, &inputs, &targets, Stream::root(5));
    check.assert_passed();
}
