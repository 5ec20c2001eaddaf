//! Metrics of a whole network are those of its predictions, one after the other.

use ffnn::Head;
use ffnn::metrics::{Confusion, RSquared, TopK};
use ffnn::prelude::*;

network! {
    struct Classes: 3 -> 4 {
        Dense<7>,
        Tanh,
        Dense<4>,
        Softmax,
    }
}

network! {
    struct Values: 3 -> 2 {
        Dense<7>,
        Tanh,
        Dense<2>,
        Linear,
    }
}

/// Two groups of eight, and some more.
const SAMPLES: usize = 19;

fn inputs() -> [[f64; 3]; SAMPLES] {
    std::array::from_fn(|sample| [sample as f64 / 10.0 - 1.0, (sample % 5) as f64 - 2.0, (sample % 3) as f64])
}

#[test]
fn of_classes() {
    let network = Classes::<f64>::boxed(3);
    let targets: [usize; SAMPLES] = std::array::from_fn(|sample| sample % 4);
    let (mut confusion, mut top) = (Confusion::new(4), TopK::new(2).expect("two is more than none"));
    for (input, &truth) in inputs().iter().zip(&targets) {
        let answer = network.predict(input);
        confusion.add(truth, answer.class());
        top.add(&*answer, truth);
    }
    assert_eq!(Confusion::of(&*network, &inputs(), &targets), confusion);
    assert_eq!(TopK::of(&*network, 2, &inputs(), &targets), Ok(top));
    assert!(confusion.accuracy() < top.accuracy() && top.accuracy() < 1.0);
    let answer = network.predict(&inputs()[0]);
    assert!(answer.confidence() == answer[answer.class()] && (0.25..1.0).contains(&answer.confidence()));
    let report = confusion.with_names(["north", "east", "south", "west"]).expect("four names").report();
    assert_eq!(report.classes.iter().map(|class| class.support).sum::<usize>(), SAMPLES);
    assert!(report.to_string().contains("\nsouth "), "{report}");
}

#[test]
fn of_real_values() {
    let network = Values::<f64>::boxed(3);
    let targets: [[f64; 2]; SAMPLES] = std::array::from_fn(|sample| [sample as f64 / 7.0, (sample % 4) as f64]);
    let mut expected = RSquared::new(2);
    for (input, target) in inputs().iter().zip(&targets) {
        expected.add(target, &network.predict(input));
    }
    let found = RSquared::of(&*network, &inputs(), &targets);
    // Kernels add in another order for a group of samples than for one.
    for (found, expected) in found.each().zip(expected.each()) {
        assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    }
    let answers: Vec<[f64; 2]> = inputs().iter().map(|input| network.predict(input)).collect();
    assert!((RSquared::of(&*network, &inputs(), &answers).mean() - 1.0).abs() < 1e-12);
}

#[test]
fn a_sample_without_a_partner_is_not_counted() {
    let (classes, values) = (Classes::<f64>::boxed(3), Values::<f64>::boxed(3));
    let top = TopK::of(&*classes, 1, &inputs(), &[0, 1]).expect("one is more than none");
    assert_eq!(top.answers(), 2);
    assert_eq!(RSquared::of(&*values, &inputs()[..3], &[[0.0, 1.0]; 9]).samples(), 3);
}

/// How good an answer is by a loss, and in which stratum its target is.
fn said<H: Head, L: Loss<H>>(loss: L, target: &L::Target<[f64; 4]>) -> (f64, usize) {
    const LOGITS: [f64; 4] = [-1.0, 2.0, 0.5, -0.5];
    (loss.score(&LOGITS, target), loss.stratum::<[f64; 4]>(target))
}

#[test]
fn of_losses_of_classes() {
    const WEIGHTS: &[f64] = &[0.5, 2.0, 3.0, 4.0];
    for (target, right) in [(1, 1.0), (2, 0.0)] {
        assert_eq!(said::<Softmax, _>(SoftmaxCrossEntropy, &target), (right, target));
        assert_eq!(said::<Softmax, _>(LabelSmoothing { smoothing: 0.1 }, &target), (right, target));
        assert_eq!(said::<Softmax, _>(WeightedBySample(SoftmaxCrossEntropy), &(target, 3.0)), (right, target));
        let by_class = WeightedByClass { loss: SoftmaxCrossEntropy, weights: WEIGHTS };
        assert_eq!(said::<Softmax, _>(by_class, &target), (right, target));
        assert_eq!(Loss::<Softmax>::weight::<[f64; 4]>(&by_class, &target), WEIGHTS[target]);
        let both = WeightedBySample(by_class);
        assert_eq!(Loss::<Softmax>::weight::<[f64; 4]>(&both, &(target, 3.0)), 3.0 * WEIGHTS[target]);
    }
    for weights in [&[-1.0][..], &[f64::INFINITY], &[f64::NAN]] {
        let loss = WeightedByClass { loss: SoftmaxCrossEntropy, weights };
        assert!(Loss::<Softmax>::check::<[f64; 4]>(&loss, &0).is_err(), "{weights:?}");
        assert_eq!(Loss::<Softmax>::check::<[f64; 4]>(&loss, &1), Ok(()), "beyond the end the weight is 1");
    }
    assert_eq!(said::<Softmax, _>(SoftCrossEntropy, &[0.1, 0.6, 0.2, 0.1]), (1.0, 1));
    assert_eq!(said::<Softmax, _>(SoftCrossEntropy, &[0.1, 0.2, 0.6, 0.1]), (0.0, 2));
}

#[test]
fn of_losses_of_values() {
    // Two signs of four agree with the logits' -, +, +, -; a logit and a label of one side agree.
    assert_eq!(said::<Linear, _>(Hinge, &[-1.0, 1.0, -1.0, 1.0]).0, 0.5);
    assert_eq!(said::<Sigmoid, _>(SigmoidCrossEntropy, &[0.0, 1.0, 0.0, 0.0]).0, 0.75);
    let target = [0.0, 0.0, 0.5, -0.5];
    assert_eq!(said::<Linear, _>(MeanAbsoluteError, &target).0, 0.75);
    assert_eq!(said::<Linear, _>(MeanSquaredError, &target).0, 0.75);
    for target in [f64::NAN, f64::INFINITY].map(|wrong| [0.0, wrong, 0.0, 0.0]) {
        assert!(Loss::<Linear>::check(&MeanAbsoluteError, &target).is_err());
    }
}
