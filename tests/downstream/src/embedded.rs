//! A network whose weights are part of the program, with an activation of its own between the library's layers.

use neural::prelude::*;

use crate::members::Softsign;

network! {
    /// A few weights.
    pub struct Few: 2 -> 1 {
        hidden: Dense<3>,
        Softsign { width: 0.5 },
        output: Dense<1>,
        Linear,
    }

    /// As they were written elsewhere.
    pub static FEW: &Few = "../ui/weights/files/small.safetensors";
}

/// The weight in the last row and the last column of the first layer: 6.
pub fn last_weight() -> f32 {
    FEW.hidden.weights[(2, 1)]
}
