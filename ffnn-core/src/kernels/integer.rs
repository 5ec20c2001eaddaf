//! Kernels of quantized networks: grids of integers, and layers on them.

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

/// The numbers that a layer in integers stores: any plain ones that can be compared.
pub trait Numbers: Plain + PartialEq {}

impl<P: Plain + PartialEq> Numbers for P {}
