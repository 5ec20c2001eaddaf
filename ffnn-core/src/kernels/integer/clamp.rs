use super::{Grid, Integer, Numbers};
use crate::Plain;

/// The least number and the largest, on a grid that stays the same.
#[derive(Debug, PartialEq)]
#[repr(C)]
pub struct Clamp<O> {
    least: O,
    most: O,
}

// SAFETY: `repr(C)`, and both fields are plain.
unsafe impl<O: Integer> Plain for Clamp<O> {}

impl<O: Integer> Numbers for Clamp<O> {
    fn copy_into(&self, zeros: &mut Self) {
        (zeros.least, zeros.most) = (self.least, self.most);
    }
}

impl<O: Integer> Clamp<O> {
    /// Overwrites all of it.
    pub fn fill(&mut self, (low, high): (f64, f64), grid: Grid) {
        (self.least, self.most) = (grid.nearest(low), grid.nearest(high));
    }

    /// Predicts.
    #[inline(always)]
    pub fn apply<const N: usize>(&self, input: &[O; N]) -> [O; N] {
        // Not `clamp`, which panics where an image has limits out of order.
        input.map(|number| number.max(self.least).min(self.most))
    }
}
