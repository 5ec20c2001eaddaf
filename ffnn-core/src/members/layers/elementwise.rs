//! Activations as layers: without parameters, and with as many outputs as inputs.

use crate::kernels::{Level, Pass};
use crate::kinds::layer::Trace;
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
        Values { activation: *self, input: input.as_flattened(), output: output.as_flattened_mut() }.run(level);
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
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _: &mut Random,
    ) {
        let (input, output) = (input.as_flattened(), trace.output.as_flattened_mut());
        level.outlined(Values { activation: *self, input, output });
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
        level.outlined(Slopes {
            activation: *self,
            input: input.as_flattened(),
            output: trace.output.as_flattened(),
            gradient: trace.gradient.as_flattened(),
            input_gradient: input_gradient.as_flattened_mut(),
        });
    }
}

/// The pass `y = f(x)` over any number of values, so that one compiled form serves all networks and batch sizes.
struct Values<'a, A, T> {
    activation: A,
    input: &'a [T],
    output: &'a mut [T],
}

impl<A: Activation, T: Scalar> Pass for Values<'_, A, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.activation.values(level, self.input, self.output);
    }
}

/// The pass `dx = dy f'(x)` over any number of values.
struct Slopes<'a, A, T> {
    activation: A,
    input: &'a [T],
    output: &'a [T],
    gradient: &'a [T],
    input_gradient: &'a mut [T],
}

impl<A: Activation, T: Scalar> Pass for Slopes<'_, A, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let here = self.input.iter().zip(self.output);
        let gradients = self.input_gradient.iter_mut().zip(self.gradient);
        for ((dx, &dy), (&x, &y)) in gradients.zip(here) {
            *dx = level.flush(dy * self.activation.slope(level, x, y));
        }
    }
}
