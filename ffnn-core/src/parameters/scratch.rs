//! Memory for the traces of a pass: one slice, dealt out part by part.

use crate::{LayerInfo, Scalar};

/// How many values of scratch memory the traces of `layers` take for `samples` samples: what each gives, the derivative by
/// that, and its room; and what is lost at most when the first is moved to the start of a cache line. `usize::MAX` if that
/// is more than a `usize` counts.
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

/// Deals a slice out, so that each part starts at a cache line.
#[derive(Debug)]
pub struct Scratch<'a, T> {
    rest: &'a mut [T],
}

impl<'a, T: Scalar> Scratch<'a, T> {
    /// All of `memory`, from the first start of a cache line.
    pub fn new(memory: &'a mut [T]) -> Self {
        let start = memory.as_ptr().align_offset(LINE * size_of::<T>()).min(memory.len());
        Self { rest: &mut memory[start..] }
    }

    /// The next parts of so many values. A function of its own, so that a program holds it once and not for each layer.
    #[inline(never)]
    pub(crate) fn take<const N: usize>(&mut self, lengths: [usize; N]) -> [&'a mut [T]; N] {
        lengths.map(|length| {
            let (part, rest) = core::mem::take(&mut self.rest).split_at_mut(in_lines(length));
            self.rest = rest;
            &mut part[..length]
        })
    }
}

/// Values in a cache line of 64 bytes, counted as the smaller type.
const LINE: usize = 16;

const fn in_lines(len: usize) -> usize {
    len.div_ceil(LINE).saturating_mul(LINE)
}

/// How many values of scratch memory a layer needs in training, besides those for what it gives and the derivative by that:
/// [`Layer::ROOM`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// For each sample of a batch.
    pub per_sample: usize,
    /// Once, however many samples there are.
    pub once: usize,
}

impl Room {
    /// For a layer that remembers nothing.
    pub const NONE: Self = Self { per_sample: 0, once: 0 };

    /// How many values that is for so many samples: the length of [`Trace::memory`]. `usize::MAX` if that is more than a
    /// `usize` counts.
    pub const fn values(self, samples: usize) -> usize {
        self.per_sample.saturating_mul(samples).saturating_add(self.once)
    }
}
