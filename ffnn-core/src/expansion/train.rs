//! A layer's line in the two passes of a training step.

use crate::kernels::Level;
use crate::{Layer, Scalar, Stream, Trace};

impl<T: Scalar, const OUT: usize> Trace<'_, T, OUT> {
    /// Runs [`forward_train`](Layer::forward_train) into this trace.
    #[doc(hidden)]
    #[inline(always)]
    pub fn train<L: Level, Y: Layer<IN, OUT>, const IN: usize>(
        &mut self,
        layer: &Y,
        level: L,
        parameters: &Y::Parameters<T>,
        state: &mut Y::State<T>,
        input: &[[T; IN]],
        stream: Stream,
    ) {
        layer.forward_train(level, parameters, state, input, self, &mut stream.random());
    }

    /// Runs [`backward`](Layer::backward) from this trace to the one before it.
    #[doc(hidden)]
    #[inline(always)]
    pub fn backward<L: Level, Y: Layer<IN, OUT>, const IN: usize>(
        &mut self,
        layer: &Y,
        level: L,
        parameters: &Y::Parameters<T>,
        gradient: &mut Y::Parameters<T>,
        mut before: impl Before<T, IN>,
    ) {
        let (input, input_gradient) = before.parts();
        layer.backward(level, parameters, input, self, gradient, input_gradient);
    }
}

/// The source of a layer's input, with the destination of the gradient with respect to it.
pub trait Before<T, const N: usize> {
    /// Returns the input and the rows to overwrite with its gradient, if it is needed.
    fn parts(&mut self) -> (&[[T; N]], Option<&mut [[T; N]]>);
}

/// Data, whose gradient is not needed.
impl<T, const N: usize> Before<T, N> for &[[T; N]] {
    #[inline(always)]
    fn parts(&mut self) -> (&[[T; N]], Option<&mut [[T; N]]>) {
        (self, None)
    }
}

/// The layer before.
impl<T, const N: usize> Before<T, N> for &mut Trace<'_, T, N> {
    #[inline(always)]
    fn parts(&mut self) -> (&[[T; N]], Option<&mut [[T; N]]>) {
        (self.output, Some(self.gradient))
    }
}

/// A layer before a block, whose other paths have a gradient too.
impl<T, const N: usize> Before<T, N> for (&[[T; N]], &mut [[T; N]]) {
    #[inline(always)]
    fn parts(&mut self) -> (&[[T; N]], Option<&mut [[T; N]]>) {
        (self.0, Some(self.1))
    }
}
