use nalgebra::SVector;

use crate::kernels::Level;
use crate::kernels::sums::sum_samples;
use crate::kinds::layer::{Affine, AffineLeaves, Learned, Optional, Trace};
use crate::parameters::Room;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// Number of partial sums: enough to fill a vector register at every level and to hide its latency.
const LANES: usize = 32;

/// Layer normalization (Ba, Kiros and Hinton 2016): normalizes each sample to mean 0 and variance 1 over its own
/// values, then applies a learned scale and shift. Training and predicting are the same, whatever the batch.
///
/// ```text
/// y[i] = s[i] x̂[i] + b[i]       x̂ = (x - μ) r     r = 1 / √(σ² + epsilon)
///                               μ = Σ x / N       σ² = Σ (x - μ)² / N
/// dx = r (g - Σ g / N - x̂ Σ (g x̂) / N)            g[i] = s[i] dy[i]
/// ds = Σ dy x̂    db = Σ dy                        (sums over the batch)
/// ```
///
/// The scale `s` starts at 1, the shift `b` at 0. Without a learned scale, shift or both, it is
/// [`LayerNormWithoutScale`], [`LayerNormWithoutShift`] or [`LayerNormWithoutAffine`]. These are separate types because
/// an option is a value and cannot change what is learned.
#[doc(alias = "LayerNormalization")]
#[derive(Clone, Copy, Debug)]
pub struct LayerNorm<const SCALE: bool = true, const SHIFT: bool = true> {
    /// Added to the variance, so that equal values do not divide by 0.
    pub epsilon: f64,
}

/// A [`LayerNorm`] without a scale, which is fixed at 1, with the same options: Keras's `scale=False`.
#[doc(alias = "scale")]
pub type LayerNormWithoutScale = LayerNorm<false, true>;

/// A [`LayerNorm`] without a shift, which is fixed at 0, with the same options: PyTorch's `bias=False`, Keras's
/// `center=False`.
///
/// ```
/// # use ffnn::layers::LayerNormWithoutShift;
/// # use ffnn::prelude::*;
/// network! {
///     struct Small: 16 -> 3 {
///         Dense<8>,
///         LayerNormWithoutShift { epsilon: 1e-6 },
///         Gelu,
///         Dense<3>,
///         Softmax,
///     }
/// }
/// ```
#[doc(alias = "bias")]
#[doc(alias = "center")]
pub type LayerNormWithoutShift = LayerNorm<true, false>;

/// A [`LayerNorm`] without learned parameters, with the same options: PyTorch's `elementwise_affine=False`.
///
/// ```text
/// y = (x - μ) / √(σ² + epsilon)
/// ```
#[doc(alias = "elementwise_affine")]
pub type LayerNormWithoutAffine = LayerNorm<false, false>;

impl<const SCALE: bool, const SHIFT: bool> LayerNorm<SCALE, SHIFT> {
    /// Panics if epsilon is not above 0, also as an `f32`.
    #[track_caller]
    pub const fn checked(self) -> Self {
        let narrow = self.epsilon as f32;
        assert!(
            narrow > 0.0 && narrow.is_finite(),
            "the epsilon of `LayerNorm` must be finite and above 0, also as an `f32`"
        );
        self
    }

    /// Writes x̂ of one sample to `normalized` and returns r.
    #[inline(always)]
    fn normalize<T: Scalar, const N: usize>(self, input: &[T; N], normalized: &mut [T; N]) -> T {
        let share = T::from_f64(1.0 / N as f64);
        let mean = sum(input, input, |x, _| x) * share;
        for (difference, &x) in normalized.iter_mut().zip(input) {
            *difference = x - mean;
        }
        // Rounding the mean shifts all differences by a remainder, which matters if the mean is large compared to them.
        let rest = sum(normalized, normalized, |difference, _| difference) * share;
        for difference in normalized.iter_mut() {
            *difference -= rest;
        }
        let variance = sum(normalized, normalized, |difference, again| difference * again) * share;
        let factor = T::ONE / (variance + T::from_f64(self.epsilon)).sqrt();
        for difference in normalized.iter_mut() {
            *difference *= factor;
        }
        factor
    }
}

impl<const SCALE: bool, const SHIFT: bool> Options for LayerNorm<SCALE, SHIFT> {
    /// An epsilon of 1e-5, as in PyTorch; Keras uses 1e-3.
    const DEFAULT: Self = Self { epsilon: 1e-5 };
}

/// The learned parameters of a [`LayerNorm`] of `N` values.
pub type LayerNormParameters<T, const N: usize> = Affine<SVector<T, N>, SVector<T, N>>;

#[diagnostic::do_not_recommend]
impl<const N: usize, const SCALE: bool, const SHIFT: bool> Layer<N, N> for LayerNorm<SCALE, SHIFT>
where
    (): Learned<SCALE> + Learned<SHIFT>,
{
    type Parameters<T: Scalar> = Affine<<() as Learned<SCALE>>::Vector<T, N>, <() as Learned<SHIFT>>::Vector<T, N>>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = AffineLeaves::<N>::of(SCALE, SHIFT);
    const MULTIPLY_ADDS: usize = if SCALE { 2 * N } else { N };

    /// Scratch space for x̂ of every sample, then r of every sample.
    const ROOM: Room = Room { per_sample: N + 1, once: 0 };

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        _: &mut (),
        preferred: Initializer,
        _random: &mut Random,
    ) -> Initializer {
        if let Some(scale) = parameters.scale.values_mut() {
            scale.fill(T::ONE);
        }
        if let Some(shift) = parameters.shift.values_mut() {
            shift.fill(T::ZERO);
        }
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &Self::Parameters<T>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        for (output, input) in output.iter_mut().zip(input) {
            self.normalize(input, output);
            scale_and_shift(output, parameters);
        }
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &Self::Parameters<T>,
        _: &(),
        input: &[T; N],
        _output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        let (scale, share) = (parameters.scale.values(), T::from_f64(1.0 / N as f64));
        let mut normalized = [T::ZERO; N];
        let factor = self.normalize(input, &mut normalized);
        for (dy, dx) in output_tangents.iter_mut().zip(tangents) {
            let mean = sum(dx, dx, |dx, _| dx) * share;
            let along = sum(dx, &normalized, |dx, normalized| dx * normalized) * share;
            for n in 0..N {
                let scaled = scale.map_or(factor, |scale| scale[n] * factor);
                dy[n] = scaled * (dx[n] - mean - normalized[n] * along);
            }
        }
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &Self::Parameters<T>,
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _random: &mut Random,
    ) {
        let (normalized, factors) = trace.memory.split_at_mut(input.len() * N);
        let (normalized, _) = normalized.as_chunks_mut::<N>();
        let rows = trace.output.iter_mut().zip(input).zip(normalized).zip(factors);
        for (((output, input), normalized), factor) in rows {
            *factor = self.normalize(input, normalized);
            *output = *normalized;
            scale_and_shift(output, parameters);
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let (normalized, factors) = trace.memory.split_at(input.len() * N);
        let (normalized, _) = normalized.as_chunks::<N>();
        if let Some(by_scale) = gradient.scale.values_mut() {
            let rows = trace.gradient.iter().zip(normalized);
            sum_samples(
                rows,
                by_scale,
                #[inline(always)]
                |(dy, normalized): (&[T; N], &[T; N]), n| dy[n] * normalized[n],
            );
        }
        if let Some(by_shift) = gradient.shift.values_mut() {
            sum_samples(
                trace.gradient.iter(),
                by_shift,
                #[inline(always)]
                |dy: &[T; N], n| dy[n],
            );
        }
        let Some(input_gradient) = input_gradient else { return };
        let (scale, share) = (parameters.scale.values(), T::from_f64(1.0 / N as f64));
        let rows = input_gradient.iter_mut().zip(&*trace.gradient).zip(normalized).zip(factors);
        for (((input_gradient, output_gradient), normalized), &factor) in rows {
            *input_gradient = *output_gradient;
            if let Some(scale) = scale {
                for (g, &scale) in input_gradient.iter_mut().zip(scale) {
                    *g = scale * *g;
                }
            }
            let mean = sum(input_gradient, input_gradient, |g, _| g) * share;
            let along = sum(input_gradient, normalized, |g, normalized| g * normalized) * share;
            for (g, &normalized) in input_gradient.iter_mut().zip(normalized) {
                *g = factor * (*g - mean - normalized * along);
            }
        }
    }
}

/// Multiplies a row by the scale and adds the shift, if they are learned.
#[inline(always)]
fn scale_and_shift<T: Scalar, const N: usize>(
    row: &mut [T; N],
    Affine { scale, shift }: &Affine<impl Optional<T, N>, impl Optional<T, N>>,
) {
    match (scale.values(), shift.values()) {
        (Some(scale), Some(shift)) => {
            for ((y, &scale), &shift) in row.iter_mut().zip(scale).zip(shift) {
                *y = scale * *y + shift;
            }
        }
        (Some(scale), None) => row.iter_mut().zip(scale).for_each(|(y, &scale)| *y = scale * *y),
        (None, Some(shift)) => row.iter_mut().zip(shift).for_each(|(y, &shift)| *y += shift),
        (None, None) => {}
    }
}

/// Sums `term(x[i], y[i])`, in the same order at every level.
///
/// Independent partial sums vectorize, and accumulate less rounding error than a single sum.
#[inline(always)]
fn sum<T: Scalar, const N: usize>(x: &[T; N], y: &[T; N], term: impl Fn(T, T) -> T) -> T {
    let mut sums = [T::ZERO; LANES];
    let ((x, rest_x), (y, rest_y)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for (x, y) in x.iter().zip(y) {
        for ((sum, &x), &y) in sums.iter_mut().zip(x).zip(y) {
            *sum += term(x, y);
        }
    }
    for ((sum, &x), &y) in sums.iter_mut().zip(rest_x).zip(rest_y) {
        *sum += term(x, y);
    }
    sums.into_iter().sum()
}
