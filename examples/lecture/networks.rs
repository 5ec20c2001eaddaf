//! The networks that more than one experiment looks at; all others stand in the file of their experiment.

use ffnn::prelude::{Elu, LeakyRelu, Relu, Sigmoid, Softmax, Tanh, network};

use crate::shared::{BatchNorm, Dense};

/// Declares a network of ten hidden layers of 64 neurons, each followed by the layers that are given.
macro_rules! ten_layers {
    ($(#[$doc:meta])* $name:ident: $($after:ident),+) => {
        network! {
            $(#[$doc])*
            pub(crate) struct $name: 64 -> 10 {
                one: Dense<64>, $($after,)+
                two: Dense<64>, $($after,)+
                three: Dense<64>, $($after,)+
                four: Dense<64>, $($after,)+
                five: Dense<64>, $($after,)+
                six: Dense<64>, $($after,)+
                seven: Dense<64>, $($after,)+
                eight: Dense<64>, $($after,)+
                nine: Dense<64>, $($after,)+
                ten: Dense<64>, $($after,)+
                output: Dense<10>,
                Softmax,
            }
        }
    };
}

ten_layers!(
    /// Ten hidden layers of logistic neurons.
    DeepSigmoid: Sigmoid
);

ten_layers!(
    /// Ten hidden layers of tanh neurons.
    DeepTanh: Tanh
);

ten_layers!(
    /// Ten hidden layers of ReLU neurons.
    DeepRelu: Relu
);

ten_layers!(
    /// Ten hidden layers of leaky ReLU neurons.
    DeepLeaky: LeakyRelu
);

ten_layers!(
    /// Ten hidden layers of ELU neurons.
    DeepElu: Elu
);

ten_layers!(
    /// Ten hidden layers of logistic neurons, their sums normalized over the batch.
    DeepSigmoidNorm: BatchNorm, Sigmoid
);

ten_layers!(
    /// Ten hidden layers of tanh neurons, their sums normalized over the batch.
    DeepTanhNorm: BatchNorm, Tanh
);

ten_layers!(
    /// Ten hidden layers of ReLU neurons, their sums normalized over the batch.
    DeepReluNorm: BatchNorm, Relu
);

ten_layers!(
    /// Ten hidden layers of ELU neurons, their sums normalized over the batch.
    DeepEluNorm: BatchNorm, Elu
);

network! {
    /// Large enough to learn a few hundred digits by heart, whatever they are called.
    pub(crate) struct Large: 64 -> 10 {
        Dense<256>, Relu,
        Dense<256>, Relu,
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
