//! Saving and restoring the state of an optimizer.

use crate::{Malformed, Moments, Parameters, Persist, Reader, Writer};

impl<P: Parameters, const M: usize> Persist for Moments<P, M> {
    fn persist(&self, to: &mut Writer) {
        (self.steps, self.product).persist(to);
        self.moments.persist(to);
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        self.steps = from.counter()?;
        self.product.restore(from)?;
        self.moments.restore(from)
    }
}
