use nalgebra::SVector;

use crate::kernels::Level;
use crate::kernels::sums::sum_samples;
use crate::layer::{Room, Trace};
use crate::parameters::Role;
use crate::{Flat, Initializer, Layer, Leaf, Options, Random, Scalar};

/// How many sums are added up side by side: enough for a vector register of any level, and for its latency.
const LANES: usize = 32;

/// Layer normalization (Ba, Kiros and Hinton 2016): each sample is shifted and scaled to mean 0 and variance 1 over its
/// own values, and then by what is learned. It does the same in training and when predicting, whatever the batch.
///
/// ```text
/// y[i] = s[i] x̂[i] + b[i]       x̂ = (x - μ) r     r = 1 / √(σ² + epsilon)
///                               μ = Σ x / N       σ² = Σ (x - μ)² / N
/// dx = r (g - Σ g / N - x̂ Σ (g x̂) / N)            g[i] = s[i] dy[i]
/// ds = Σ dy x̂    db = Σ dy                        (sums over the batch)
/// ```
///
/// The scale `s` starts at 1, the shift `b` at 0.
#[derive(Clone, Copy, Debug)]
pub struct LayerNorm {
    /// Is added to the variance, so that equal values do not divide by zero.
    pub epsilon: f64,
}

impl LayerNorm {
    /// Refuses an epsilon that is not above zero, also as an `f32`.
    #[track_caller]
    pub const fn checked(self) -> Self {
        let narrow = self.epsilon as f32;
        assert!(
            narrow > 0.0 && narrow.is_finite(),
            "the epsilon of `LayerNorm` is a number above 0 that an `f32` can hold"
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
        // The mean was rounded, which shows where it is large against the differences: what is left of it goes too.
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

impl Options for LayerNorm {
    /// An epsilon of 1e-5, as in PyTorch; Keras has 1e-3.
    const DEFAULT: Self = Self { epsilon: 1e-5 };
}

/// What a [`LayerNorm`] of `N` values learns.
#[derive(Debug)]
#[repr(C)]
pub struct LayerNormParameters<T, const N: usize> {
    /// `scale[value]`, the gamma of the paper.
    pub scale: SVector<T, N>,
    /// `shift[value]`, the beta of the paper.
    pub shift: SVector<T, N>,
}

// SAFETY: `repr(C)`, and both fields are flat.
unsafe impl<T: Scalar, const N: usize> Flat<T> for LayerNormParameters<T, N> {}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for LayerNorm {
    type Parameters<T: Scalar> = LayerNormParameters<T, N>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[
        Leaf { name: "scale", role: Role::Scale, shape: (N, 1) },
        Leaf { name: "shift", role: Role::Shift, shape: (N, 1) },
    ];
    const MULTIPLY_ADDS: usize = 2 * N;

    /// x̂ of every sample, then r of every sample.
    const ROOM: Room = Room { per_sample: N + 1, once: 0 };

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut LayerNormParameters<T, N>,
        _: &mut (),
        preferred: Initializer,
        _random: &mut Random,
    ) -> Initializer {
        parameters.scale.fill(T::ONE);
        parameters.shift.fill(T::ZERO);
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &LayerNormParameters<T, N>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        let ([scale], [shift]) = (&parameters.scale.data.0, &parameters.shift.data.0);
        for (output, input) in output.iter_mut().zip(input) {
            self.normalize(input, output);
            for ((y, &scale), &shift) in output.iter_mut().zip(scale).zip(shift) {
                *y = scale * *y + shift;
            }
        }
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &LayerNormParameters<T, N>,
        _: &(),
        input: &[T; N],
        _output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        let ([scale], share) = (&parameters.scale.data.0, T::from_f64(1.0 / N as f64));
        let mut normalized = [T::ZERO; N];
        let factor = self.normalize(input, &mut normalized);
        for (dy, dx) in output_tangents.iter_mut().zip(tangents) {
            let mean = sum(dx, dx, |dx, _| dx) * share;
            let along = sum(dx, &normalized, |dx, normalized| dx * normalized) * share;
            for n in 0..N {
                dy[n] = scale[n] * factor * (dx[n] - mean - normalized[n] * along);
            }
        }
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &LayerNormParameters<T, N>,
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _random: &mut Random,
    ) {
        let (normalized, factors) = trace.memory.split_at_mut(input.len() * N);
        let (normalized, _) = normalized.as_chunks_mut::<N>();
        let ([scale], [shift]) = (&parameters.scale.data.0, &parameters.shift.data.0);
        let rows = trace.output.iter_mut().zip(input).zip(normalized).zip(factors);
        for (((output, input), normalized), factor) in rows {
            *factor = self.normalize(input, normalized);
            for (((y, &normalized), &scale), &shift) in output.iter_mut().zip(&*normalized).zip(scale).zip(shift) {
                *y = scale * normalized + shift;
            }
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        parameters: &LayerNormParameters<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut LayerNormParameters<T, N>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let (normalized, factors) = trace.memory.split_at(input.len() * N);
        let (normalized, _) = normalized.as_chunks::<N>();
        let ([by_scale], [by_shift]) = (&mut gradient.scale.data.0, &mut gradient.shift.data.0);
        let rows = trace.gradient.iter().zip(normalized);
        sum_samples(
            rows,
            by_scale,
            #[inline(always)]
            |(dy, normalized): (&[T; N], &[T; N]), n| dy[n] * normalized[n],
        );
        sum_samples(
            trace.gradient.iter(),
            by_shift,
            #[inline(always)]
            |dy: &[T; N], n| dy[n],
        );
        let Some(input_gradient) = input_gradient else { return };
        let ([scale], share) = (&parameters.scale.data.0, T::from_f64(1.0 / N as f64));
        let rows = input_gradient.iter_mut().zip(&*trace.gradient).zip(normalized).zip(factors);
        for (((input_gradient, output_gradient), normalized), &factor) in rows {
            for ((g, &dy), &scale) in input_gradient.iter_mut().zip(output_gradient).zip(scale) {
                *g = scale * dy;
            }
            let mean = sum(input_gradient, input_gradient, |g, _| g) * share;
            let along = sum(input_gradient, normalized, |g, normalized| g * normalized) * share;
            for (g, &normalized) in input_gradient.iter_mut().zip(normalized) {
                *g = factor * (*g - mean - normalized * along);
            }
        }
    }
}

/// The sum of `term(x[i], y[i])`, in the same order at every level.
///
/// Many sums side by side are one vector addition each time, and round less than one long sum.
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
