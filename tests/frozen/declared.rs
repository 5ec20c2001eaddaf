//! Networks that together have every kind of layer at every position that matters for freezing.

use ffnn::layers::{
    AlphaDropout, BatchNormWithoutAffine, BatchNormWithoutScale, BatchNormWithoutShift, DenseWithoutBias,
    GaussianDropout, LayerNormWithoutAffine, LayerNormWithoutScale, LayerNormWithoutShift, PReluPerFeature, RRelu,
    Running,
};
use ffnn::prelude::*;

network! {
    /// The network of the README, wide enough for cache-aligned rows.
    pub(crate) struct Plain: 64 -> 10 {
        Dropout { rate: 0.2 },
        Dense<32>,
        Elu,
        Dense<10>,
        Softmax,
    }
}

network! {
    /// Batch normalization after a dense layer, twice: folded.
    pub(crate) struct Folded: 7 -> 3 {
        Dense<24>,
        BatchNorm,
        Relu,
        GaussianDropout { rate: 0.1 },
        Dense<5>,
        BatchNorm { epsilon: 1e-3, running: Running::TensorFlow },
        Tanh,
        Dense<3>,
        Linear,
    }
}

network! {
    /// Batch normalization first, after an activation and after noise: kept as scale and shift.
    pub(crate) struct Kept: 6 -> 2 {
        BatchNorm,
        Dense<12>,
        Tanh,
        BatchNorm,
        Dense<4>,
        AlphaDropout { rate: 0.1 },
        BatchNorm,
        Selu,
        Dense<2>,
        Sigmoid,
    }
}

network! {
    /// A batch normalization at the end, and two consecutive dense layers.
    pub(crate) struct Last: 3 -> 20 {
        Dense<1>,
        Dense<20>,
        BatchNorm,
        Linear,
    }
}

network! {
    /// Batch normalization whose input is also used elsewhere: not folded.
    pub(crate) struct Blocks: 9 -> 4 {
        Dense<12>,
        Residual { BatchNorm, Elu, Dense<30>, BatchNorm, Dense<12> },
        Concat { [BatchNorm, Dense<6>], [Dense<8>, BatchNorm, Tanh], [] },
        BatchNorm,
        Residual { Dropout, Dense<26> },
        LayerNorm,
        Dense<4>,
        Softmax,
    }
}

network! {
    /// Widths that are constants.
    pub(crate) struct Generic<const SEEN: usize, const WIDE: usize, const ACTIONS: usize>: SEEN -> ACTIONS {
        Dense<WIDE>,
        BatchNorm,
        PRelu,
        Dense<WIDE>,
        PReluPerFeature,
        RRelu,
        Dense<ACTIONS>,
        Linear,
    }
}

network! {
    /// More weights than are unrolled for one sample, and more than one cache line per row.
    pub(crate) struct Wide: 130 -> 37 {
        Dense<90>,
        BatchNorm,
        Gelu,
        Dense<37>,
        Softmax,
    }
}

network! {
    /// Dense layers without bias, and normalizations without scale, shift or both: folded and kept.
    pub(crate) struct Without: 7 -> 3 {
        BatchNormWithoutScale,
        DenseWithoutBias<24>,
        BatchNormWithoutAffine,
        Relu,
        LayerNormWithoutShift,
        DenseWithoutBias<5>,
        LayerNormWithoutScale,
        Tanh,
        BatchNormWithoutShift,
        LayerNormWithoutAffine,
        DenseWithoutBias<3>,
        Linear,
    }
}
