use alloc::boxed::Box;
use core::mem;

use crate::kernels::{self, Instructions, Level, Pass, dispatch_at};
use crate::{Aligned, Flat, Parameters, Scalar};

/// The mean gradient over several batches, as if they were one.
///
/// ```text
/// mean ← mean + (g - mean) · weight / Σ weight      weight: of the batch's samples in the loss, their number usually
/// ```
pub(super) struct Accumulation<P> {
    mean: Box<Aligned<P>>,
    weight: f64,
    batches: u64,
}

impl<P: Parameters> Accumulation<P> {
    pub(super) fn new() -> Self {
        Self { mean: Aligned::zeros_boxed(), weight: 0.0, batches: 0 }
    }

    /// How many batches it holds.
    pub(super) fn batches(&self) -> u64 {
        self.batches
    }

    /// Takes in the mean gradient of one more batch, and may leave anything in its place.
    pub(super) fn add(&mut self, instructions: Instructions, gradient: &mut Box<Aligned<P>>, weight: f64) {
        self.weight += weight;
        self.batches += 1;
        if self.batches == 1 {
            mem::swap(&mut self.mean, gradient);
        } else if weight > 0.0 {
            let share = P::Scalar::from_f64(weight / self.weight);
            let (mean, gradient) = (self.mean.as_mut_slice(), gradient.as_slice());
            dispatch_at(instructions, Blend { mean, gradient, share });
        }
    }

    /// Gives the mean and begins anew.
    pub(super) fn finish(&mut self, gradient: &mut Box<Aligned<P>>) {
        mem::swap(&mut self.mean, gradient);
        self.forget();
    }

    /// Begins anew.
    pub(super) fn forget(&mut self) {
        (self.weight, self.batches) = (0.0, 0);
    }
}

struct Blend<'a, T> {
    mean: &'a mut [T],
    gradient: &'a [T],
    share: T,
}

impl<T: Scalar> Pass for Blend<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { mean, gradient, share } = self;
        kernels::update(level, mean, gradient, [], |mean, gradient, []| (mean - gradient) * share);
    }
}
