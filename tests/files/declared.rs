use ffnn::layers::{AlphaDropout, PReluPerFeature, RRelu, Running};
use ffnn::prelude::*;

network! {
    /// Every layer with tensors, every kind of block, and layers without tensors.
    pub(crate) struct Everything: 5 -> 3 {
        Dropout { rate: 0.1 },
        hidden: Dense<8>,
        BatchNorm,
        PRelu,
        Residual { LayerNorm, PReluPerFeature, inner: Dense<8>, norm: BatchNorm { running: Running::Torch } },
        Elu,
        Concat { [left: Dense<4>, RRelu], [Dense<1>, Dense<3>], [] },
        AlphaDropout,
        output: Dense<3>,
        Softmax,
    }

    pub(crate) static EVERYTHING: &Everything = "tests/files/data/everything.safetensors";
    pub(crate) static EVERYTHING_WIDE: &Everything<f64> = "tests/files/data/everything.safetensors";
}

network! {
    /// A small network whose file is easy to write by hand.
    pub(crate) struct Small: 2 -> 1 {
        hidden: Dense<3>,
        Relu,
        output: Dense<1>,
        Linear,
    }
}

network! {
    /// A small network with running statistics.
    pub(crate) struct Normed: 2 -> 1 {
        hidden: Dense<3>,
        norm: BatchNorm,
        Relu,
        output: Dense<1>,
        Linear,
    }
}
