//! Scratch memory for the traces of a pass: one slice, divided into parts.

use crate::{LayerInfo, Scalar};

/// Returns the number of scratch values that the traces of `layers` take for `samples` samples: outputs, gradients and
/// [`Room`] of each layer, and the most that can be lost by aligning the start to a cache line. `usize::MAX` if the
/// number does not fit in a `usize`.
pub(crate) const fn total(layers: &[LayerInfo], samples: usize) -> usize {
    let (mut sum, mut index) = (LINE - 1, 0);
    while index < layers.len() {
        let LayerInfo { outputs, room, .. } = &layers[index];
        let values = in_lines(samples.saturating_mul(*outputs)).saturating_mul(2);
        sum = sum.saturating_add(values).saturating_add(in_lines(room.values(samples)));
        index += 1;
    }
    sum
}

/// Divides a slice into parts that each start at a cache line.
#[derive(Debug)]
pub struct Scratch<'a, T> {
    rest: &'a mut [T],
}

impl<'a, T: Scalar> Scratch<'a, T> {
    /// Uses all of `memory` from the first cache line on.
    pub fn new(memory: &'a mut [T]) -> Self {
        let start = memory.as_ptr().align_offset(LINE * size_of::<T>()).min(memory.len());
        Self { rest: &mut memory[start..] }
    }

    /// Takes the next parts, of these lengths. Not inlined, so that a program contains it once and not per layer.
    #[inline(never)]
    pub(crate) fn take<const N: usize>(&mut self, lengths: [usize; N]) -> [&'a mut [T]; N] {
        lengths.map(|length| {
            let (part, rest) = core::mem::take(&mut self.rest).split_at_mut(in_lines(length));
            self.rest = rest;
            &mut part[..length]
        })
    }
}

/// Number of values in a cache line of 64 bytes, for the smaller number type.
const LINE: usize = 16;

const fn in_lines(len: usize) -> usize {
    len.div_ceil(LINE).saturating_mul(LINE)
}

/// The number of scratch values that a layer needs in training, besides its output and the gradient with respect to it.
/// Used for [`Layer::ROOM`](crate::Layer::ROOM).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Number of values for each sample of a batch.
    pub per_sample: usize,
    /// Number of values independent of the batch size.
    pub once: usize,
}

impl Room {
    /// The room of a layer that remembers nothing.
    pub const NONE: Self = Self { per_sample: 0, once: 0 };

    /// Returns the number of values for a batch: the length of [`Trace::memory`](crate::Trace::memory). `usize::MAX` if
    /// the number does not fit in a `usize`.
    pub const fn values(self, samples: usize) -> usize {
        self.per_sample.saturating_mul(samples).saturating_add(self.once)
    }
}
