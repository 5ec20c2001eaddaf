mod packed;

pub use packed::BatchNormPacked;

use nalgebra::{SVector, Vector1};

use crate::kernels::{self, Level};
use crate::kinds::layer::{Affine, AffineLeaves, Learned, Optional, Trace};
use crate::kinds::pack::Scales;
use crate::parameters::Role;
use crate::parameters::Room;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// Batch normalization (Ioffe and Szegedy 2015): normalizes each feature to mean 0 and variance 1 over the batch, then
/// applies a learned scale and shift.
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
/// Place it before the activation: `Dense<32>, BatchNorm, Elu`. The dense layer right before it has no bias, because
/// subtracting the mean would cancel it; `shift` replaces it.
///
/// Training rejects a batch of one sample, whose variance is 0, and `fit` fails at the start if its last batch would be
/// one. A last batch of a few samples is noisy, and in a deep network can spoil an epoch: choose a batch size that
/// divides the number of samples, or nearly does.
///
/// Without a learned scale, shift or both, it is [`BatchNormWithoutScale`], [`BatchNormWithoutShift`] or
/// [`BatchNormWithoutAffine`]. These are separate types because an option is a value and cannot change what is learned.
#[doc(alias = "BatchNorm1d")]
#[doc(alias = "BatchNormalization")]
#[derive(Clone, Copy, Debug)]
pub struct BatchNorm<const SCALE: bool = true, const SHIFT: bool = true> {
    /// Keeps the division finite, above 0.
    pub epsilon: f64,
    /// The fraction of the running statistics kept at each step, at least 0 and below 1. PyTorch's `momentum` is the
    /// fraction replaced: its 0.1 is 0.9 here.
    pub momentum: f64,
    /// How the running statistics start, and what they average.
    pub running: Running,
}

/// A [`BatchNorm`] without a scale, which is fixed at 1, with the same options: Keras's `scale=False`. Useful before a
/// layer that scales its inputs itself.
#[doc(alias = "scale")]
pub type BatchNormWithoutScale = BatchNorm<false, true>;

/// A [`BatchNorm`] without a shift, which is fixed at 0, with the same options: Keras's `center=False`. The layer
/// before it has no bias either.
#[doc(alias = "center")]
pub type BatchNormWithoutShift = BatchNorm<true, false>;

/// A [`BatchNorm`] without learned parameters, with the same options: PyTorch's `affine=False`.
///
/// ```text
/// y = (x - μ) / √(σ² + epsilon)
/// ```
///
/// ```
/// # use ffnn::layers::BatchNormWithoutAffine;
/// # use ffnn::prelude::*;
/// network! {
///     struct Whitened: 16 -> 3 {
///         BatchNormWithoutAffine { momentum: 0.99 },
///         Dense<3>,
///         Softmax,
///     }
/// }
/// ```
#[doc(alias = "affine")]
pub type BatchNormWithoutAffine = BatchNorm<false, false>;

/// The running statistics of a [`BatchNorm`].
///
/// ```text
/// weight ← momentum · weight + 1 - momentum
/// μ ← μ + (1 - momentum) / weight · (batch μ - μ), and the same for σ²
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Running {
    /// A true average from the first step on, because `weight` starts at 0. The batch variance is unbiased, `1/(m-1) Σ
    /// (x - μ)²`.
    Corrected,
    /// TensorFlow and Keras: start at mean 0 and variance 1, with `weight` 1. The batch variance is biased.
    TensorFlow,
    /// PyTorch: start at mean 0 and variance 1, with `weight` 1. The batch variance is unbiased.
    Torch,
}

impl<const SCALE: bool, const SHIFT: bool> BatchNorm<SCALE, SHIFT> {
    /// Panics if epsilon is not finite and above 0, or if the momentum is outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        let Self { epsilon, momentum, .. } = self;
        assert!(epsilon > 0.0 && epsilon.is_finite(), "the epsilon of `BatchNorm` must be finite and above 0");
        assert!(momentum >= 0.0 && momentum < 1.0, "the momentum of `BatchNorm` must be at least 0 and below 1");
        self
    }
}

impl<const SCALE: bool, const SHIFT: bool> Options for BatchNorm<SCALE, SHIFT> {
    /// The epsilon and momentum of PyTorch, 1e-5 and 0.9 in this library's definition, and corrected statistics.
    const DEFAULT: Self = Self { epsilon: 1e-5, momentum: 0.9, running: Running::Corrected };
    /// The mean over the batch includes any bias, so subtracting it cancels the bias.
    const ABSORBS_BIAS: bool = true;
}

/// The learned parameters of a [`BatchNorm`] of `N` features.
pub type BatchNormParameters<T, const N: usize> = Affine<SVector<T, N>, SVector<T, N>>;

/// The running statistics of a [`BatchNorm`] of `N` features.
#[derive(Debug)]
#[repr(C)]
pub struct BatchNormState<T, const N: usize> {
    /// `mean[feature]`.
    pub mean: SVector<T, N>,
    /// `variance[feature]`.
    pub variance: SVector<T, N>,
    /// Weight of the average so far, from 0 to 1.
    pub weight: Vector1<T>,
}

crate::layout! { impl[T: Scalar, const N: usize] Flat<T> for BatchNormState<T, N> { mean, variance, weight } }

#[diagnostic::do_not_recommend]
impl<const N: usize, const SCALE: bool, const SHIFT: bool> Layer<N, N> for BatchNorm<SCALE, SHIFT>
where
    (): Learned<SCALE> + Learned<SHIFT>,
{
    type Parameters<T: Scalar> = Affine<<() as Learned<SCALE>>::Vector<T, N>, <() as Learned<SHIFT>>::Vector<T, N>>;
    type State<T: Scalar> = BatchNormState<T, N>;
    const LEAVES: &'static [Leaf] = AffineLeaves::<N>::of(SCALE, SHIFT);
    const STATE_LEAVES: &'static [Leaf] = &[
        Leaf { name: "mean", role: Role::Mean, shape: (N, 1) },
        Leaf { name: "variance", role: Role::Variance, shape: (N, 1) },
        Leaf { name: "weight", role: Role::Share, shape: (1, 1) },
    ];
    const MULTIPLY_ADDS: usize = N;
    const SMALLEST_BATCH: usize = 2;

    /// The batch mean, one over the deviation, and the latter times the scale; plus one row each for a scale and a
    /// shift that are not learned.
    const ROOM: Room = Room { per_sample: 0, once: (3 + !SCALE as usize + !SHIFT as usize) * N };

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        state: &mut BatchNormState<T, N>,
        preferred: Initializer,
        _: &mut Random,
    ) -> Initializer {
        if let Some(scale) = parameters.scale.values_mut() {
            scale.fill(T::ONE);
        }
        state.variance.fill(T::ONE);
        state.weight.fill(if self.running == Running::Corrected { T::ZERO } else { T::ONE });
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &BatchNormState<T, N>,
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        let ([mean], factor) = (&state.mean.data.0, self.factor(parameters.scale.values(), state));
        kernels::normalize(level, input, mean, &factor, parameters.shift.values().unwrap_or(&[T::ZERO; N]), output);
    }

    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &BatchNormState<T, N>,
        input: &[[T; LANES]; N],
        output: &mut [[T; LANES]; N],
    ) {
        let ([mean], factor) = (&state.mean.data.0, self.factor(parameters.scale.values(), state));
        kernels::normalize_lanes(
            level,
            input,
            mean,
            &factor,
            parameters.shift.values().unwrap_or(&[T::ZERO; N]),
            output,
        );
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &mut BatchNormState<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _: &mut Random,
    ) {
        // The batch variance is stored where its inverse root will be.
        let ([mean, root, factor], spare) = parts(trace.memory);
        kernels::moments(level, input, mean, root);
        self.advance(state, mean, root, input.len());
        root.iter_mut().for_each(|root| *root = self.root(*root));
        match parameters.scale.values() {
            Some(scale) => {
                for n in 0..N {
                    factor[n] = scale[n] * root[n];
                }
            }
            None => *factor = *root,
        }
        let shift = match parameters.shift.values() {
            Some(shift) => shift,
            None => {
                let zeros = spare.last_mut().expect(ROW);
                zeros.fill(T::ZERO);
                zeros
            }
        };
        kernels::normalize(level, input, mean, factor, shift, trace.output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let ([mean, root, ones], spare) = parts(trace.memory);
        // The gradient with respect to the input needs both sums, whether or not scale and shift are learned.
        let mut spare = spare.iter_mut();
        let dscale = gradient.scale.values_mut().unwrap_or_else(|| spare.next().expect(ROW));
        let dshift = gradient.shift.values_mut().unwrap_or_else(|| spare.next().expect(ROW));
        kernels::normalize_gradient(level, input, mean, root, trace.gradient, dscale, dshift);
        let Some(dx) = input_gradient else { return };
        let scale = match parameters.scale.values() {
            Some(scale) => scale,
            None => {
                ones.fill(T::ONE);
                ones
            }
        };
        kernels::normalize_input_gradient(level, input, mean, root, scale, trace.gradient, dscale, dshift, dx);
    }
}

impl<const SCALE: bool, const SHIFT: bool> BatchNorm<SCALE, SHIFT> {
    /// The inverse root `1 / √(variance + epsilon)`.
    #[inline(always)]
    fn root<T: Scalar>(&self, variance: T) -> T {
        T::ONE / (variance + T::from_f64(self.epsilon)).sqrt()
    }

    /// The factor of the difference from the running mean.
    #[inline(always)]
    fn factor<T: Scalar, const N: usize>(&self, scale: Option<&[T; N]>, state: &BatchNormState<T, N>) -> [T; N] {
        let [variance] = &state.variance.data.0;
        let mut factor = [T::ZERO; N];
        for n in 0..N {
            factor[n] = self.root(variance[n]);
        }
        if let Some(scale) = scale {
            for n in 0..N {
                factor[n] = scale[n] * factor[n];
            }
        }
        factor
    }

    /// Moves the running statistics toward those of a batch, whose `variance` is biased.
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

/// In `f64`, because weights are multiplied by it once and then used permanently.
impl<const N: usize, const SCALE: bool, const SHIFT: bool> Scales<N> for BatchNorm<SCALE, SHIFT>
where
    (): Learned<SCALE> + Learned<SHIFT>,
{
    fn factor_and_shift<T: Scalar>(
        &self,
        parameters: &Self::Parameters<T>,
        state: &BatchNormState<T, N>,
        index: usize,
    ) -> (f64, f64) {
        let at = |vector: Option<&[T; N]>| vector.map(|vector| vector[index].to_f64());
        let factor = at(parameters.scale.values()).unwrap_or(1.0) * self.root(state.variance[index].to_f64());
        let shift = at(parameters.shift.values()).unwrap_or(0.0);
        (factor, shift - state.mean[index].to_f64() * factor)
    }
}

const ROW: &str = "`memory` has a row for what is not learned";

/// The rows of the scratch buffer: three, and one each for a scale and a shift that are not learned.
#[inline(always)]
fn parts<T, const N: usize>(memory: &mut [T]) -> (&mut [[T; N]; 3], &mut [[T; N]]) {
    let (rows, _) = memory.as_chunks_mut::<N>();
    rows.split_first_chunk_mut().expect("`memory` has three rows")
}
