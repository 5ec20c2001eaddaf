use crate::kernels::{self, Level};
use crate::layer::Trace;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// Dropout (Srivastava et al. 2014), inverted: in training each value is dropped with probability `rate`, and what is
/// left is scaled up so that its expectation stays. When predicting it changes nothing.
///
/// ```text
/// y = x m / (1 - rate)     m = 0 with probability rate, else 1, for each sample and value anew
/// dx = dy m / (1 - rate)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// The probability of being dropped, at least 0 and below 1.
    pub rate: f64,
}

impl Dropout {
    /// Noise on the output itself would be noise in the answer that the loss judges.
    pub const NEVER_LAST: bool = true;

    /// Refuses a rate outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.rate >= 0.0 && self.rate < 1.0, "a dropout rate is at least 0 and below 1");
        self
    }
}

impl Options for Dropout {
    /// Half of the values, as in TensorFlow and PyTorch.
    const DEFAULT: Self = Self { rate: 0.5 };
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for Dropout {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[];
    const MULTIPLY_ADDS: usize = 0;

    /// The factor of each value.
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
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        random: &mut Random,
    ) {
        let kept = T::from_f64(1.0 / (1.0 - self.rate));
        for factor in trace.memory.iter_mut() {
            *factor = if random.uniform() < self.rate { T::ZERO } else { kept };
        }
        kernels::multiply(level, input.as_flattened(), trace.memory, trace.output.as_flattened_mut());
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
