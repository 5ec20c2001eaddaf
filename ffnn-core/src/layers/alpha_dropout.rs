use crate::kernels::{self, Level};
use crate::layer::Trace;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// Alpha dropout (Klambauer et al. 2017), the dropout for [`Selu`](crate::activations::Selu): in training each value is
/// dropped with probability `rate`, which sets it to what Selu gives for large negative inputs, and then all are scaled
/// and shifted so that mean 0 and variance 1 stay. When predicting it changes nothing.
///
/// ```text
/// y = a (x m + α' (1 - m)) + b        m = 0 with probability rate, else 1, for each sample and value anew
/// dx = a m dy
/// α' = -λ α = -1.7580993408473766     a = 1 / √((1 - rate) (1 + rate α'²))     b = -a α' rate
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AlphaDropout {
    /// The probability of being dropped, at least 0 and below 1.
    pub rate: f64,
}

impl AlphaDropout {
    /// Noise on the output itself would be noise in the answer that the loss judges.
    pub const NEVER_LAST: bool = true;
    /// A frozen network does without.
    pub const ONLY_TRAINS: bool = true;

    /// α', what Selu approaches: minus its λ α.
    const DROPPED: f64 = -1.758_099_340_847_376_6;

    /// Refuses a rate outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.rate >= 0.0 && self.rate < 1.0, "a dropout rate is at least 0 and below 1");
        self
    }

    /// a.
    fn scale(self) -> f64 {
        1.0 / libm::sqrt((1.0 - self.rate) * (1.0 + self.rate * Self::DROPPED * Self::DROPPED))
    }
}

impl Options for AlphaDropout {
    /// Half of the values, as in PyTorch; the paper has 0.05 and 0.1.
    const DEFAULT: Self = Self { rate: 0.5 };
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for AlphaDropout {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[];
    const MULTIPLY_ADDS: usize = 0;

    /// The slope at each value: a, or 0 where it was dropped.
    fn memory(samples: usize) -> usize {
        samples * N
    }

    fn initialize<T: Scalar>(&self, _: &mut (), _: &mut (), preferred: Initializer, _: &mut Random) -> Initializer {
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(&self, _level: L, _: &(), _: &(), input: &[[T; N]], output: &mut [[T; N]]) {
        output.copy_from_slice(input);
    }

    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        _level: L,
        _: &(),
        _: &(),
        input: &[[T; LANES]; N],
        output: &mut [[T; LANES]; N],
    ) {
        *output = *input;
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        _level: L,
        _: &(),
        _: &(),
        _input: &[T; N],
        _output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        output_tangents.copy_from_slice(tangents);
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        _level: L,
        _: &(),
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        random: &mut Random,
    ) {
        let scale = self.scale();
        let shift = -scale * Self::DROPPED * self.rate;
        let (kept, dropped) = (T::from_f64(scale), T::from_f64(scale * Self::DROPPED + shift));
        let shift = T::from_f64(shift);
        for slope in trace.memory.iter_mut() {
            *slope = if random.uniform() < self.rate { T::ZERO } else { kept };
        }
        let outputs = trace.output.as_flattened_mut().iter_mut().zip(input.as_flattened());
        for ((y, &x), &slope) in outputs.zip(&*trace.memory) {
            *y = if slope == T::ZERO { dropped } else { slope * x + shift };
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        _input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _gradient: &mut (),
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let Some(input_gradient) = input_gradient else { return };
        kernels::multiply(level, trace.gradient.as_flattened(), trace.memory, input_gradient.as_flattened_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activations::Selu;

    #[test]
    fn a_dropped_value_is_what_selu_approaches() {
        // Two factors of 17 digits each, rounded once more.
        assert!((AlphaDropout::DROPPED + Selu::SCALE * Selu::ALPHA).abs() < 1e-15);
    }
}
