use crate::kernels::{self, Level};
use crate::kinds::integers::Tabulates;
use crate::kinds::layer::Trace;
use crate::members::initializers::rectified_normal;
use crate::parameters::Room;
use crate::{Initializer, Layer, Leaf, Options, Random, Scalar};

/// A leaky ReLU with a random slope (Xu et al. 2015), drawn per sample and value in training; when predicting it is the
/// mean.
///
/// ```text
/// y  = x where x > 0, else a x        a uniform in [lower, upper), or (lower + upper) / 2 when predicting
/// dx = dy where x > 0, else a dy      (a at 0, as in PyTorch)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RRelu {
    /// The smallest slope.
    pub lower: f64,
    /// The largest slope, at least `lower`.
    pub upper: f64,
}

impl RRelu {
    /// Panics if a slope is not finite, or if `lower` is above `upper`.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.lower.is_finite() && self.upper.is_finite(), "the slopes of `RRelu` must be finite");
        assert!(self.lower <= self.upper, "the `lower` slope of `RRelu` must be at most the `upper` one");
        self
    }

    /// The slope when predicting.
    const fn mean(self) -> f64 {
        0.5 * self.lower + 0.5 * self.upper
    }
}

impl Options for RRelu {
    /// Slopes from 1/8 to 1/3, as in PyTorch. (The paper draws 1/a, uniform from 3 to 8.)
    const DEFAULT: Self = Self { lower: 1.0 / 8.0, upper: 1.0 / 3.0 };
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Layer<N, N> for RRelu {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[];
    const MULTIPLY_ADDS: usize = 0;

    /// Scratch space for the slope at each value.
    const ROOM: Room = Room { per_sample: N, once: 0 };

    fn initialize<T: Scalar>(&self, _: &mut (), _: &mut (), _preferred: Initializer, _: &mut Random) -> Initializer {
        rectified_normal
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(&self, _level: L, _: &(), _: &(), input: &[[T; N]], output: &mut [[T; N]]) {
        let slope = T::from_f64(self.mean());
        for (y, &x) in output.as_flattened_mut().iter_mut().zip(input.as_flattened()) {
            *y = if x > T::ZERO { x } else { slope * x };
        }
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        _level: L,
        _: &(),
        _: &(),
        input: &[T; N],
        _output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        let slope = T::from_f64(self.mean());
        for (dy, dx) in output_tangents.iter_mut().zip(tangents) {
            for n in 0..N {
                dy[n] = if input[n] > T::ZERO { dx[n] } else { slope * dx[n] };
            }
        }
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
        let outputs = trace.output.as_flattened_mut().iter_mut().zip(input.as_flattened());
        for ((y, &x), slope) in outputs.zip(trace.memory.iter_mut()) {
            // Also drawn for positive values, so that the draws do not depend on the values.
            let drawn = self.lower + (self.upper - self.lower) * random.uniform();
            *slope = if x > T::ZERO { T::ONE } else { T::from_f64(drawn) };
            *y = *slope * x;
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

#[diagnostic::do_not_recommend]
impl<const N: usize> Tabulates<N> for RRelu {
    fn at<T: Scalar>(&self, _: &(), _: &(), x: f64) -> f64 {
        if x > 0.0 { x } else { self.mean() * x }
    }
}
