//! Every activation is a layer without parameters that keeps the width.

use crate::kernels::Level;
use crate::layer::Trace;
use crate::{Activation, Initializer, Layer, Leaf, Random, Scalar};

#[diagnostic::do_not_recommend]
impl<A: Activation, const N: usize> Layer<N, N> for A {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[];
    const MULTIPLY_ADDS: usize = 0;

    fn initialize<T: Scalar>(&self, _: &mut (), _: &mut (), _preferred: Initializer, _: &mut Random) -> Initializer {
        A::INITIALIZER
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(&self, level: L, _: &(), _: &(), input: &[[T; N]], output: &mut [[T; N]]) {
        for (y, &x) in output.as_flattened_mut().iter_mut().zip(input.as_flattened()) {
            *y = self.value(level, x);
        }
    }

    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        _: &(),
        _: &(),
        input: &[[T; LANES]; N],
        output: &mut [[T; LANES]; N],
    ) {
        <A as Layer<LANES, LANES>>::forward(self, level, &(), &(), input, output);
    }

    #[inline(always)]
    fn forward_tangents<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        _: &(),
        input: &[T; N],
        output: &[T; N],
        tangents: &[[T; N]],
        output_tangents: &mut [[T; N]],
    ) {
        for (dy, dx) in output_tangents.iter_mut().zip(tangents) {
            for n in 0..N {
                dy[n] = dx[n] * self.slope(level, input[n], output[n]);
            }
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _gradient: &mut (),
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let Some(input_gradient) = input_gradient else { return };
        let here = input.as_flattened().iter().zip(trace.output.as_flattened());
        let gradients = input_gradient.as_flattened_mut().iter_mut().zip(trace.gradient.as_flattened());
        for ((dx, &dy), (&x, &y)) in gradients.zip(here) {
            *dx = dy * self.slope(level, x, y);
        }
    }
}
