//! What a training pass leaves behind at each layer.

use crate::Vector;

/// The traces of all layers of a network, for one batch.
pub trait Tape<V: Vector> {
    /// The logits, and room for the loss's derivative by them; one row a sample.
    fn logits(&mut self) -> (&[V], &mut [V]);
    /// What the layer with this index, of those of the table, left behind of a pass over `input`; none beyond the last.
    fn layer<'t>(&'t self, input: &'t [V::Scalar], index: usize) -> Option<Traced<'t, V::Scalar>>;
    /// Calls `visit` with the output of each layer, in order.
    fn visit(&self, visit: &mut dyn FnMut(&[V::Scalar])) {
        (0..).map_while(|index| self.layer(&[], index)).for_each(|layer| visit(layer.output));
    }
}

/// What a training pass left behind at one layer: one row a sample, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Traced<'a, T> {
    /// What the layer took; nothing for the end of a block.
    pub input: &'a [T],
    /// What it gave.
    pub output: &'a [T],
    /// The loss's derivative by that, unless the layer needed the place for something else.
    pub gradient: &'a [T],
}
