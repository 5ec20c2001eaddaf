//! The record of a training pass.

use crate::Vector;

/// The traces of all layers of a network, for one batch.
pub trait Tape<V: Vector> {
    /// Returns the logits, and the memory for the loss gradient with respect to them; one row per sample.
    fn logits(&mut self) -> (&[V], &mut [V]);
    /// Returns the trace of the layer with this index in the table, for a pass over `input`; `None` beyond the last.
    fn layer<'t>(&'t self, input: &'t [V::Scalar], index: usize) -> Option<Traced<'t, V::Scalar>>;
    /// Calls `visit` with the output of each layer, in order.
    fn visit(&self, visit: &mut dyn FnMut(&[V::Scalar])) {
        (0..).map_while(|index| self.layer(&[], index)).for_each(|layer| visit(layer.output));
    }
}

/// The trace of one layer: one row per sample, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Traced<'a, T> {
    /// Input of the layer; empty for the end of a block.
    pub input: &'a [T],
    /// Output of the layer.
    pub output: &'a [T],
    /// Gradient of the loss with respect to the output, unless the layer reused its memory.
    pub gradient: &'a [T],
}
