//! The networks: shapes and activations that people use small networks with.

use ffnn::prelude::*;

network! {
    /// One value to another.
    pub(crate) struct Curve: 1 -> 1 {
        Dense<16>,
        Relu,
        Dense<16>,
        Relu,
        Dense<1>,
        Linear,
    }
}

network! {
    /// Four values to two.
    pub(crate) struct Plant: 4 -> 2 {
        Dense<16>,
        Tanh,
        Dense<16>,
        Tanh,
        Dense<2>,
        Linear,
    }
}

network! {
    /// What a player sees to what it does.
    pub(crate) struct Policy: 18 -> 4 {
        Dense<64>,
        Tanh,
        Dense<64>,
        Tanh,
        Dense<4>,
        Linear,
    }
}

network! {
    /// A digit of 8×8 pixels.
    pub(crate) struct Digits: 64 -> 10 {
        Dense<32>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

network! {
    /// A digit of 28×28 pixels.
    pub(crate) struct Mnist: 784 -> 10 {
        Dense<128>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

network! {
    /// A digit of 28×28 pixels, through two layers.
    pub(crate) struct Sigmoids: 784 -> 10 {
        Dense<300>,
        Sigmoid,
        Dense<100>,
        Sigmoid,
        Dense<10>,
        Softmax,
    }
}

network! {
    /// The same with the activation of today.
    pub(crate) struct Relus: 784 -> 10 {
        Dense<300>,
        Relu,
        Dense<100>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

network! {
    /// The same as the lecture has it, with more than products to do.
    pub(crate) struct Normalized: 784 -> 10 {
        Dense<300>,
        BatchNorm,
        Elu,
        Dense<100>,
        BatchNorm,
        Elu,
        Dense<10>,
        Softmax,
    }
}

network! {
    /// Ten hidden layers.
    pub(crate) struct Deep: 64 -> 10 {
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<32>, Elu,
        Dense<10>,
        Softmax,
    }
}
