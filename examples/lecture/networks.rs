//! The networks that more than one experiment looks at; all others stand in the file of their experiment.

use ffnn::prelude::{Elu, LeakyRelu, Relu, Sigmoid, Softmax, Tanh, network};

use crate::dense::Dense;

/// Declares a network of ten hidden layers of 64 neurons, each followed by `$activation`.
macro_rules! ten_layers {
    ($(#[$doc:meta])* $name:ident, $activation:ident) => {
        network! {
            $(#[$doc])*
            pub(crate) struct $name: 64 -> 10 {
                one: Dense<64>, $activation,
                two: Dense<64>, $activation,
                three: Dense<64>, $activation,
                four: Dense<64>, $activation,
                five: Dense<64>, $activation,
                six: Dense<64>, $activation,
                seven: Dense<64>, $activation,
                eight: Dense<64>, $activation,
                nine: Dense<64>, $activation,
                ten: Dense<64>, $activation,
                output: Dense<10>,
                Softmax,
            }
        }
    };
}

ten_layers!(
    /// Ten hidden layers of logistic neurons.
    DeepSigmoid, Sigmoid
);
ten_layers!(
    /// Ten hidden layers of tanh neurons.
    DeepTanh, Tanh
);
ten_layers!(
    /// Ten hidden layers of ReLU neurons.
    DeepRelu, Relu
);
ten_layers!(
    /// Ten hidden layers of leaky ReLU neurons.
    DeepLeaky, LeakyRelu
);
ten_layers!(
    /// Ten hidden layers of ELU neurons.
    DeepElu, Elu
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
