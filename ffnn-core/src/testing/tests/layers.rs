//! Layers and activations with a mistake.

use super::refusal;
use crate::kernels::Level;
use crate::parameters::Role;
use crate::testing::{check_activation, check_layer};
use crate::{Activation, Initializer, Layer, Leaf, Options, Random, Scalar, Trace};

use nalgebra::SVector;

#[test]
fn mistakes_of_an_activation_are_found() {
    let message = |mistake| refusal(|| check_activation(&Mistaken(mistake), Some(-1.0..=1.0), &[]));
    check_activation(&Mistaken(Mistake::None), Some(-1.0..=1.0), &[]);
    for (mistake, sentence) in [
        (Mistake::Slope, "the derivative with respect to x = "),
        (Mistake::Range, "is not in -1.0..=1.0"),
        (Mistake::Extremes, "expected finite values"),
        (Mistake::Nan, "f(NaN) = 0: expected NaN"),
        (Mistake::Precision, "the value in f32[0]"),
        (Mistake::Together, "a value depends on its position in the row"),
        (Mistake::Levels, "]: found "),
    ] {
        let message = message(mistake);
        assert!(message.contains(sentence), "{mistake:?}: {message}");
    }
}

#[test]
fn mistakes_of_a_layer_are_found() {
    check_layer::<_, 3, 3>(&Scale(Mistake::None));
    for (mistake, sentence) in [
        (Mistake::Slope, "the derivative with respect to input["),
        (Mistake::Gradient, "the derivative with respect to scale[("),
        (Mistake::Accumulates, "the derivative with respect to scale[(0, 0)]: computed NaN"),
        (Mistake::LastSample, "the derivative with respect to input[0][0]: computed NaN"),
        (Mistake::NoInput, "the gradient depends on whether the gradient with respect to the input is computed"),
        (Mistake::Together, "the prediction of one sample alone["),
        (Mistake::Levels, "the prediction, "),
        (Mistake::Lanes, "the prediction of samples side by side, "),
        (Mistake::Precision, "the prediction in f32["),
    ] {
        let message = refusal(|| check_layer::<_, 3, 3>(&Scale(mistake)));
        assert!(message.contains(sentence), "{mistake:?}: {message}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    None,
    /// A derivative with respect to the input that is off by one part in a hundred thousand.
    Slope,
    /// Values outside the range.
    Range,
    /// Infinity divided by infinity.
    Extremes,
    /// NaN turned into a number.
    Nan,
    /// A value that depends on the number type.
    Precision,
    /// A wrong derivative with respect to the parameters.
    Gradient,
    /// A gradient added to the previous contents.
    Accumulates,
    /// A skipped sample.
    LastSample,
    /// A gradient that is only computed together with that of the input.
    NoInput,
    /// A value that depends on the other samples or values.
    Together,
    /// A value that depends on the instruction set.
    Levels,
    /// A value that depends on the layout of the samples.
    Lanes,
}

/// `y = x / √(1 + x²)`, `y' = (1 + x²)^(-3/2)`, with a mistake.
#[derive(Clone, Copy)]
struct Mistaken(Mistake);

impl Options for Mistaken {
    const DEFAULT: Self = Self(Mistake::None);
}

impl Activation for Mistaken {
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        let root = (T::ONE / x / x + T::ONE).sqrt();
        let sign = if x < T::ZERO { -T::ONE } else { T::ONE };
        match self.0 {
            Mistake::Range => x / (T::ONE + x * x).sqrt() * T::from_f64(1.02),
            Mistake::Extremes => (level.exp(x) - level.exp(-x)) / (level.exp(x) + level.exp(-x)),
            Mistake::Nan if !x.is_finite() => T::ZERO,
            Mistake::Precision => sign / root * T::from_f64(1.0 - 1e-4 * f64::from(size_of::<T>() as u32 / 8)),
            _ if x == T::ZERO => T::ZERO,
            _ => sign / root,
        }
    }

    fn values<L: Level, T: Scalar>(&self, level: L, x: &[T], y: &mut [T]) {
        for (y, &value) in y.iter_mut().zip(x) {
            *y = self.value(level, value);
            match self.0 {
                Mistake::Together if x.len() > 1 => *y *= T::from_f64(1.0 + 1e-7),
                Mistake::Levels => *y *= T::from_f64(1.001),
                _ => {}
            }
        }
    }

    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, y: T) -> T {
        let square = T::ONE / (T::ONE + x * x);
        let slope = square * square.sqrt();
        match self.0 {
            Mistake::Slope => slope * T::from_f64(1.00001),
            Mistake::Range => slope * T::from_f64(1.02),
            Mistake::Extremes => (T::ONE - y) * (T::ONE + y),
            Mistake::Precision => slope * T::from_f64(1.0 - 1e-4 * f64::from(size_of::<T>() as u32 / 8)),
            _ => slope,
        }
    }
}

/// `y[i] = scale[i] x[i]`, with a mistake.
#[derive(Clone, Copy)]
struct Scale(Mistake);

impl Options for Scale {
    const DEFAULT: Self = Self(Mistake::None);
}

impl<const N: usize> Layer<N, N> for Scale {
    type Parameters<T: Scalar> = SVector<T, N>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[Leaf { name: "scale", role: Role::Scale, shape: (N, 1) }];
    const MULTIPLY_ADDS: usize = N;

    fn initialize<T: Scalar>(
        &self,
        scale: &mut SVector<T, N>,
        _: &mut (),
        preferred: Initializer,
        _random: &mut Random,
    ) -> Initializer {
        scale.fill(T::ONE);
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        scale: &SVector<T, N>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        let factor = match self.0 {
            Mistake::Precision if size_of::<T>() == 4 => 1.001,
            Mistake::Together if input.len() > 1 => 1.001,
            Mistake::Levels if L::FUSED => 1.001,
            _ => 1.0,
        };
        for (y, x) in output.iter_mut().zip(input) {
            *y = core::array::from_fn(|index| T::from_f64(factor) * scale[index] * x[index]);
        }
    }

    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        _level: L,
        scale: &SVector<T, N>,
        _: &(),
        input: &[[T; LANES]; N],
        output: &mut [[T; LANES]; N],
    ) {
        let factor = T::from_f64(if self.0 == Mistake::Lanes { 1.001 } else { 1.0 });
        for index in 0..N {
            output[index] = input[index].map(|x| factor * scale[index] * x);
        }
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        scale: &SVector<T, N>,
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _random: &mut Random,
    ) {
        Scale(Mistake::None).forward(level, scale, &(), input, trace.output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        scale: &SVector<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut SVector<T, N>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        if self.0 != Mistake::Accumulates {
            gradient.fill(T::ZERO);
        }
        if self.0 == Mistake::NoInput && input_gradient.is_none() {
            return;
        }
        let factor = T::from_f64(if self.0 == Mistake::Gradient { 1.00001 } else { 1.0 });
        for (x, dy) in input.iter().zip(&*trace.gradient) {
            (0..N).for_each(|index| gradient[index] += factor * x[index] * dy[index]);
        }
        let Some(input_gradient) = input_gradient else { return };
        let samples = if self.0 == Mistake::LastSample { input.len() - 1 } else { input.len() };
        let factor = T::from_f64(if self.0 == Mistake::Slope { 1.00001 } else { 1.0 });
        for (dx, dy) in input_gradient[..samples].iter_mut().zip(&*trace.gradient) {
            *dx = core::array::from_fn(|index| factor * scale[index] * dy[index]);
        }
    }
}
