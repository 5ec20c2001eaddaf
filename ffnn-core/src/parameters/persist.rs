//! Saving and restoring whole sets of parameters.

use alloc::boxed::Box;

use crate::{Aligned, Malformed, Parameters, Persist, Reader, Writer};

impl<P: Parameters> Persist for Box<P> {
    fn persist(&self, to: &mut Writer) {
        to.values(self.as_slice());
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        from.values(self.as_mut_slice())
    }
}

impl<P: Parameters> Persist for Aligned<P> {
    fn persist(&self, to: &mut Writer) {
        to.values(self.0.as_slice());
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        from.values(self.0.as_mut_slice())
    }
}
