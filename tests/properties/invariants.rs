//! Properties, checked for one network.

use ffnn::files::{self, Metadata, Names};
use ffnn::kernels::{Pass, dispatch_at};
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::train::Target;
use ffnn::{Level, Optimizer, Stream, Vector};

use super::{Case, instructions};

/// Tolerance of one pass.
fn pass<N: Network>() -> Tolerance {
    if size_of::<N::Scalar>() == size_of::<f32>() { Tolerance::F32_PASS } else { Tolerance::F64_PASS }
}

/// Tolerances for numbers near one, scaled by the magnitude of the inputs.
fn scaled(Tolerance(limit): Tolerance, case: Case) -> Tolerance {
    Tolerance(limit * case.scale.max(1.0))
}

fn inputs<N: Network>(case: Case) -> Vec<N::Input> {
    let mut random = Stream::root(case.seed).named("inputs").random();
    let mut input = || {
        let mut input = N::Input::ZERO;
        input.as_mut().iter_mut().for_each(|value| *value = Scalar::from_f64(case.scale * random.normal()));
        input
    };
    (0..case.samples).map(|_| input()).collect()
}

fn classes<N: Network>(case: Case) -> Vec<usize> {
    let mut random = Stream::root(case.seed).named("classes").random();
    (0..case.samples).map(|_| random.below(N::Logits::LEN)).collect()
}

fn bits<N: Network>(network: &N) -> Vec<u64> {
    network.as_slice().iter().map(|value| value.to_f64().to_bits()).collect()
}

fn norm<T: Scalar>(values: &[T]) -> f64 {
    values.iter().map(|value| value.to_f64() * value.to_f64()).sum::<f64>().sqrt()
}

pub(super) fn probabilities<N: Network<Head = Softmax>>(case: Case) {
    let network = N::boxed(case.seed);
    for instructions in instructions() {
        for input in &inputs::<N>(case) {
            let answer = network.predict_at(instructions, input);
            let probabilities: Vec<f64> = answer.as_ref().iter().map(|value| value.to_f64()).collect();
            assert!(probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)), "{probabilities:?}");
            assert_close(pass::<N>(), "the sum", &[probabilities.iter().sum::<f64>()], &[1.0]);
        }
    }
}

pub(super) fn losses<N: Network<Head = Softmax>>(case: Case) {
    loss_is_not_negative::<N, _>(case, SoftmaxCrossEntropy, &classes::<N>(case));
}

pub(super) fn loss_is_not_negative<N: Network, L: Loss<N::Head>>(case: Case, loss: L, targets: &[Target<N, L>]) {
    let inputs = inputs::<N>(case);
    for instructions in instructions() {
        let optimizer = GradientDescent::new(case.rate);
        let builder =
            Trainer::<N>::builder().loss(loss.clone()).optimizer(optimizer).batch(case.samples).seed(case.seed);
        let mut trainer = builder.instructions(instructions).build().expect("every setting is sound");
        for _ in 0..2 {
            // A rate that is too large gives an error instead of a loss.
            let Ok(loss) = trainer.step(&inputs, targets) else { break };
            assert!(loss >= 0.0, "{loss} at {instructions}");
        }
    }
}

pub(super) fn standing<N: Network<Head = Softmax>, O: Optimizer>(case: Case, optimizer: O) {
    for instructions in instructions() {
        let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).batch(case.samples).seed(case.seed);
        let mut trainer = builder.instructions(instructions).build().expect("every setting is sound");
        let before: Vec<f64> = trainer.network().parameters().as_slice().iter().map(|value| value.to_f64()).collect();
        for _ in 0..2 {
            trainer.step(&inputs::<N>(case), &classes::<N>(case)).expect("every value is finite");
        }
        let after = trainer.network().parameters().as_slice().iter().map(|value| value.to_f64());
        assert!(after.eq(before), "at {instructions}");
    }
}

pub(super) fn permuted<N: Network<Head = Softmax>>(case: Case) {
    let (inputs, classes) = (inputs::<N>(case), classes::<N>(case));
    let mut order: Vec<usize> = (0..case.samples).collect();
    Stream::root(case.seed).named("order").random().shuffle(&mut order);
    let (others, answers): (Vec<_>, Vec<_>) = order.iter().map(|&row| (inputs[row], classes[row])).unzip();
    for instructions in instructions() {
        let loss = |inputs: &[N::Input], classes: &[usize]| {
            let builder = Trainer::<N>::builder().batch(case.samples).seed(case.seed).instructions(instructions);
            let mut trainer = builder.build().expect("every setting is sound");
            trainer.compute(inputs, classes).expect("every value is finite")
        };
        let (one, other) = (loss(&inputs, &classes), loss(&others, &answers));
        assert_close(scaled(pass::<N>(), case), "the loss", &[other], &[one]);
    }
}

pub(super) fn frozen<N: Freeze<Head = Softmax>>(case: Case) {
    // Trained a little, so that running statistics differ from their initial values.
    let mut trainer = Trainer::<N>::builder().batch(case.samples).seed(case.seed).build().expect("sound settings");
    let inputs = inputs::<N>(case);
    for _ in 0..3 {
        trainer.step(&inputs, &classes::<N>(case)).expect("every value is finite");
    }
    let network = trainer.into_network();
    let frozen = network.freeze();
    for instructions in instructions() {
        for input in &inputs {
            let (found, expected) = (frozen.logits_at(instructions, input), network.logits_at(instructions, input));
            assert_close(scaled(pass::<N>(), case), "the logits", found.as_ref(), expected.as_ref());
        }
    }
}

pub(super) fn saved<N: Network>(case: Case) {
    let network = N::boxed(case.seed);
    let metadata = Metadata::new().seed(case.seed).metric(case.rate);
    for names in [Names::torch(), Names::sequential(), Names::keras()] {
        let bytes = files::to_bytes(&*network, &metadata, &names).expect("every value is finite");
        let mut loaded = N::zeros_boxed();
        let found = files::from_bytes(&mut *loaded, &bytes, &names).expect("this is its file");
        assert_eq!((found.seed, found.metric), (metadata.seed, metadata.metric));
        assert_eq!(bits(&*loaded), bits(&*network));
    }
}

/// An optimizer's change of a gradient.
struct Change<'a, O, P> {
    optimizer: O,
    parameters: &'a P,
    gradient: &'a mut P,
}

impl<O: Optimizer, P: ffnn::Parameters> Pass for Change<'_, O, P> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let mut state = self.optimizer.state();
        self.optimizer.transform(level, &mut *state, self.parameters, self.gradient);
    }
}

/// A gradient, before and after `optimizer`.
fn changed<N: Network<Head = Softmax>, O: Optimizer>(case: Case, optimizer: &O, check: impl Fn(&[f64], &[f64])) {
    let mut trainer = Trainer::<N>::builder().batch(case.samples).seed(case.seed).build().expect("sound settings");
    trainer.compute(&inputs::<N>(case), &classes::<N>(case)).expect("every value is finite");
    let numbers = |parameters: &N::Parameters| parameters.as_slice().iter().map(|g| g.to_f64()).collect::<Vec<_>>();
    for instructions in instructions() {
        let mut gradient = N::Parameters::zeros_boxed();
        gradient.as_mut_slice().copy_from_slice(trainer.gradient().as_slice());
        let parameters = trainer.network().parameters();
        dispatch_at(instructions, Change { optimizer: optimizer.clone(), parameters, gradient: &mut *gradient });
        check(&numbers(trainer.gradient()), &numbers(&gradient));
    }
}

/// Clipping rounds once per value, and once for the factor.
fn above(limit: f64) -> f64 {
    limit * (1.0 + 1e-6)
}

pub(super) fn clipped<N: Network<Head = Softmax>, O: Optimizer>(case: Case, optimizer: O) {
    changed::<N, O>(case, &optimizer, |before, after| {
        let (long, short) = (norm(before), norm(after));
        assert!(short <= above(case.limit), "a norm of {short} is clipped at {}", case.limit);
        if long <= case.limit {
            assert_eq!(before, after);
        } else {
            let expected: Vec<f64> = before.iter().map(|value| value * (case.limit / long)).collect();
            assert_close(pass::<N>(), "the gradient", after, &expected);
            // Tolerances are absolute for small values, but directions are relative.
            let product: f64 = before.iter().zip(after).map(|(before, after)| before * after).sum();
            assert!(product >= long * short * (1.0 - 1e-6), "{product} of {}", long * short);
        }
    });
}

/// Clipping by the norm of each tensor or by value: no result exceeds the limit, and no value grows or changes its
/// sign.
pub(super) fn within<N: Network<Head = Softmax>, O: Optimizer>(case: Case, optimizer: O) {
    changed::<N, O>(case, &optimizer, |before, after| {
        for (before, after) in before.iter().zip(after) {
            assert!(after.abs() <= above(case.limit).min(above(before.abs())), "{before} became {after}");
            assert!(before * after >= 0.0, "{before} became {after}");
        }
    });
}
