//! The networks that more than one experiment looks at; all others stand in the file of their experiment.

use ffnn::initializers::{glorot_uniform, he_normal};
use ffnn::prelude::{Elu, LeakyRelu, Relu, Sigmoid, Softmax, Tanh, network};

use crate::shared::{BatchNorm, Dense};

/// Declares a network of ten hidden layers of 64 neurons, drawn by an initializer and each followed by the given layers.
macro_rules! ten_layers {
    ($(#[$doc:meta])* $name:ident, $init:ident: $($after:ident),+) => {
        network! {
            $(#[$doc])*
            pub(crate) struct $name: 64 -> 10 {
                one: Dense<64> { init: $init }, $($after,)+
                two: Dense<64> { init: $init }, $($after,)+
                three: Dense<64> { init: $init }, $($after,)+
                four: Dense<64> { init: $init }, $($after,)+
                five: Dense<64> { init: $init }, $($after,)+
                six: Dense<64> { init: $init }, $($after,)+
                seven: Dense<64> { init: $init }, $($after,)+
                eight: Dense<64> { init: $init }, $($after,)+
                nine: Dense<64> { init: $init }, $($after,)+
                ten: Dense<64> { init: $init }, $($after,)+
                output: Dense<10>,
                Softmax,
            }
        }
    };
}

ten_layers!(
    /// Ten hidden layers of logistic neurons.
    DeepSigmoid, glorot_uniform: Sigmoid
);

ten_layers!(
    /// Ten hidden layers of tanh neurons.
    DeepTanh, glorot_uniform: Tanh
);

ten_layers!(
    /// Ten hidden layers of ReLU neurons.
    DeepRelu, he_normal: Relu
);

ten_layers!(
    /// Ten hidden layers of leaky ReLU neurons.
    DeepLeaky, he_normal: LeakyRelu
);

ten_layers!(
    /// Ten hidden layers of ELU neurons.
    DeepElu, he_normal: Elu
);

ten_layers!(
    /// Ten hidden layers of logistic neurons, their sums normalized over the batch.
    DeepSigmoidNorm, glorot_uniform: BatchNorm, Sigmoid
);

ten_layers!(
    /// Ten hidden layers of tanh neurons, their sums normalized over the batch.
    DeepTanhNorm, glorot_uniform: BatchNorm, Tanh
);

ten_layers!(
    /// Ten hidden layers of ReLU neurons, their sums normalized over the batch.
    DeepReluNorm, he_normal: BatchNorm, Relu
);

ten_layers!(
    /// Ten hidden layers of ELU neurons, their sums normalized over the batch.
    DeepEluNorm, he_normal: BatchNorm, Elu
);

network! {
    /// Large enough to learn a few hundred digits by heart, whatever they are called.
    pub(crate) struct Large: 64 -> 10 {
        Dense<256> { init: he_normal }, Relu,
        Dense<256> { init: he_normal }, Relu,
        Dense<10>, Softmax,
    }
}

network! {
    /// Two layers of tanh neurons, which every optimizer can train.
    pub(crate) struct Tanh64: 64 -> 10 {
        Dense<64>, Tanh,
        Dense<64>, Tanh,
        Dense<10>, Softmax,
    }
}
