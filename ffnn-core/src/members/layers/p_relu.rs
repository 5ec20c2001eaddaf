use core::iter::repeat;

use nalgebra::SVector;

use crate::kernels::Level;
use crate::kernels::sums::sum_samples;
use crate::kinds::integers::Tabulates;
use crate::kinds::layer::Trace;
use crate::members::initializers::rectified_normal;
use crate::parameters::Role;
use crate::parameters::Room;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// PReLU, a leaky ReLU with one learned slope for all values (He et al. 2015), as in PyTorch.
///
/// ```text
/// y  = x where x > 0, else a x
/// dx = dy where x > 0, else a dy      (a at 0, as in TensorFlow and PyTorch)
/// da = Σ dy x where x <= 0            (sum over the batch and all values)
/// ```
///
/// [`PReluPerFeature`] learns a slope for each value.
#[doc(alias = "PReLU")]
#[derive(Clone, Copy, Debug)]
pub struct PRelu {
    /// The initial slope.
    pub slope: f64,
}

impl PRelu {
    /// Panics if the slope is not finite.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.slope.is_finite(), "the slope of `PRelu` must be finite");
        self
    }
}

impl Options for PRelu {
    /// A slope of 0.25, as in the paper and in PyTorch.
    const DEFAULT: Self = Self { slope: 0.25 };
}

/// PReLU with a learned slope per feature (He et al. 2015), as in Keras.
///
/// ```text
/// y[i]  = x[i] where x[i] > 0, else a[i] x[i]
/// dx[i] = dy[i] where x[i] > 0, else a[i] dy[i]      (a[i] at 0)
/// da[i] = Σ dy[i] x[i] where x[i] <= 0               (sum over the batch)
/// ```
///
/// [`PRelu`] learns one slope for all values.
#[derive(Clone, Copy, Debug)]
pub struct PReluPerFeature {
    /// The initial value of each slope.
    pub slope: f64,
}

impl PReluPerFeature {
    /// Panics if the slope is not finite.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.slope.is_finite(), "the slope of `PReluPerFeature` must be finite");
        self
    }
}

impl Options for PReluPerFeature {
    /// A slope of 0, as in Keras: initially a ReLU.
    const DEFAULT: Self = Self { slope: 0.0 };
}

/// The learned parameters of a [`PRelu`], with one slope, or of a [`PReluPerFeature`], with one slope per value.
#[derive(Debug)]
#[repr(C)]
pub struct PReluParameters<T, const SLOPES: usize> {
    /// The slopes: `slope[value]`, or `slope[0]` for all values.
    pub slope: SVector<T, SLOPES>,
}

crate::layout! { impl[T: Scalar, const SLOPES: usize] Flat<T> for PReluParameters<T, SLOPES> { slope } }

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for PRelu {
    type Parameters<T: Scalar> = PReluParameters<T, 1>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[Leaf { name: "slope", role: Role::Slope, shape: (1, 1) }];
    const MULTIPLY_ADDS: usize = 0;

    /// Scratch space for the gradient with respect to the slope, per value.
    const ROOM: Room = Room { per_sample: 0, once: N };

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut PReluParameters<T, 1>,
        _: &mut (),
        _preferred: Initializer,
        _random: &mut Random,
    ) -> Initializer {
        parameters.slope.fill(T::from_f64(self.slope));
        rectified_normal
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &PReluParameters<T, 1>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        rectify(repeat(parameters.slope[0]), input, output);
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &PReluParameters<T, 1>,
        _: &(),
        input: &[T; N],
        _output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        for (dy, dx) in output_tangents.iter_mut().zip(tangents) {
            rectify_gradient(repeat(parameters.slope[0]), &[*input], &[*dx], core::slice::from_mut(dy));
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &PReluParameters<T, 1>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut PReluParameters<T, 1>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        slope_gradient(input, trace.gradient, trace.memory);
        gradient.slope[0] = trace.memory.iter().copied().sum();
        let Some(input_gradient) = input_gradient else { return };
        rectify_gradient(repeat(parameters.slope[0]), input, trace.gradient, input_gradient);
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for PReluPerFeature {
    type Parameters<T: Scalar> = PReluParameters<T, N>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[Leaf { name: "slope", role: Role::Slope, shape: (N, 1) }];
    const MULTIPLY_ADDS: usize = 0;

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut PReluParameters<T, N>,
        _: &mut (),
        _preferred: Initializer,
        _random: &mut Random,
    ) -> Initializer {
        parameters.slope.fill(T::from_f64(self.slope));
        rectified_normal
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &PReluParameters<T, N>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        rectify(parameters.slope.as_slice().iter().copied(), input, output);
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &PReluParameters<T, N>,
        _: &(),
        input: &[T; N],
        _output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        for (dy, dx) in output_tangents.iter_mut().zip(tangents) {
            rectify_gradient(parameters.slope.as_slice().iter().copied(), &[*input], &[*dx], core::slice::from_mut(dy));
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &PReluParameters<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut PReluParameters<T, N>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        slope_gradient(input, trace.gradient, gradient.slope.as_mut_slice());
        let Some(input_gradient) = input_gradient else { return };
        rectify_gradient(parameters.slope.as_slice().iter().copied(), input, trace.gradient, input_gradient);
    }
}

/// Computes the output; `slopes` holds the slope of each value of a row.
#[inline(always)]
fn rectify<T: Scalar, const N: usize>(
    slopes: impl Iterator<Item = T> + Clone,
    input: &[[T; N]],
    output: &mut [[T; N]],
) {
    for (output, input) in output.iter_mut().zip(input) {
        for ((y, &x), slope) in output.iter_mut().zip(input).zip(slopes.clone()) {
            *y = if x > T::ZERO { x } else { slope * x };
        }
    }
}

/// Overwrites `input_gradient`.
#[inline(always)]
fn rectify_gradient<T: Scalar, const N: usize>(
    slopes: impl Iterator<Item = T> + Clone,
    input: &[[T; N]],
    output_gradient: &[[T; N]],
    input_gradient: &mut [[T; N]],
) {
    for ((input_gradient, output_gradient), input) in input_gradient.iter_mut().zip(output_gradient).zip(input) {
        let gradients = input_gradient.iter_mut().zip(output_gradient);
        for (((dx, &dy), &x), slope) in gradients.zip(input).zip(slopes.clone()) {
            *dx = if x > T::ZERO { dy } else { slope * dy };
        }
    }
}

/// Overwrites `sums` with the gradient with respect to the slope of each value, summed over the batch.
#[inline(always)]
fn slope_gradient<T: Scalar, const N: usize>(input: &[[T; N]], output_gradient: &[[T; N]], sums: &mut [T]) {
    let rows = input.iter().zip(output_gradient);
    sum_samples(
        rows,
        sums,
        #[inline(always)]
        |(x, dy): (&[T; N], &[T; N]), n| if x[n] > T::ZERO { T::ZERO } else { dy[n] * x[n] },
    );
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Tabulates<N> for PRelu {
    fn at<T: Scalar>(&self, parameters: &PReluParameters<T, 1>, _: &(), x: f64) -> f64 {
        if x > 0.0 { x } else { parameters.slope[0].to_f64() * x }
    }
}
