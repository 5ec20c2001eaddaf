//! Kernels in integers: grids of whole numbers, and the layers of a quantized network on them.

mod affine;
mod clamp;
mod diagonal;
mod grid;
mod multiplier;
mod number;
mod table;

use crate::Plain;
pub use affine::{Affine, MOST_TERMS};
pub use clamp::Clamp;
pub use diagonal::Diagonal;
pub use grid::{Grid, Range};
pub use number::{Integer, Integers};
pub use table::Table;
pub(crate) use table::steep;

/// What a layer in integers keeps.
pub trait Numbers: Plain + PartialEq {
    /// Overwrites what is all zeros, padding too, but for the padding.
    fn copy_into(&self, zeros: &mut Self);
}

impl Numbers for () {
    fn copy_into(&self, (): &mut Self) {}
}
