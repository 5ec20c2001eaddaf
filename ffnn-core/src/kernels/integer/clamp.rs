use super::{Grid, Integer};

/// A clamp to a smallest and a largest number, which keeps the grid.
#[derive(Debug, PartialEq)]
#[repr(C)]
pub struct Clamp<O> {
    least: O,
    most: O,
}

crate::layout! { impl[O: Integer] Plain for Clamp<O> { least, most } }

impl<O: Integer> Clamp<O> {
    /// Overwrites both limits.
    pub fn fill(&mut self, (low, high): (f64, f64), grid: Grid) {
        (self.least, self.most) = (grid.nearest(low), grid.nearest(high));
    }

    /// Predicts one sample.
    #[inline(always)]
    pub fn apply<const N: usize>(&self, input: &[O; N]) -> [O; N] {
        // `clamp` would panic for an image with limits out of order.
        input.map(|number| number.max(self.least).min(self.most))
    }
}
