mod packed;

pub use packed::BatchNormPacked;

use nalgebra::{SVector, Vector1};

use crate::frozen::Scales;
use crate::kernels::{self, Level};
use crate::layer::{Room, Trace};
use crate::parameters::Role;
use crate::{Flat, Initializer, Layer, Leaf, Options, Random, Scalar};

/// Batch normalization (Ioffe and Szegedy 2015): each feature gets mean 0 and variance 1 over the batch, then a learned
/// scale and shift.
///
/// ```text
/// y = scale · (x - μ) / √(σ² + epsilon) + shift
///
/// training     μ = 1/m Σ x    σ² = 1/m Σ (x - μ)²      over the m samples of the batch
/// predicting   μ, σ²: the running mean and variance
///
/// dshift = Σ dy    dscale = Σ dy x̂    dx = scale / √(σ² + epsilon) · (dy - (dshift + x̂ dscale) / m)
///                                                      x̂ = (x - μ) / √(σ² + epsilon)
/// ```
///
/// It stands before the activation: `Dense<32>, BatchNorm, Elu`. The dense layer right before it has no bias, because
/// subtracting the mean takes any bias away; `shift` is in its place.
///
/// Training refuses a batch of one sample, whose variance is 0, and `fit` refuses to start if its last batch would be one.
/// A last batch of a few samples is noisy, in a deep network enough to spoil an epoch: choose a batch size that divides
/// the number of samples, or nearly.
#[derive(Clone, Copy, Debug)]
pub struct BatchNorm {
    /// Keeps the division finite, above 0.
    pub epsilon: f64,
    /// How much of the running statistics stays in a step, at least 0 and below 1. PyTorch's `momentum` is what goes:
    /// its 0.1 is 0.9 here.
    pub momentum: f64,
    /// How the running statistics start and what they average.
    pub running: Running,
}

/// What the running statistics of a [`BatchNorm`] are.
///
/// ```text
/// weight ← momentum · weight + 1 - momentum
/// μ ← μ + (1 - momentum) / weight · (μ of the batch - μ), and σ² likewise
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Running {
    /// `weight` starts at 0, so that they are a true average from the first step on; the batch's variance is unbiased,
    /// `1/(m-1) Σ (x - μ)²`.
    Corrected,
    /// TensorFlow and Keras: they start at mean 0 and variance 1, with `weight` at 1; the batch's variance is biased.
    TensorFlow,
    /// PyTorch: they start at mean 0 and variance 1, with `weight` at 1; the batch's variance is unbiased.
    Torch,
}

impl BatchNorm {
    /// Refuses an epsilon that does not help and a momentum that never moves.
    #[track_caller]
    pub const fn checked(self) -> Self {
        let Self { epsilon, momentum, .. } = self;
        assert!(epsilon > 0.0 && epsilon.is_finite(), "the epsilon of `BatchNorm` is a finite number above 0");
        assert!(momentum >= 0.0 && momentum < 1.0, "the momentum of `BatchNorm` is at least 0 and below 1");
        self
    }
}

impl Options for BatchNorm {
    /// The epsilon and momentum of PyTorch, 1e-5 and 0.9 in our terms, and corrected statistics.
    const DEFAULT: Self = Self { epsilon: 1e-5, momentum: 0.9, running: Running::Corrected };
    /// It subtracts the mean over the batch, and with it any bias.
    const ABSORBS_BIAS: bool = true;
}

/// What a [`BatchNorm`] of `N` features learns.
#[derive(Debug)]
#[repr(C)]
pub struct BatchNormParameters<T, const N: usize> {
    /// `scale[feature]`, 1 at the start; others call it gamma.
    pub scale: SVector<T, N>,
    /// `shift[feature]`, 0 at the start; others call it beta.
    pub shift: SVector<T, N>,
}

// SAFETY: `repr(C)`, and both fields are flat.
unsafe impl<T: Scalar, const N: usize> Flat<T> for BatchNormParameters<T, N> {}

/// The running statistics of a [`BatchNorm`] of `N` features.
#[derive(Debug)]
#[repr(C)]
pub struct BatchNormState<T, const N: usize> {
    /// `mean[feature]`.
    pub mean: SVector<T, N>,
    /// `variance[feature]`.
    pub variance: SVector<T, N>,
    /// How much of an average they are already, from 0 to 1.
    pub weight: Vector1<T>,
}

// SAFETY: `repr(C)`, and all fields are flat.
unsafe impl<T: Scalar, const N: usize> Flat<T> for BatchNormState<T, N> {}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for BatchNorm {
    type Parameters<T: Scalar> = BatchNormParameters<T, N>;
    type State<T: Scalar> = BatchNormState<T, N>;
    const LEAVES: &'static [Leaf] = &[
        Leaf { name: "scale", role: Role::Scale, shape: (N, 1) },
        Leaf { name: "shift", role: Role::Shift, shape: (N, 1) },
    ];
    const STATE_LEAVES: &'static [Leaf] = &[
        Leaf { name: "mean", role: Role::Mean, shape: (N, 1) },
        Leaf { name: "variance", role: Role::Variance, shape: (N, 1) },
        Leaf { name: "weight", role: Role::Share, shape: (1, 1) },
    ];
    const MULTIPLY_ADDS: usize = N;
    const SMALLEST_BATCH: usize = 2;

    /// The mean of the batch, one over its deviation, and the two together with the scale.
    const ROOM: Room = Room { per_sample: 0, once: 3 * N };

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut BatchNormParameters<T, N>,
        state: &mut BatchNormState<T, N>,
        preferred: Initializer,
        _: &mut Random,
    ) -> Initializer {
        parameters.scale.fill(T::ONE);
        state.variance.fill(T::ONE);
        state.weight.fill(if self.running == Running::Corrected { T::ZERO } else { T::ONE });
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &BatchNormParameters<T, N>,
        state: &BatchNormState<T, N>,
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        let ([mean], [shift]) = (&state.mean.data.0, &parameters.shift.data.0);
        kernels::normalize(level, input, mean, &self.factor(parameters, state), shift, output);
    }

    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        parameters: &BatchNormParameters<T, N>,
        state: &BatchNormState<T, N>,
        input: &[[T; LANES]; N],
        output: &mut [[T; LANES]; N],
    ) {
        let ([mean], [shift]) = (&state.mean.data.0, &parameters.shift.data.0);
        kernels::normalize_lanes(level, input, mean, &self.factor(parameters, state), shift, output);
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &BatchNormParameters<T, N>,
        state: &mut BatchNormState<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _: &mut Random,
    ) {
        let ([scale], [shift]) = (&parameters.scale.data.0, &parameters.shift.data.0);
        // The variance of the batch lies where one over its root will.
        let [mean, root, factor] = parts(trace.memory);
        kernels::moments(level, input, mean, root);
        self.advance(state, mean, root, input.len());
        for n in 0..N {
            root[n] = self.root(root[n]);
            factor[n] = scale[n] * root[n];
        }
        kernels::normalize(level, input, mean, factor, shift, trace.output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &BatchNormParameters<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut BatchNormParameters<T, N>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let [mean, root, _] = parts(trace.memory);
        let ([dscale], [dshift]) = (&mut gradient.scale.data.0, &mut gradient.shift.data.0);
        let [scale] = &parameters.scale.data.0;
        kernels::normalize_gradient(level, input, mean, root, trace.gradient, dscale, dshift);
        if let Some(dx) = input_gradient {
            kernels::normalize_input_gradient(level, input, mean, root, scale, trace.gradient, dscale, dshift, dx);
        }
    }
}

impl BatchNorm {
    /// `1 / √(variance + epsilon)`.
    #[inline(always)]
    fn root<T: Scalar>(&self, variance: T) -> T {
        T::ONE / (variance + T::from_f64(self.epsilon)).sqrt()
    }

    /// What a distance from the running mean is multiplied by.
    #[inline(always)]
    fn factor<T: Scalar, const N: usize>(
        &self,
        parameters: &BatchNormParameters<T, N>,
        state: &BatchNormState<T, N>,
    ) -> [T; N] {
        let ([scale], [variance]) = (&parameters.scale.data.0, &state.variance.data.0);
        let mut factor = [T::ZERO; N];
        for n in 0..N {
            factor[n] = scale[n] * self.root(variance[n]);
        }
        factor
    }

    /// Moves the running statistics towards those of a batch, whose variance is biased.
    #[inline(always)]
    fn advance<T: Scalar, const N: usize>(
        &self,
        state: &mut BatchNormState<T, N>,
        mean: &[T; N],
        variance: &[T; N],
        samples: usize,
    ) {
        let samples = samples as f64;
        let unbiased = if self.running == Running::TensorFlow { 1.0 } else { samples / (samples - 1.0) };
        let weight = &mut state.weight[0];
        *weight = T::from_f64(self.momentum * weight.to_f64() + (1.0 - self.momentum));
        let (unbiased, rate) = (T::from_f64(unbiased), T::from_f64((1.0 - self.momentum) / weight.to_f64()));
        let ([running_mean], [running_variance]) = (&mut state.mean.data.0, &mut state.variance.data.0);
        for n in 0..N {
            running_mean[n] += rate * (mean[n] - running_mean[n]);
            running_variance[n] += rate * (unbiased * variance[n] - running_variance[n]);
        }
    }
}

/// In `f64`, because weights are multiplied by it once and used for good.
impl<const N: usize> Scales<N> for BatchNorm {
    fn factor_and_shift<T: Scalar>(
        &self,
        parameters: &BatchNormParameters<T, N>,
        state: &BatchNormState<T, N>,
        index: usize,
    ) -> (f64, f64) {
        let factor = parameters.scale[index].to_f64() * self.root(state.variance[index].to_f64());
        (factor, parameters.shift[index].to_f64() - state.mean[index].to_f64() * factor)
    }
}

/// The rows that `memory` asked for.
#[inline(always)]
fn parts<T, const N: usize>(memory: &mut [T]) -> &mut [[T; N]; 3] {
    let (rows, _) = memory.as_chunks_mut::<N>();
    rows.try_into().expect("`memory` asked for three rows")
}
