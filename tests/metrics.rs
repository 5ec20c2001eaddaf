//! Metrics of a network equal the metrics of its individual predictions.

use ffnn::Head;
use ffnn::losses::{ScaledBySample, SoftCrossEntropy, WeightedByClass, WeightedBySample};
use ffnn::metrics::{Calibration, Confusion, Labels, RSquared, Report, TopK};
use ffnn::prelude::*;
use ffnn::train::evaluate;

network! {
    struct Classes: 3 -> 4 {
        Dense<7>,
        Tanh,
        Dense<4>,
        Softmax,
    }
}

network! {
    struct Answers: 3 -> 2 {
        Dense<7>,
        Tanh,
        Dense<2>,
        Sigmoid,
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

/// Two groups of eight samples, and a rest.
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
        confusion.add(truth, answer.class()).expect("classes");
        top.add(&*answer, truth).expect("classes");
    }
    assert_eq!(Confusion::of(&*network, &inputs(), &targets).as_ref(), Ok(&confusion));
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
        expected.add(target, &network.predict(input)).expect("finite values");
    }
    let found = RSquared::of(&*network, &inputs(), &targets).expect("finite values");
    // Kernels sum in another order for a group of samples than for one.
    for (found, expected) in found.each().zip(expected.each()) {
        assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    }
    let answers: Vec<[f64; 2]> = inputs().iter().map(|input| network.predict(input)).collect();
    let perfect = RSquared::of(&*network, &inputs(), &answers).expect("finite values");
    assert!((perfect.mean() - 1.0).abs() < 1e-12);
}

#[test]
fn of_labels() {
    let network = Answers::<f64>::boxed(3);
    let targets: [[f64; 2]; SAMPLES] =
        std::array::from_fn(|sample| [sample % 2, sample % 3 / 2].map(|label| label as f64));
    let (mut labels, mut calibration) = (Labels::new(2), Calibration::new(10).expect("ranges"));
    for (input, target) in inputs().iter().zip(&targets) {
        let answer = network.predict(input);
        labels.add(target, &answer).expect("probabilities");
        for (label, probability) in target.iter().zip(answer) {
            calibration.add_label(*label == 1.0, probability).expect("a probability");
        }
    }
    let found = Labels::of(&*network, &inputs(), &targets).expect("answers");
    for output in 0..2 {
        assert_eq!(found.roc_auc(output), labels.roc_auc(output));
        assert_eq!(found.average_precision(output), labels.average_precision(output));
    }
    assert_eq!(found.report(), labels.report());
    assert!((0.0..1.0).contains(&found.report().micro.f1) && found.samples() == SAMPLES);
    let found = Calibration::of_labels(&*network, &inputs(), &targets).expect("answers");
    assert!((found.log_loss() - calibration.log_loss()).abs() < 1e-12);
    assert!((found.brier() - calibration.brier()).abs() < 1e-12);
    assert_eq!(found.samples(), 2 * SAMPLES);
    // The loss is also the mean over samples and outputs.
    let evaluation = evaluate(&*network, &SigmoidCrossEntropy, &inputs(), &targets).expect("a loss");
    assert!((found.log_loss() - evaluation.loss).abs() < 1e-12);
    let report = found_names(labels).report().to_string();
    assert!(report.contains("\nodd ") && report.contains("\nthird "), "{report}");
}

fn found_names(labels: Labels) -> Labels {
    labels.with_names(["odd", "third"]).expect("two names")
}

#[test]
fn of_probabilities_of_classes() {
    let network = Classes::<f64>::boxed(3);
    let targets: [usize; SAMPLES] = std::array::from_fn(|sample| sample % 4);
    let mut calibration = Calibration::new(10).expect("ranges");
    for (input, &truth) in inputs().iter().zip(&targets) {
        calibration.add_class(truth, &*network.predict(input)).expect("probabilities");
    }
    let found = Calibration::of_classes(&*network, &inputs(), &targets).expect("answers");
    assert!((found.log_loss() - calibration.log_loss()).abs() < 1e-12);
    assert!((found.brier() - calibration.brier()).abs() < 1e-12);
    assert!((found.error() - calibration.error()).abs() < 1e-12);
    let evaluation = evaluate(&*network, &SoftmaxCrossEntropy, &inputs(), &targets).expect("a loss");
    assert!((found.log_loss() - evaluation.loss).abs() < 1e-12);
    let right: usize = found.bins().iter().map(|bin| bin.right).sum();
    assert_eq!(right as f64 / SAMPLES as f64, evaluation.metric);
    assert_eq!(Report::of(&*network, &inputs(), &targets).expect("answers").micro.f1, evaluation.metric);
}

/// Probabilities close to 0 and 1 in `f32`: no logarithm of zero, and no loss of digits.
#[test]
fn of_confident_probabilities() {
    let mut network = Answers::<f32>::boxed(3);
    network.as_mut_slice().fill(0.0);
    let output = network.as_mut_slice().len() - 2;
    network.as_mut_slice()[output..].copy_from_slice(&[-30.0, 200.0]);
    let found = Calibration::of_labels(&*network, &[[0.0; 3]], &[[1.0, 0.0]]).expect("answers");
    assert!((found.log_loss() - 115.0).abs() < 1e-9, "{}", found.log_loss());
    let found = Calibration::of_labels(&*network, &[[0.0; 3]], &[[0.0, 1.0]]).expect("answers");
    assert!((found.log_loss() / (0.5 * (-30f64).exp()) - 1.0).abs() < 1e-9, "{}", found.log_loss());
}

/// Score and stratum of a target under a loss.
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
        let scaled = ScaledBySample(by_class);
        assert_eq!(Loss::<Softmax>::weight::<[f64; 4]>(&scaled, &(target, -3.0)), WEIGHTS[target]);
        assert_eq!(Loss::<Softmax>::factor::<[f64; 4]>(&scaled, &(target, -3.0)), -3.0);
    }
    assert_eq!(said::<Softmax, _>(SoftCrossEntropy, &[0.1, 0.6, 0.2, 0.1]), (1.0, 1));
    assert_eq!(said::<Softmax, _>(SoftCrossEntropy, &[0.1, 0.2, 0.6, 0.1]), (0.0, 2));
}

#[test]
fn of_losses_of_values() {
    // Two of four signs agree with those of the logits: -, +, +, -.
    assert_eq!(said::<Linear, _>(Hinge, &[-1.0, 1.0, -1.0, 1.0]).0, 0.5);
    assert_eq!(said::<Sigmoid, _>(SigmoidCrossEntropy, &[0.0, 1.0, 0.0, 0.0]).0, 0.75);
    let target = [0.0, 0.0, 0.5, -0.5];
    assert_eq!(said::<Linear, _>(MeanAbsoluteError, &target).0, 0.75);
    assert_eq!(said::<Linear, _>(MeanSquaredError, &target).0, 0.75);
    for target in [f64::NAN, f64::INFINITY].map(|wrong| [0.0, wrong, 0.0, 0.0]) {
        assert!(Loss::<Linear>::check(&MeanAbsoluteError, &target).is_err());
    }
}

/// One line per metric: what it says of some rows of the samples.
macro_rules! metrics {
    ($($name:ident: $metric:expr;)+) => {
        mod every {
            use super::*;

            $(
                #[test]
                fn $name() {
                    check($metric);
                }
            )+

            #[test]
            fn file_has_a_line() {
                let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ffnn-core/src/metrics");
                let lines = [$(stringify!($name)),+];
                for entry in std::fs::read_dir(folder).expect("the metrics of the library") {
                    let path = entry.expect("an entry can be read").path();
                    let file = path.file_stem().expect("a name").to_string_lossy().to_string();
                    assert!(lines.contains(&file.as_str()), "the list in tests/metrics.rs has no line for {file}");
                }
            }
        }
    };
}

metrics! {
    calibration: |inputs: &[[f64; 3]], classes: &[usize]| {
        Calibration::of_classes(&*Classes::<f64>::boxed(3), inputs, classes).map(|metric| metric.brier())
    };
    confusion: |inputs: &[[f64; 3]], classes: &[usize]| {
        Confusion::of(&*Classes::<f64>::boxed(3), inputs, classes).map(|metric| metric.accuracy())
    };
    labels: |inputs: &[[f64; 3]], classes: &[usize]| {
        let answers: Vec<_> = classes.iter().map(|class| [(class % 2) as f64, (class / 2) as f64]).collect();
        Labels::of(&*Answers::<f64>::boxed(3), inputs, &answers).map(|metric| metric.report().macro_average.f1)
    };
    r_squared: |inputs: &[[f64; 3]], classes: &[usize]| {
        let values: Vec<_> = classes.iter().map(|&class| [class as f64, -(class as f64)]).collect();
        RSquared::of(&*Values::<f64>::boxed(3), inputs, &values).map(|metric| metric.mean())
    };
    report: |inputs: &[[f64; 3]], classes: &[usize]| {
        Report::of(&*Classes::<f64>::boxed(3), inputs, classes).map(|metric| metric.macro_average.f1)
    };
    top_k: |inputs: &[[f64; 3]], classes: &[usize]| {
        TopK::of(&*Classes::<f64>::boxed(3), 2, inputs, classes).map(|metric| metric.accuracy())
    };
}

/// The order of samples does not matter; no sample, a target too few and an input that is NaN are errors.
fn check(metric: impl Fn(&[[f64; 3]], &[usize]) -> Result<f64, ffnn::TrainError>) {
    let (mut inputs, mut targets) = (inputs(), std::array::from_fn::<usize, SAMPLES, _>(|sample| sample % 4));
    let value = metric(&inputs, &targets).expect("good data");
    assert!(value.is_finite(), "{value}");
    assert!(metric(&[], &[]).is_err(), "no sample");
    assert!(metric(&inputs, &targets[1..]).is_err(), "a target is missing");
    inputs.reverse();
    targets.reverse();
    let reversed = metric(&inputs, &targets).expect("good data");
    assert!((value - reversed).abs() < 1e-12, "expected {value}, found {reversed} in reverse order");
    inputs[4][1] = f64::NAN;
    assert!(metric(&inputs, &targets).is_err(), "an input is NaN");
}
