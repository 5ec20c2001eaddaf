//! Networks that between them have every kind of layer that has a form in integers.

use ffnn::prelude::*;

network! {
    /// That of `examples/embedded_digits`.
    pub(crate) struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    quantized;

    /// As PyTorch trained it.
    pub(crate) static DIGITS: &Digits = "examples/embedded_digits/digits.safetensors" { names: sequential };
}
