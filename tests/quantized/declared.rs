//! Networks that together have every kind of layer with an integer form, at every position that matters.

use ffnn::layers::{
    AlphaDropout, BatchNormWithoutAffine, BatchNormWithoutScale, BatchNormWithoutShift, DenseWithoutBias,
    GaussianDropout, RRelu,
};
use ffnn::prelude::*;

network! {
    /// The network of `examples/embedded_digits`.
    pub(crate) struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    quantized;

    /// Weights trained by PyTorch.
    pub(crate) static DIGITS: &Digits = "examples/embedded_digits/digits.safetensors" { names: sequential };
}

network! {
    /// A network for the digits with noise, normalization and a table.
    pub(crate) struct Trained: 64 -> 10 {
        Dropout { rate: 0.1 },
        Dense<32>,
        BatchNorm,
        Tanh,
        Dense<24>,
        Elu,
        Dense<10>,
        Softmax,
    }

    quantized;
}

network! {
    /// A clamping layer directly after noise: its input has the grid of its output.
    pub(crate) struct Rectified: 2 -> 1 {
        Dropout { rate: 0.1 },
        Relu,
        Dense<1>,
        Linear,
    }

    quantized;
}

network! {
    /// All layers that disappear, and a batch normalization at the end.
    pub(crate) struct Folded: 7 -> 3 {
        Dropout { rate: 0.2 },
        first: Dense<24>,
        BatchNorm,
        Relu6,
        GaussianDropout { rate: 0.1 },
        AlphaDropout { rate: 0.1 },
        last: Dense<3>,
        norm: BatchNorm,
        Linear,
    }

    quantized;
}

network! {
    /// Batch normalization first and after an activation, and learned slopes.
    pub(crate) struct Kept: 6 -> 2 {
        first: BatchNorm,
        Dense<12>,
        Tanh,
        second: BatchNorm,
        Dense<9>,
        PRelu,
        Dense<9>,
        RRelu,
        Dense<2>,
        Sigmoid,
    }

    quantized;
}

network! {
    /// An activation first, and one last.
    pub(crate) struct Ends: 5 -> 5 {
        Relu,
        Dense<5>,
        HardTanh { lower: -0.5, upper: 0.25 },
        Identity,
        last: Sigmoid,
        Linear,
    }

    quantized;
}

network! {
    /// A clamping layer at the end, where values have 16 bits.
    pub(crate) struct Clamped: 5 -> 4 {
        Dense<4>,
        Relu,
        Linear,
    }

    quantized;
}

network! {
    /// Widths that are constants.
    pub(crate) struct Generic<const SEEN: usize, const WIDE: usize, const ACTIONS: usize>: SEEN -> ACTIONS {
        Dense<WIDE> { init: he_normal },
        BatchNorm,
        LeakyRelu,
        Dense<ACTIONS> { init: glorot_uniform },
        Softmax,
    }

    quantized;
}

network! {
    /// One value.
    pub(crate) struct One: 1 -> 1 {
        Dense<1>,
        Linear,
    }

    quantized;
}

network! {
    /// Sums with the maximum number of terms.
    pub(crate) struct Longest: 32768 -> 2 {
        Dense<2>,
        Linear,
    }

    quantized;
}

network! {
    /// Layers with names that expansions use.
    pub(crate) struct Names: 3 -> 2 {
        header: Dense<4>,
        input: Dense<4>,
        grid: Relu,
        ranges: Dense<4>,
        quantized: Tanh,
        zeros: Dense<4>,
        frozen: Dense<2>,
        Softmax,
    }

    quantized;
}

/// A custom activation.
#[derive(Clone, Copy)]
pub(crate) struct Bump;

impl Options for Bump {
    const DEFAULT: Self = Self;
}

impl Activation for Bump {
    fn value<L: ffnn::Level, T: Scalar>(&self, _: L, x: T) -> T {
        T::ONE / (T::ONE + x * x)
    }

    fn slope<L: ffnn::Level, T: Scalar>(&self, _: L, x: T, y: T) -> T {
        T::from_f64(-2.0) * x * y * y
    }
}

/// One network for each activation, between two dense layers.
macro_rules! activations {
    ($($name:ident: $activation:ident)+) => {
        $(
            pub(crate) mod $name {
                #[allow(unused_imports, reason = "one of them is ours")]
                use super::Bump;
                #[allow(unused_imports, reason = "the prelude has the common ones")]
                use ffnn::activations::*;
                use ffnn::prelude::*;

                network! {
                    /// An activation between two dense layers.
                    pub(crate) struct Between: 6 -> 4 {
                        Dense<16> { init: glorot_uniform },
                        $activation,
                        Dense<4> { init: glorot_uniform },
                        Linear,
                    }

                    quantized;
                }
            }
        )+
    };
}

activations! {
    bump: Bump
    celu: Celu
    elu: Elu
    gelu: Gelu
    gelu_tanh: GeluTanh
    hard_shrink: HardShrink
    hard_sigmoid: HardSigmoid
    hard_swish: HardSwish
    hard_tanh: HardTanh
    identity: Identity
    leaky_relu: LeakyRelu
    log_sigmoid: LogSigmoid
    mish: Mish
    relu: Relu
    relu6: Relu6
    selu: Selu
    sigmoid: Sigmoid
    silu: Silu
    soft_shrink: SoftShrink
    softplus: Softplus
    softsign: Softsign
    squareplus: Squareplus
    tanh: Tanh
    tanh_shrink: TanhShrink
}

network! {
    /// Dense layers without bias, and normalizations without scale, shift or both: folded and kept.
    pub(crate) struct Without: 6 -> 3 {
        BatchNormWithoutScale,
        DenseWithoutBias<12>,
        Relu,
        Dense<9>,
        BatchNormWithoutAffine,
        Tanh,
        BatchNormWithoutShift,
        DenseWithoutBias<3>,
        Softmax,
    }

    quantized;
}
