//! Layers that multiply each value by a random factor in training, and change nothing when predicting.

/// Implements a layer for a type with `fn factors<T: Scalar>(&self, factors: &mut [T], random: &mut Random)`. A type
/// that does more than multiply also has `fn outputs<T: Scalar>(&self, input: &[T], factors: &[T], output: &mut [T])`,
/// and is written `noise!(Name, outputs)`.
///
/// This is a macro because a blanket implementation would overlap with the one for activations.
macro_rules! noise {
    ($layer:ident $(, $outputs:ident)?) => {
        use crate::kernels::{self, Level};
        use crate::kinds::layer::{Trace};
use crate::parameters::Room;
        use crate::{Initializer, Layer, Leaf};

        #[diagnostic::do_not_recommend]
        impl<const N: usize> Layer<N, N> for $layer {
            type Parameters<T: Scalar> = ();
            type State<T: Scalar> = ();
            const LEAVES: &'static [Leaf] = &[];
            const MULTIPLY_ADDS: usize = 0;

            /// Scratch space for the factor of each value.
            const ROOM: Room = Room { per_sample: N, once: 0 };

            fn initialize<T: Scalar>(
                &self,
                _: &mut (),
                _: &mut (),
                preferred: Initializer,
                _: &mut Random,
            ) -> Initializer {
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
                level: L,
                _: &(),
                _: &mut (),
                input: &[[T; N]],
                trace: &mut Trace<'_, T, N>,
                random: &mut Random,
            ) {
                self.factors(trace.memory, random);
                let (input, output) = (input.as_flattened(), trace.output.as_flattened_mut());
                $crate::members::layers::noise::outputs!(self, level, input, trace.memory, output $(, $outputs)?);
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
                kernels::multiply(
                    level,
                    trace.gradient.as_flattened(),
                    trace.memory,
                    input_gradient.as_flattened_mut(),
                );
            }
        }
    };
}

/// The outputs of a layer for its factors: the product, or the result of its own `outputs`.
macro_rules! outputs {
    ($layer:ident, $level:ident, $input:ident, $factors:expr, $output:ident) => {
        kernels::multiply($level, $input, $factors, $output)
    };
    ($layer:ident, $level:ident, $input:ident, $factors:expr, $output:ident, $outputs:ident) => {{
        let _ = $level;
        $layer.$outputs($input, $factors, $output)
    }};
}

pub(super) use {noise, outputs};
