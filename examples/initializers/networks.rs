//! The networks: shallow ones for each table, and deep ones. All hidden layers are ReLU.

#![allow(dead_code, reason = "no form of these networks that only predicts is used")]

use ffnn::prelude::{Dense, Linear, Relu, Softmax, network};

/// Two hidden layers.
macro_rules! two_layers {
    ($name:ident: $inputs:literal, $first:literal, $second:literal, $outputs:literal, $head:ident) => {
        network! {
            /// Two hidden layers.
            pub(crate) struct $name: $inputs -> $outputs {
                Dense<$first>,
                Relu,
                Dense<$second>,
                Relu,
                Dense<$outputs>,
                $head,
            }
        }
    };
}

two_layers! { Diabetes: 10, 32, 16, 1, Linear }
two_layers! { Friedman: 10, 32, 16, 1, Linear }
two_layers! { Curve: 1, 24, 24, 1, Linear }
two_layers! { Moons: 2, 16, 16, 2, Softmax }
two_layers! { Spirals: 2, 24, 24, 2, Softmax }

/// One hidden layer.
macro_rules! one_layer {
    ($name:ident: $inputs:literal, $hidden:literal, $outputs:literal) => {
        network! {
            /// One hidden layer.
            pub(crate) struct $name: $inputs -> $outputs {
                Dense<$hidden>,
                Relu,
                Dense<$outputs>,
                Softmax,
            }
        }
    };
}

one_layer! { Wine: 13, 32, 3 }
one_layer! { Iris: 4, 16, 3 }
one_layer! { Cancer: 30, 32, 2 }
one_layer! { Digits: 64, 32, 10 }

network! {
    /// Ten hidden layers.
    pub(crate) struct DeepDiabetes: 10 -> 1 {
        Dense<16>, Relu, Dense<16>, Relu, Dense<16>, Relu, Dense<16>, Relu, Dense<16>, Relu,
        Dense<16>, Relu, Dense<16>, Relu, Dense<16>, Relu, Dense<16>, Relu, Dense<16>, Relu,
        Dense<1>, Linear,
    }
}
network! {
    /// Ten hidden layers.
    pub(crate) struct DeepDigits: 64 -> 10 {
        Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu,
        Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu,
        Dense<10>, Softmax,
    }
}
network! {
    /// Ten hidden layers, wide and narrow by turns.
    pub(crate) struct Hourglasses: 64 -> 10 {
        Dense<48>, Relu, Dense<12>, Relu, Dense<48>, Relu, Dense<12>, Relu, Dense<48>, Relu,
        Dense<12>, Relu, Dense<48>, Relu, Dense<12>, Relu, Dense<48>, Relu, Dense<12>, Relu,
        Dense<10>, Softmax,
    }
}
network! {
    /// Twenty hidden layers.
    pub(crate) struct DeepestDigits: 64 -> 10 {
        Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu,
        Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu,
        Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu,
        Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu, Dense<32>, Relu,
        Dense<10>, Softmax,
    }
}
