//! Networks of everything there is: what they say does not matter, that saying it cannot panic does.

use core::mem::MaybeUninit;

use ffnn::prelude::*;

network! {
    /// Every layer.
    pub struct Layers: 9 -> 5 {
        Dense<24>,
        BatchNorm,
        Elu,
        Dropout { rate: 0.1 },
        Residual { Dense<10>, LayerNorm, PRelu, AlphaDropout { rate: 0.1 }, Dense<24> },
        Concat { [Dense<7>, RRelu, GaussianDropout { rate: 0.1 }], [Dense<3>, PReluPerFeature], [] },
        Dense<5>,
        Sigmoid,
    }
}

network! {
    /// Every activation.
    pub struct Activations: 9 -> 5 {
        Dense<13>,
        Celu,
        Elu,
        Gelu,
        GeluTanh,
        HardShrink,
        HardSigmoid,
        HardSwish,
        HardTanh,
        Identity,
        LeakyRelu,
        LogSigmoid,
        Mish,
        Relu,
        Relu6,
        Selu,
        Silu,
        SoftShrink,
        Softplus,
        Softsign,
        Squareplus,
        Tanh,
        TanhShrink,
        Dense<5>,
        Softmax,
    }
}

network! {
    /// Layers too large to be written out.
    pub struct Wide: 784 -> 10 {
        Dense<300>,
        Relu,
        Dense<100>,
        Tanh,
        Dense<10>,
        Softmax,
    }
}

/// Asks each network for one sample; room is the caller's.
pub fn ask<T: Scalar>(
    layers: &mut MaybeUninit<Layers<T>>,
    activations: &mut MaybeUninit<Activations<T>>,
    wide: &mut MaybeUninit<Wide<T>>,
    value: T,
) -> T {
    let (layers, activations) = (Layers::zeros_in(layers), Activations::zeros_in(activations));
    let wide = Wide::zeros_in(wide);
    let few = [value; 9];
    let sum = layers.predict(&few)[0] + activations.predict(&few).confidence();
    sum + wide.predict(&[value; 784]).confidence()
}
