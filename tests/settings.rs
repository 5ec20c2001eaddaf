//! Every setting of an optimizer, loss, schedule and augmentation is rejected by name just beyond its bounds and
//! accepted at its bounds.

use ffnn::data::{AugmentImages, Augmentation};
use ffnn::losses::{ScaledBySample, WeightedByClass, WeightedBySample};
use ffnn::optimizers::{AmsGrad, ClipByNorm, ClipByValue, Epsilon, Lion, Nadam};
use ffnn::prelude::*;
use ffnn::schedules::{Constant, CosineRestarts, InverseTimeDecay, PiecewiseConstant, PolynomialDecay};
use ffnn::train::Learner;
use ffnn::{Level, Optimizer, Schedule, SettingError, TargetError, TrainError, Vector};

const FINITE: &str = "a finite number, at least 0";
const POSITIVE: &str = "a finite number above 0";
const BELOW_1: &str = "at least 0 and below 1";
const FROM_0_TO_1: &str = "from 0 to 1";
const FROM_1: &str = "a finite number, at least 1";
const INFINITY: f64 = f64::INFINITY;

/// Values just outside the bounds.
fn beyond(expected: &'static str) -> [f64; 3] {
    match expected {
        FINITE => [-f64::MIN_POSITIVE, INFINITY, f64::NAN],
        POSITIVE => [0.0, INFINITY, f64::NAN],
        BELOW_1 => [-f64::MIN_POSITIVE, 1.0, f64::NAN],
        FROM_0_TO_1 => [-f64::MIN_POSITIVE, 1.0 + f64::EPSILON, f64::NAN],
        FROM_1 => [1.0 - f64::EPSILON, INFINITY, f64::NAN],
        _ => unreachable!("no such bounds"),
    }
}

/// The smallest and the largest valid values.
fn within(expected: &'static str) -> [f64; 2] {
    match expected {
        FINITE => [0.0, f64::MAX],
        POSITIVE => [f64::MIN_POSITIVE, f64::MAX],
        BELOW_1 => [0.0, 1.0 - f64::EPSILON],
        FROM_0_TO_1 => [0.0, 1.0],
        FROM_1 => [1.0, f64::MAX],
        _ => unreachable!("no such bounds"),
    }
}

#[track_caller]
fn bounds(name: &'static str, expected: &'static str, check: impl Fn(f64) -> Result<(), SettingError>) {
    for value in beyond(expected) {
        let error = check(value).expect_err(name);
        assert_eq!((error.name, error.expected), (name, expected), "{value}");
        assert_eq!(error.found.to_bits(), value.to_bits(), "{name}");
    }
    for value in within(expected) {
        assert_eq!(check(value), Ok(()), "{name}: {value}");
    }
}

#[test]
fn of_optimizers() {
    const RATE: &str = "the learning rate";
    bounds(RATE, FINITE, |rate| GradientDescent::new(rate).check());
    bounds(RATE, FINITE, |rate| Momentum::new(rate).check());
    bounds("the momentum", BELOW_1, |momentum| Momentum { momentum, ..Momentum::new(0.1) }.check());
    bounds("the dampening", BELOW_1, |dampening| Momentum { dampening, ..Momentum::new(0.1) }.check());
    bounds(RATE, FINITE, |rate| Nesterov::new(rate).check());
    bounds("the momentum", BELOW_1, |momentum| Nesterov { momentum, ..Nesterov::new(0.1) }.check());
    bounds(RATE, FINITE, |rate| Lion::new(rate).check());
    bounds("beta1", BELOW_1, |beta1| Lion { beta1, ..Lion::new(0.1) }.check());
    bounds("beta2", BELOW_1, |beta2| Lion { beta2, ..Lion::new(0.1) }.check());
    bounds("the weight decay", FINITE, |decay| Lion { decay, ..Lion::new(0.1) }.check());
    bounds("the weight decay", FINITE, |decay| DecayWeights::new(decay).check());
    bounds("the norm to clip at", POSITIVE, |norm| ClipByNorm(norm).check());
    bounds("the norm to clip at", POSITIVE, |norm| ClipByGlobalNorm(norm).check());
    bounds("the value to clip at", POSITIVE, |value| ClipByValue(value).check());
}

#[test]
fn of_optimizers_with_squares() {
    const RATE: &str = "the learning rate";
    let adam = Adam::new(0.1);
    bounds(RATE, FINITE, |rate| Adam::new(rate).check());
    bounds("beta1", BELOW_1, |beta1| Adam { beta1, ..adam }.check());
    bounds("beta2", BELOW_1, |beta2| Adam { beta2, ..adam }.check());
    bounds("epsilon", POSITIVE, |epsilon| Adam { epsilon, ..adam }.check());
    bounds("epsilon_root", FINITE, |epsilon_root| Adam { epsilon_root, ..adam }.check());
    // One positive epsilon is enough.
    assert_eq!(Adam { epsilon: 0.0, epsilon_root: 1e-8, ..adam }.check(), Ok(()));
    bounds(RATE, FINITE, |rate| AdamW::new(rate).check());
    bounds("the weight decay", FINITE, |decay| AdamW { decay, ..AdamW::new(0.1) }.check());
    bounds(RATE, FINITE, |rate| AmsGrad::new(rate).check());
    bounds(RATE, FINITE, |rate| Nadam::new(rate).check());
    bounds("the growth", FINITE, |growth| Nadam { growth, ..Nadam::new(0.1) }.check());
    bounds(RATE, FINITE, |rate| RmsProp::new(rate).check());
    bounds("the decay", BELOW_1, |decay| RmsProp { decay, ..RmsProp::new(0.1) }.check());
    bounds("the momentum", BELOW_1, |momentum| RmsProp { momentum, ..RmsProp::new(0.1) }.check());
    bounds("the start", FINITE, |start| RmsProp { start, ..RmsProp::new(0.1) }.check());
    bounds(RATE, FINITE, |rate| AdaGrad::new(rate).check());
    bounds("the decay", FINITE, |decay| AdaGrad { decay, ..AdaGrad::new(0.1) }.check());
    for place in [Epsilon::Inside, Epsilon::Outside] {
        bounds("epsilon", POSITIVE, |epsilon| RmsProp { epsilon: place(epsilon), ..RmsProp::new(0.1) }.check());
        // A positive start never divides by zero.
        let started = AdaGrad { start: 0.1, ..AdaGrad::new(0.1) };
        bounds("epsilon", FINITE, |epsilon| AdaGrad { epsilon: place(epsilon), ..started }.check());
        let unstarted = AdaGrad { start: 0.0, ..started };
        bounds("epsilon", POSITIVE, |epsilon| AdaGrad { epsilon: place(epsilon), ..unstarted }.check());
    }
}

network! { struct Classes: 2 -> 3 { Dense<3>, Softmax } }
network! { struct Answer: 2 -> 1 { Dense<1>, Sigmoid } }
network! { struct Values: 2 -> 2 { Dense<2>, Linear } }

/// Builds a trainer with this loss, and checks that the first step of a learner gives the same result.
fn built<N: Network<Scalar = f32, Input = [f32; 2]>, L: Loss<N::Head>>(
    loss: L,
    target: L::Target<N::Logits>,
) -> Result<(), SettingError> {
    let (mut network, mut workspace) = (N::boxed(0), std::mem::MaybeUninit::uninit());
    let mut scratch = vec![0.0; ffnn::network::scratch::<N>(1)];
    let learner = Learner::new(&mut *network, GradientDescent::new(0.1), &mut workspace, &mut scratch);
    let learned = learner.expect("a learner").loss(loss.clone()).step(&[[0.5, 1.0]], &[target]);
    match Trainer::<N>::builder().loss(loss).build() {
        Ok(_) => {
            learned.expect("a step");
            Ok(())
        }
        Err(TrainError::Setting(problem)) => {
            let again = TrainError::Setting(problem);
            // NaN differs from itself, so compare the messages.
            assert_eq!(learned.expect_err("the same").to_string(), again.to_string());
            Err(problem)
        }
        Err(error) => panic!("{error}"),
    }
}

/// A custom loss: the squared distance over a temperature.
#[derive(Clone, Debug)]
struct Tempered {
    temperature: f64,
}

impl Loss<Linear> for Tempered {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "distance";

    fn check_settings<V: Vector>(&self) -> Result<(), SettingError> {
        SettingError::check_limit("the temperature", self.temperature)
    }

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        MeanSquaredError.check(target)
    }

    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        MeanSquaredError.value(level, logits, target) / V::Scalar::from_f64(self.temperature)
    }

    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let temperature = V::Scalar::from_f64(self.temperature);
        MeanSquaredError.gradient(level, logits, target, scale / temperature, gradient) / temperature
    }

    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        MeanSquaredError.score(logits, target)
    }
}

#[test]
fn of_losses() {
    bounds("the smoothing", FROM_0_TO_1, |smoothing| built::<Classes, _>(LabelSmoothing { smoothing }, 1));
    for delta in [-1.0, 0.0, INFINITY, f64::NAN] {
        let error = built::<Values, _>(Huber { delta }, [9.0, 9.0]).expect_err("no delta");
        assert_eq!((error.name, error.expected), ("the delta", POSITIVE));
    }
    for delta in [1e-300, 1e300] {
        let error = built::<Values, _>(Huber { delta }, [9.0, 9.0]).expect_err("no delta of `f32`").to_string();
        let expected = "a number above 0 in the range of the network's number type";
        assert_eq!(error, format!("the delta is {delta:e}: expected {expected}"));
    }
    assert_eq!(built::<Values, _>(Huber { delta: 1e-30 }, [9.0, 9.0]), Ok(()));
    // A custom loss, alone and inside another.
    bounds("the temperature", POSITIVE, |temperature| {
        Loss::<Linear>::check_settings::<[f64; 2]>(&Tempered { temperature })
    });
    assert!(built::<Values, _>(Tempered { temperature: -1.0 }, [0.0; 2]).is_err());
    assert!(built::<Values, _>(WeightedBySample(Tempered { temperature: -1.0 }), ([0.0; 2], 1.0)).is_err());
    assert!(built::<Values, _>(ScaledBySample(Tempered { temperature: -1.0 }), ([0.0; 2], 1.0)).is_err());
    assert_eq!(built::<Values, _>(WeightedBySample(Tempered { temperature: 2.0 }), ([0.0; 2], 1.0)), Ok(()));
}

#[test]
fn of_class_weights() {
    let classes = |weights: Vec<f64>| built::<Classes, _>(WeightedByClass { loss: SoftmaxCrossEntropy, weights }, 0);
    bounds("a class weight", FINITE, |weight| {
        // The largest value of the network's number type.
        classes(vec![1.0, if weight == f64::MAX { f32::MAX.into() } else { weight }, 0.5])
    });
    let error = classes(vec![1.0, 1e300, 0.5]).expect_err("infinite in `f32`").to_string();
    assert_eq!(error, "a class weight is 1e300: expected in the range of the network's number type");
    for found in [0, 1, 2, 4, 10] {
        let error = classes(vec![1.0; found]).expect_err("three classes");
        assert_eq!(
            error.to_string(),
            format!("the number of class weights is {found}: expected one per class of the network: 3")
        );
    }
    let inner = WeightedByClass { loss: LabelSmoothing { smoothing: 7.0 }, weights: [1.0; 3] };
    assert_eq!(built::<Classes, _>(inner, 1).expect_err("a smoothing of 7").name, "the smoothing");
}

#[test]
fn of_class_weights_of_answers_and_sides() {
    let answer =
        |weights: &'static [f64]| built::<Answer, _>(WeightedByClass { loss: SigmoidCrossEntropy, weights }, [1.0]);
    assert_eq!(answer(&[50.0]), Ok(()));
    assert_eq!(answer(&[1.0, 50.0]), Ok(()));
    for weights in [&[][..], &[1.0, 2.0, 3.0]] {
        let expected = format!(
            "the number of class weights is {}: expected 1 (positive) or 2 (negative and positive)",
            weights.len()
        );
        assert_eq!(answer(weights).expect_err("one answer").to_string(), expected);
    }
    let sides = |weights: &'static [f64]| built::<Values, _>(WeightedByClass { loss: Hinge, weights }, [1.0, -1.0]);
    assert_eq!(sides(&[1.0, 2.0]), Ok(()));
    let expected = "the number of class weights is 1: expected one per output of the network: 2";
    assert_eq!(sides(&[1.0]).expect_err("two sides").to_string(), expected);
}

#[test]
fn of_schedules() {
    let steps = Length::Steps(5);
    bounds("the decay factor", FROM_0_TO_1, |factor| StepDecay::new(factor, steps).check());
    bounds("the decay factor", FROM_0_TO_1, |factor| ExponentialDecay::new(factor, steps).check());
    bounds("the inverse time decay", FINITE, |decay| InverseTimeDecay::new(decay, steps).check());
    bounds("the last factor", FINITE, |last| CosineDecay { last, ..CosineDecay::new(steps) }.check());
    let restarts = CosineRestarts::new(steps);
    bounds("the lengthening of a wave", FROM_1, |lengthen| CosineRestarts { lengthen, ..restarts }.check());
    bounds("the shrinking of a wave", FROM_0_TO_1, |shrink| CosineRestarts { shrink, ..restarts }.check());
    bounds("the last factor", FINITE, |last| CosineRestarts { last, ..restarts }.check());
    bounds("the first factor", FINITE, |first| LinearWarmup::new(first, steps, Constant).check());
    let cycle = OneCycle::new(steps);
    bounds("the rising part", FROM_0_TO_1, |rise| OneCycle { rise, ..cycle }.check());
    bounds("the first division", FROM_1, |div| OneCycle { div, ..cycle }.check());
    bounds("the final division", FROM_1, |final_div| OneCycle { final_div, ..cycle }.check());
    bounds("the last factor", FINITE, |last| PolynomialDecay { last, ..PolynomialDecay::new(steps) }.check());
    bounds("the power of the decay", POSITIVE, |power| {
        PolynomialDecay { power, ..PolynomialDecay::new(steps) }.check()
    });
    bounds("the factor of a piece", FINITE, |factor| PiecewiseConstant::new([(steps, factor)]).check());
    let later = |epochs| PiecewiseConstant::new([(Length::Epochs(3), 0.5), (Length::Epochs(epochs), 0.1)]).check();
    assert!(later(3).is_err() && later(4).is_ok(), "each boundary is above the one before");
    let absolute = |difference| OnPlateau::new(Threshold::Absolute(difference));
    bounds("the absolute threshold", FINITE, |difference| absolute(difference).check());
    bounds("the relative threshold", BELOW_1, |part| OnPlateau::new(Threshold::Relative(part)).check());
    bounds("the plateau factor", FROM_0_TO_1, |factor| OnPlateau { factor, ..absolute(0.0) }.check());
    bounds("the least factor", FROM_0_TO_1, |least| OnPlateau { least, ..absolute(0.0) }.check());
}

#[test]
fn of_augmentations() {
    let check = |images: AugmentImages| Augmentation::<[f32; 12]>::check(&images);
    let images = AugmentImages::new(3, 4);
    bounds("the shift", FINITE, |shift| check(AugmentImages { shift, ..images }));
    bounds("the rotation", FINITE, |rotate| check(AugmentImages { rotate, ..images }));
    bounds("the noise", FINITE, |noise| check(AugmentImages { noise, ..images }));
    bounds("the resizing", BELOW_1, |resize| check(AugmentImages { resize, ..images }));
    check(AugmentImages::new(4, 4)).expect_err("an input has 12 pixels");
}
