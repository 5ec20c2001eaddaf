//! An embedded network with a custom activation between the library's layers.

use neural::prelude::*;

use crate::members::Softsign;

network! {
    /// A small network.
    pub struct Few: 2 -> 1 {
        hidden: Dense<3>,
        Softsign { width: 0.5 },
        output: Dense<1>,
        Linear,
    }

    quantized;

    /// Weights from a file.
    pub static FEW: &Few = "../ui/weights/files/small.safetensors";
}

/// The weight in the last row and the last column of the first layer: 6.
pub fn last_weight() -> f32 {
    FEW.hidden.weights[(2, 1)]
}

/// Difference between the network and its integer form for one of its samples.
pub fn integers_differ() -> Result<f32, neural::quantized::QuantizeError> {
    let samples = [[0.0, 0.0], [1.0, -1.0], [-0.5, 0.75]];
    let integers: Box<FewQuantized> = FEW.quantize(&samples)?;
    let [logit] = integers.dequantize_logits(&integers.logits(&integers.quantize_input(&samples[2])));
    Ok((logit - FEW.logits(&samples[2])[0]).abs() / FEW.logits(&samples[2])[0].abs())
}
