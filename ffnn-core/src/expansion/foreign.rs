//! Names that other libraries have for layers. They are names of a type that is not a layer, so that `network!` can say at the
//! entry what it is called here; a type of the user's of the same name comes first, because these come from a glob.

/// Not a layer.
#[derive(Debug)]
pub struct Foreign;

macro_rules! foreign {
    ($($name:ident)+) => { $(
        /// Not a layer.
        pub type $name = $crate::expansion::foreign::Foreign;
    )+ };
}

/// At the top, where there is no other of this name.
pub mod names {
    foreign! { FullyConnected Swish LogSoftmax Flatten Conv1d Conv2d }

    /// What PyTorch calls `torch.nn`.
    pub mod nn {
        foreign! {
            Linear ReLU LeakyReLU PReLU ELU SELU GELU SiLU Mish Sigmoid Tanh Softmax LogSoftmax Softplus Identity Dropout
            AlphaDropout BatchNorm1d LayerNorm Flatten Conv1d Conv2d
        }
    }
}
