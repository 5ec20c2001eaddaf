//! Memory for the traces of a pass: one slice, dealt out part by part.

use crate::Scalar;

/// The scratch memory of all traces, and what is lost at most when the first is moved to the start of a cache line.
pub fn total<const N: usize>(parts: [usize; N]) -> usize {
    parts.iter().sum::<usize>() + LINE - 1
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

pub(crate) fn in_lines(len: usize) -> usize {
    len.next_multiple_of(LINE)
}
