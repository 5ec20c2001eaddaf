use alloc::boxed::Box;
use core::mem;

use crate::kernels::{self, InstructionSet, Level, Pass, dispatch_at};
use crate::{Aligned, Flat, Parameters, Scalar};

/// Gradient of several batches, accumulated as if they were one: the gradient of each batch, divided by the total
/// weight of all samples, is added up.
pub(in crate::train) struct Accumulation<P> {
    sum: Box<Aligned<P>>,
    batches: u64,
}

impl<P: Parameters> Accumulation<P> {
    pub(in crate::train) fn new() -> Self {
        Self { sum: Aligned::zeros_boxed(), batches: 0 }
    }

    /// Returns the number of accumulated batches.
    pub(in crate::train) fn batches(&self) -> u64 {
        self.batches
    }

    /// Adds the gradient of one more batch; may leave arbitrary values in its place.
    pub(in crate::train) fn add(&mut self, instructions: InstructionSet, gradient: &mut Box<Aligned<P>>) {
        self.batches += 1;
        if self.batches == 1 {
            mem::swap(&mut self.sum, gradient);
        } else {
            dispatch_at(instructions, Add { sum: self.sum.as_mut_slice(), gradient: gradient.as_slice() });
        }
    }

    /// Moves the sum into `gradient` and resets.
    pub(in crate::train) fn finish(&mut self, gradient: &mut Box<Aligned<P>>) {
        mem::swap(&mut self.sum, gradient);
        self.forget();
    }

    /// Resets to empty.
    pub(in crate::train) fn forget(&mut self) {
        self.batches = 0;
    }
}

struct Add<'a, T> {
    sum: &'a mut [T],
    gradient: &'a [T],
}

impl<T: Scalar> Pass for Add<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        kernels::add(level, self.gradient, self.sum);
    }
}
