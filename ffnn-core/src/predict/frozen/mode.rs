use core::fmt::Debug;

use super::kept::Computes;
use crate::Scalar;
use crate::kernels::Level;

/// The meaning of the rows in a pass through a frozen network. The pass is written once for all modes.
pub trait Mode: Copy + Debug {
    /// Computes one layer.
    #[doc(hidden)]
    fn compute<C: Computes<T, IN, OUT>, L: Level, T: Scalar, const IN: usize, const OUT: usize>(
        self,
        layer: C,
        level: L,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    );
}

/// The mode in which each row is a sample.
#[derive(Clone, Copy, Debug)]
pub struct Values;

impl Mode for Values {
    #[inline(always)]
    fn compute<C: Computes<T, IN, OUT>, L: Level, T: Scalar, const IN: usize, const OUT: usize>(
        self,
        layer: C,
        level: L,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        layer.forward(level, input, output);
    }
}

/// The mode in which the first row is a sample and each other row a direction. The output has the derivative along each
/// direction.
#[derive(Clone, Copy, Debug)]
pub struct Tangents;

impl Mode for Tangents {
    #[inline(always)]
    fn compute<C: Computes<T, IN, OUT>, L: Level, T: Scalar, const IN: usize, const OUT: usize>(
        self,
        layer: C,
        level: L,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        let ((input, tangents), (output, output_tangents)) = (input.split_at(1), output.split_at_mut(1));
        layer.forward(level, input, output);
        if let ([input], [output]) = (input, &*output) {
            layer.forward_tangents(level, input, output, tangents, output_tangents);
        }
    }
}
