use core::marker::PhantomData;
use std::boxed::Box;
use std::vec::Vec;

use nalgebra::SVector;

use super::denormal::{assert_none_denormal, small, tiny};
use super::{Tolerance, assert_close};
use crate::kernels::{Baseline, Level, Pass, dispatch_each};
use crate::{Deferred, Flat, LayerInfo, Leaf, Optimizer, Parameters, Persist, Reader, Role, Room, Scalar, Writer};

/// Number of parameters of the quadratic function to minimize.
const DIMENSIONS: usize = 7;

/// Number of steps that suffices for any reasonable learning rate.
const STEPS: usize = 500;

/// The fraction of the initial loss that may remain after [`STEPS`].
const LEFT: f64 = 1e-3;

/// Checks an optimizer, with a suitable learning rate, on a quadratic function:
///
/// ```text
/// f(w) = Σ_i c[i] (w[i] - t[i])² / 2      c from 1 to 4, t about ±1, w = 0 at the start
/// ```
///
/// # Panics
///
/// Panics unless, in `f32` and `f64`,
///
/// - its settings pass its own [`check`](Optimizer::check),
/// - 500 steps leave at most a thousandth of `f`,
/// - [`apply`](Optimizer::apply) subtracts the result of [`transform`](Optimizer::transform), bit for bit,
/// - parameters of 0 with a gradient of 0 stay at 0 in the first step,
/// - a state saved and restored halfway, as by a checkpoint, continues bit for bit,
/// - every instruction set of this processor agrees with the baseline,
/// - with none of them small gradients leave denormal parameters.
pub fn check_optimizer<O: Optimizer>(optimizer: &O) {
    optimizer.check().expect("the settings are valid");
    check_scalar::<O, f32>(optimizer);
    check_scalar::<O, f64>(optimizer);
    check_levels::<O, f32>(optimizer, Tolerance::F32_STEPS);
    check_levels::<O, f64>(optimizer, Tolerance::F64_STEPS);
    check_denormal::<O, f32>(optimizer);
    check_denormal::<O, f64>(optimizer);
}

fn check_scalar<O: Optimizer, T: Scalar>(optimizer: &O) {
    check_first_step::<O, T>(optimizer);
    check_transform::<O, T>(optimizer);
    check_persist::<O, T>(optimizer);
    let (mut parameters, mut state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
    let start = parameters.loss();
    for _ in 0..STEPS {
        let mut gradient = parameters.gradient();
        optimizer.apply(Baseline, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
    }
    let part = parameters.loss() / start;
    assert!(part < LEFT, "{STEPS} steps left {part:e} of the loss: expected less than {LEFT:e}");
}

fn check_first_step<O: Optimizer, T: Scalar>(optimizer: &O) {
    let (mut parameters, mut gradient) = (Bowl::<T>::zeros_boxed(), Bowl::<T>::zeros_boxed());
    optimizer.apply(Baseline, &mut optimizer.state(), &mut *parameters, &mut *gradient, Deferred::NONE);
    let moved = parameters.as_slice().iter().any(|&parameter| parameter != T::ZERO);
    assert!(!moved, "a gradient of zero moved parameters of zero to {:?}", parameters.as_slice());
}

fn check_transform<O: Optimizer, T: Scalar>(optimizer: &O) {
    let (mut applied, mut applied_state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
    let (mut transformed, mut transformed_state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
    for step in 1..=20 {
        let mut gradient = transformed.gradient();
        optimizer.transform(Baseline, &mut transformed_state, &*transformed, &mut *gradient);
        for (parameter, &change) in transformed.as_mut_slice().iter_mut().zip(gradient.as_slice()) {
            *parameter -= change;
        }
        let mut gradient = applied.gradient();
        optimizer.apply(Baseline, &mut applied_state, &mut *applied, &mut *gradient, Deferred::NONE);
        let (applied, transformed) = (applied.as_slice(), transformed.as_slice());
        assert_eq!(applied, transformed, "step {step}: `apply` (left) and `transform` (right) differ");
    }
}

fn check_persist<O: Optimizer, T: Scalar>(optimizer: &O) {
    let (mut whole, mut whole_state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
    let (mut halves, mut state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
    for step in 1..=20 {
        let mut gradient = whole.gradient();
        optimizer.apply(Baseline, &mut whole_state, &mut *whole, &mut *gradient, Deferred::NONE);
        let mut writer = Writer::new();
        state.persist(&mut writer);
        let mut reader = Reader::new(writer.as_bytes());
        state = optimizer.state();
        state.restore(&mut reader).expect("the state reads what it wrote");
        reader.end().expect("the state reads all that it wrote");
        let mut gradient = halves.gradient();
        optimizer.apply(Baseline, &mut state, &mut *halves, &mut *gradient, Deferred::NONE);
        let (whole, halves) = (whole.as_slice(), halves.as_slice());
        assert_eq!(whole, halves, "step {step}: with the state kept (left), and with it saved and restored (right)");
    }
}

fn check_denormal<O: Optimizer, T: Scalar>(optimizer: &O) {
    for (start, size) in [(tiny::<T>(), 0.0), (tiny::<T>(), tiny::<T>()), (0.0, tiny::<T>()), (0.0, small::<T>())] {
        dispatch_each(SmallSteps { optimizer, start, size, scalar: PhantomData::<T> }, |level, parameters| {
            assert_none_denormal(&std::format!("gradients of {size:e}, {level}"), &parameters);
        });
    }
}

/// Steps with parameters and gradients of a given size.
struct SmallSteps<'a, O, T> {
    optimizer: &'a O,
    start: f64,
    size: f64,
    scalar: PhantomData<T>,
}

impl<O, T> Clone for SmallSteps<'_, O, T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<O: Optimizer, T: Scalar> Pass for SmallSteps<'_, O, T> {
    type Output = Vec<T>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let Self { optimizer, start, size, .. } = self;
        let (mut parameters, mut state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
        parameters.as_mut_slice().fill(T::from_f64(start));
        for step in 0..20 {
            let mut gradient = parameters.gradient();
            let values = gradient.as_mut_slice().iter_mut().enumerate();
            values.for_each(|(index, g)| *g = T::from_f64(if (index + step) % 2 == 0 { size } else { -0.7 * size }));
            optimizer.apply(level, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
        }
        parameters.as_slice().to_vec()
    }
}

fn check_levels<O: Optimizer, T: Scalar>(optimizer: &O, tolerance: Tolerance) {
    let mut first = None;
    dispatch_each(Steps(optimizer, PhantomData::<T>), |level, found| {
        let expected = first.get_or_insert_with(|| found.clone());
        assert_close(tolerance, &std::format!("the parameters after some steps, {level}"), &found, expected);
    });
}

/// Takes several steps from the start and returns the parameters.
struct Steps<'a, O, T>(&'a O, PhantomData<T>);

impl<O, T> Clone for Steps<'_, O, T> {
    fn clone(&self) -> Self {
        Self(self.0, self.1)
    }
}

impl<O: Optimizer, T: Scalar> Pass for Steps<'_, O, T> {
    type Output = Vec<T>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let Self(optimizer, _) = self;
        let (mut parameters, mut state) = (Bowl::<T>::zeros_boxed(), optimizer.state());
        for step in 1..=20 {
            let mut gradient = parameters.gradient();
            if step % 2 == 0 {
                optimizer.apply(level, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
            } else {
                optimizer.transform(level, &mut state, &*parameters, &mut *gradient);
                for (parameter, &change) in parameters.as_mut_slice().iter_mut().zip(gradient.as_slice()) {
                    *parameter -= change;
                }
            }
        }
        parameters.as_slice().to_vec()
    }
}

/// Parameters `w` and the quadratic function to minimize.
#[repr(C)]
struct Bowl<T> {
    place: SVector<T, DIMENSIONS>,
}

impl<T: Scalar> Bowl<T> {
    /// The pair `(c, t)` for each parameter.
    fn shape() -> impl Iterator<Item = (f64, f64)> {
        (0..DIMENSIONS).map(|index| {
            let target = if index % 2 == 0 { 1.0 } else { -0.7 };
            (1.0 + 0.5 * index as f64, target)
        })
    }

    fn loss(&self) -> f64 {
        let terms = self.as_slice().iter().zip(Self::shape());
        terms.map(|(w, (curvature, target))| 0.5 * curvature * (w.to_f64() - target) * (w.to_f64() - target)).sum()
    }

    fn gradient(&self) -> Box<Self> {
        let mut gradient = Self::zeros_boxed();
        let places = self.as_slice().iter().zip(Self::shape());
        for (value, (w, (curvature, target))) in gradient.as_mut_slice().iter_mut().zip(places) {
            *value = T::from_f64(curvature * (w.to_f64() - target));
        }
        gradient
    }
}

crate::layout! { impl[T: Scalar] Flat<T> for Bowl<T> { place } }

impl<T: Scalar> Parameters for Bowl<T> {
    type Scalar = T;
    const LAYERS: &'static [LayerInfo] = &[LayerInfo {
        name: "bowl",
        kind: "Bowl",
        inputs: 1,
        outputs: DIMENSIONS,
        multiply_adds: 0,
        offset: 0,
        parameters: DIMENSIONS,
        leaves: &[Leaf { name: "place", role: Role::Weight, shape: (DIMENSIONS, 1) }],
        state_leaves: &[],
        absorbed_bias: None,
        room: Room::NONE,
        smallest_batch: 1,
        samplewise: true,
        defers: false,
    }];
}
