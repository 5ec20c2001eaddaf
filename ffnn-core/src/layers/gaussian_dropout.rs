use crate::kernels::{self, Level};
use crate::layer::Trace;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// Gaussian dropout (Srivastava et al. 2014): in training each value is multiplied by a normal number with mean 1 and
/// the variance that [`Dropout`](super::Dropout) of the same rate has. When predicting it changes nothing.
///
/// ```text
/// y = x m      m normal with mean 1 and variance rate / (1 - rate), for each sample and value anew
/// dx = dy m
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GaussianDropout {
    /// The rate of the dropout with as much noise, at least 0 and below 1.
    pub rate: f64,
}

impl GaussianDropout {
    /// Noise on the output itself would be noise in the answer that the loss judges.
    pub const NEVER_LAST: bool = true;

    /// Refuses a rate outside [0, 1).
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.rate >= 0.0 && self.rate < 1.0, "a dropout rate is at least 0 and below 1");
        self
    }
}

impl Options for GaussianDropout {
    /// A half, as for dropout: the factors have variance 1.
    const DEFAULT: Self = Self { rate: 0.5 };
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for GaussianDropout {
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
        let deviation = libm::sqrt(self.rate / (1.0 - self.rate));
        for factor in trace.memory.iter_mut() {
            *factor = T::from_f64(1.0 + deviation * random.normal());
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
