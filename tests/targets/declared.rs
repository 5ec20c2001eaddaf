//! Networks of the reference file, initialized as in Keras and TensorFlow 1 unless stated otherwise.

use ffnn::initializers::{he_normal_untruncated, lecture_sigmoid};
use ffnn::layers::Running;
use ffnn::prelude::*;

network! {
    /// `mlp_64_32_10_relu` and `race_64_32_10_relu_5_epochs`
    pub(crate) struct Relus: 64 -> 10 {
        Dense<32> { init: glorot_uniform },
        Relu,
        Dense<10> { init: glorot_uniform },
        Softmax,
    }
}

network! {
    /// `mlp_64_64_10_dropout_0.2`
    pub(crate) struct Dropping: 64 -> 10 {
        Dense<64> { init: glorot_uniform },
        Relu,
        Dropout { rate: 0.2 },
        Dense<10> { init: glorot_uniform },
        Softmax,
    }
}

network! {
    /// `iris_4_16_3_tanh`
    pub(crate) struct Iris: 4 -> 3 {
        Dense<16> { init: glorot_uniform },
        Tanh,
        Dense<3> { init: glorot_uniform },
        Softmax,
    }
}

/// Ten hidden layers of 32 neurons, with the given layers between them.
macro_rules! deep {
    ($(#[$doc:meta])* $name:ident, $init:ident; $($between:tt)+) => {
        network! {
            $(#[$doc])*
            pub(crate) struct $name: 64 -> 10 {
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<32> { init: $init },
                $($between)+,
                Dense<10> { init: $init },
                Softmax,
            }
        }
    };
}

deep! { /// `deep_10x32_sigmoid_xavier`
DeepSigmoid, lecture_sigmoid; Sigmoid }
deep! { /// `deep_10x32_tanh_xavier`
DeepTanh, lecture_sigmoid; Tanh }
deep! { /// `deep_10x32_relu_he`
DeepRelu, he_normal_untruncated; Relu }
deep! { /// `deep_10x32_elu_he`
DeepElu, he_normal_untruncated; Elu }
deep! { /// `deep_10x32_elu_he_bn` of PyTorch
DeepTorchNorms, he_normal_untruncated; BatchNorm { epsilon: 1e-5, momentum: 0.9, running: Running::Torch }, Elu }
deep! { /// `deep_10x32_elu_he_bn` of Keras
DeepKerasNorms, he_normal_untruncated; BatchNorm { epsilon: 1e-3, momentum: 0.99, running: Running::TensorFlow }, Elu }
