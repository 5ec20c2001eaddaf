//! Layer names of other libraries. They name a type that is not a layer, so that `network!` can report at the entry
//! what the layer is called here. A type of the user with the same name takes precedence, because these come from a
//! glob import.

/// Not a layer.
#[derive(Debug)]
pub struct Foreign;

macro_rules! foreign {
    ($($name:ident)+) => { $(
        /// Not a layer.
        pub type $name = $crate::expansion::foreign::Foreign;
    )+ };
}

/// Names at the top level, for types that have a different name here.
pub mod names {
    foreign! { FullyConnected Swish LogSoftmax Flatten Conv1d Conv2d }

    /// Names under `nn`, PyTorch's `torch.nn`.
    pub mod nn {
        foreign! {
            Linear ReLU LeakyReLU PReLU ELU SELU GELU SiLU Mish Sigmoid Tanh Softmax LogSoftmax Softplus Identity Dropout
            AlphaDropout BatchNorm1d LayerNorm Flatten Conv1d Conv2d
        }
    }
}
