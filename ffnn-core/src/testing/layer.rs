use core::array;
use std::boxed::Box;
use std::format;
use std::vec;
use std::vec::Vec;

use super::denormal::{assert_none_denormal, small, tiny};
use super::gradient::{measure, place};
use super::{GradientCheck, Tolerance, assert_close};
use crate::kernels::{self, Baseline, Level, Pass, dispatch_each};
use crate::members::initializers::glorot_uniform;
use crate::{Flat, Layer, Scalar, Stream, Trace};

/// Batch sizes: one sample, a few, a full group of the kernels, and a group with a remainder.
const BATCHES: [usize; 4] = [1, 3, 8, 11];

/// Checks a layer from `IN` values to `OUT` at random points at least 0.1 away from 0, where many layers have a kink.
///
/// # Panics
///
/// Panics unless, for several batch sizes,
///
/// - the backward pass agrees with central differences of the training pass, with respect to the parameters and the
///   input, in `f64` ([`GradientCheck`]),
/// - it overwrites all its outputs, and the parameter gradient does not depend on whether that of the input is
///   computed,
/// - predicting is deterministic, bit for bit, and each sample gives the same result as alone,
/// - `f32` agrees with `f64` ([`Tolerance::F32_PASS`]),
/// - samples in lanes ([`Layer::forward_lanes`]) give the same results as in rows,
/// - every instruction set of this processor agrees with the baseline ([`Tolerance::F64_PASS`], `F32_PASS`),
/// - with none of them a pass produces denormal numbers from denormal or small inputs, parameters or derivatives.
pub fn check_layer<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>(layer: &Y) {
    for samples in BATCHES.into_iter().filter(|&samples| samples >= Y::SMALLEST_BATCH) {
        let mut case = Case::draw(layer, samples);
        let narrow = case.narrow();
        check_derivatives(&mut case);
        check_predictions(&case);
        check_levels(&case, Tolerance::F64_PASS);
        check_levels(&narrow, Tolerance::F32_PASS);
        check_denormal(&case);
        check_denormal(&narrow);
        if samples > 1 {
            check_lanes(&case, Tolerance::F64_PASS);
            check_lanes(&narrow, Tolerance::F32_PASS);
        }
        let (found, expected) = (narrow.predict(Baseline, &narrow.inputs), case.predict(Baseline, &case.inputs));
        assert_close(Tolerance::F32_PASS, "the prediction in f32", found.as_flattened(), expected.as_flattened());
        narrow.train(Baseline, true).assert_close(&case.train(Baseline, true), Tolerance::F32_PASS, "f32");
    }
}

fn check_derivatives<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>(case: &mut Case<'_, Y, f64, IN, OUT>) {
    let trained = case.train(Baseline, true);
    let mut check = GradientCheck::new();
    for index in 0..<Y::Parameters<f64> as Flat<f64>>::COUNT {
        let measured = measure(case, |case| &mut case.parameters.as_mut_slice()[index], Case::terms);
        check.add(trained.gradient[index], measured, || place(Y::LEAVES, index));
    }
    for (index, &computed) in trained.input_gradient.as_flattened().iter().enumerate() {
        let measured = measure(case, |case| &mut case.inputs.as_flattened_mut()[index], Case::terms);
        check.add(computed, measured, || format!("input[{}][{}]", index / IN, index % IN));
    }
    check.assert_passed();
    let without = case.train(Baseline, false);
    assert_eq!(
        without.gradient, trained.gradient,
        "the gradient depends on whether the gradient with respect to the input is computed"
    );
}

fn check_predictions<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize>(case: &Case<'_, Y, f64, IN, OUT>) {
    let together = case.predict(Baseline, &case.inputs);
    assert_eq!(case.predict(Baseline, &case.inputs), together, "predicting twice gave different values");
    for (input, together) in case.inputs.iter().zip(&together) {
        let alone = case.predict(Baseline, &[*input]);
        assert_close(Tolerance::F64_PASS, "the prediction of one sample alone", alone.as_flattened(), together);
    }
}

fn check_levels<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(
    case: &Case<'_, Y, T, IN, OUT>,
    tolerance: Tolerance,
) {
    let (predicted, trained) = (case.predict(Baseline, &case.inputs), case.train(Baseline, true));
    dispatch_each(Predict(case), |level, found| {
        let name = format!("the prediction, {level}");
        assert_close(tolerance, &name, found.as_flattened(), predicted.as_flattened());
    });
    dispatch_each(Train(case), |level, found| found.assert_close(&trained, tolerance, level));
}

fn check_denormal<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(case: &Case<'_, Y, T, IN, OUT>) {
    let (tiny, small) = (tiny::<T>(), small::<T>());
    for [inputs, parameters, weights] in [
        [tiny, 1.0, 1.0],
        [1.0, tiny, 1.0],
        [1.0, 1.0, tiny],
        [small, small, 1.0],
        [small, 1.0, small],
        [1.0, small, small],
    ] {
        let case = case.sized(inputs, parameters, weights);
        dispatch_each(Predict(&case), |level, found| {
            assert_none_denormal(&format!("the prediction, {level}"), found.as_flattened());
        });
        dispatch_each(Train(&case), |level, found| {
            let name = |part: &str| format!("{part} in training, {level}");
            assert_none_denormal(&name("the output"), found.output.as_flattened());
            assert_none_denormal(&name("the state"), &found.state);
            assert_none_denormal(&name("the gradient"), &found.gradient);
            assert_none_denormal(&name("the gradient with respect to the input"), found.input_gradient.as_flattened());
        });
    }
}

fn check_lanes<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(
    case: &Case<'_, Y, T, IN, OUT>,
    tolerance: Tolerance,
) {
    let predicted = case.predict(Baseline, &case.inputs);
    dispatch_each(PredictLanes(case), |level, found| {
        let name = format!("the prediction of samples side by side, {level}");
        // Surplus lanes repeat samples of the case.
        let expected: Vec<_> = (0..LANES).map(|lane| predicted[lane % predicted.len()]).collect();
        assert_close(tolerance, &name, found.as_flattened(), expected.as_flattened());
    });
}

/// A layer with everything that a pass needs.
struct Case<'a, Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> {
    layer: &'a Y,
    parameters: Box<Y::Parameters<T>>,
    state: Box<Y::State<T>>,
    inputs: Vec<[T; IN]>,
    /// The weights of the outputs in the sum whose derivatives are checked.
    weights: Vec<[T; OUT]>,
    stream: Stream,
}

impl<'a, Y: Layer<IN, OUT>, const IN: usize, const OUT: usize> Case<'a, Y, f64, IN, OUT> {
    /// Draws a case in which every number is exact in `f32`, too.
    fn draw(layer: &'a Y, samples: usize) -> Self {
        let stream = Stream::root(samples as u64);
        let random = &mut stream.named("case").random();
        let (mut parameters, mut state) = (Y::Parameters::<f64>::zeros_boxed(), Y::State::<f64>::zeros_boxed());
        layer.initialize(&mut parameters, &mut state, glorot_uniform, random);
        for parameter in parameters.as_mut_slice() {
            *parameter = f64::from((*parameter + 0.1 * random.normal()) as f32);
        }
        let inputs = (0..samples).map(|_| {
            core::array::from_fn(|_| {
                let value = random.normal();
                f64::from((value + 0.1f64.copysign(value)) as f32)
            })
        });
        let inputs = inputs.collect();
        let weights = (0..samples).map(|_| core::array::from_fn(|_| f64::from(random.normal() as f32))).collect();
        Self { layer, parameters, state, inputs, weights, stream: stream.named("training") }
    }

    fn narrow(&self) -> Case<'a, Y, f32, IN, OUT> {
        let mut parameters = Y::Parameters::<f32>::zeros_boxed();
        for (narrow, &wide) in parameters.as_mut_slice().iter_mut().zip(self.parameters.as_slice()) {
            *narrow = wide as f32;
        }
        let mut state = Y::State::<f32>::zeros_boxed();
        for (narrow, &wide) in state.as_mut_slice().iter_mut().zip(self.state.as_slice()) {
            *narrow = wide as f32;
        }
        let inputs = self.inputs.iter().map(|row| row.map(|value| value as f32)).collect();
        let weights = self.weights.iter().map(|row| row.map(|value| value as f32)).collect();
        Case { layer: self.layer, parameters, state, inputs, weights, stream: self.stream }
    }

    /// The terms of the sum whose derivatives are checked.
    fn terms(&self) -> Vec<f64> {
        let output = self.train(Baseline, false).output;
        output.as_flattened().iter().zip(self.weights.as_flattened()).map(|(y, weight)| y * weight).collect()
    }
}

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Case<'_, Y, T, IN, OUT> {
    /// Scales inputs, parameters and output weights by these factors. Denormal numbers are flushed to 0, because a
    /// layer may pass on the ones it is given.
    fn sized(&self, inputs: f64, parameters: f64, weights: f64) -> Self {
        let scaled = |value: T, factor: f64| T::from_f64(value.to_f64() * factor).flushed();
        let mut sized = Self {
            layer: self.layer,
            parameters: self.parameters.clone_boxed(),
            state: self.state.clone_boxed(),
            inputs: self.inputs.iter().map(|row| row.map(|x| scaled(x, inputs))).collect(),
            weights: self.weights.iter().map(|row| row.map(|x| scaled(x, weights))).collect(),
            stream: self.stream,
        };
        sized.parameters.as_mut_slice().iter_mut().for_each(|x| *x = scaled(*x, parameters));
        sized
    }

    #[inline(always)]
    fn predict<L: Level>(&self, level: L, inputs: &[[T; IN]]) -> Vec<[T; OUT]> {
        let mut output = vec![[nan(); OUT]; inputs.len()];
        self.layer.forward(level, &self.parameters, &self.state, inputs, &mut output);
        output
    }

    /// Runs both training passes. What they must overwrite is NaN before.
    #[inline(always)]
    fn train<L: Level>(&self, level: L, by_input: bool) -> Trained<T, IN, OUT> {
        let samples = self.inputs.len();
        let (mut output, mut memory) = (vec![[nan(); OUT]; samples], vec![nan(); Y::ROOM.values(samples)]);
        let mut output_gradient = self.weights.clone();
        let mut trace =
            Trace { output: &mut output, gradient: &mut output_gradient, memory: &mut memory, defers: false };
        let mut state = self.state.clone_boxed();
        let random = &mut self.stream.random();
        self.layer.forward_train(level, &self.parameters, &mut state, &self.inputs, &mut trace, random);

        let mut gradient = Y::Parameters::<T>::zeros_boxed();
        gradient.as_mut_slice().fill(nan());
        let mut input_gradient = vec![[nan(); IN]; if by_input { samples } else { 0 }];
        let rows = by_input.then_some(&mut input_gradient[..]);
        self.layer.backward(level, &self.parameters, &self.inputs, &mut trace, &mut gradient, rows);
        let (gradient, state) = (gradient.as_slice().to_vec(), state.as_slice().to_vec());
        Trained { output, state, gradient, input_gradient }
    }
}

/// The results of both training passes.
struct Trained<T, const IN: usize, const OUT: usize> {
    output: Vec<[T; OUT]>,
    state: Vec<T>,
    gradient: Vec<T>,
    input_gradient: Vec<[T; IN]>,
}

impl<T: Scalar, const IN: usize, const OUT: usize> Trained<T, IN, OUT> {
    #[track_caller]
    fn assert_close<U: Scalar>(&self, expected: &Trained<U, IN, OUT>, tolerance: Tolerance, what: &str) {
        let name = |part: &str| format!("{part} in training, {what}");
        assert_close(tolerance, &name("the output"), self.output.as_flattened(), expected.output.as_flattened());
        assert_close(tolerance, &name("the state"), &self.state, &expected.state);
        assert_close(tolerance, &name("the gradient"), &self.gradient, &expected.gradient);
        let (found, expected) = (self.input_gradient.as_flattened(), expected.input_gradient.as_flattened());
        assert_close(tolerance, &name("the gradient with respect to the input"), found, expected);
    }
}

struct Predict<'a, 'b, Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(&'a Case<'b, Y, T, IN, OUT>);

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Clone for Predict<'_, '_, Y, T, IN, OUT> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Pass for Predict<'_, '_, Y, T, IN, OUT> {
    type Output = Vec<[T; OUT]>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        self.0.predict(level, &self.0.inputs)
    }
}

/// Number of samples in the lanes.
const LANES: usize = 16;

struct PredictLanes<'a, 'b, Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(
    &'a Case<'b, Y, T, IN, OUT>,
);

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Clone for PredictLanes<'_, '_, Y, T, IN, OUT> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Pass for PredictLanes<'_, '_, Y, T, IN, OUT> {
    type Output = [[T; OUT]; LANES];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let Case { layer, parameters, state, inputs, .. } = self.0;
        let (mut input, mut output) = ([[nan(); LANES]; IN], [[nan(); LANES]; OUT]);
        let (samples, mut results) = (array::from_fn(|lane| inputs[lane % inputs.len()]), [[nan(); OUT]; LANES]);
        kernels::turn(level, &samples, &mut input);
        layer.forward_lanes(level, parameters, state, &input, &mut output);
        kernels::turn(level, &output, &mut results);
        results
    }
}

struct Train<'a, 'b, Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(&'a Case<'b, Y, T, IN, OUT>);

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Clone for Train<'_, '_, Y, T, IN, OUT> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Pass for Train<'_, '_, Y, T, IN, OUT> {
    type Output = Trained<T, IN, OUT>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        self.0.train(level, true)
    }
}

fn nan<T: Scalar>() -> T {
    T::from_f64(f64::NAN)
}
