use core::fmt::{self, Display};

/// Where a value that is infinite or NaN was first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In what the layer of this name gave.
    Output(&'static str),
    /// In the loss, though every layer's output was finite.
    Loss,
    /// In what this layer keeps of the data: a running mean or variance.
    State {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
    },
    /// In this tensor of this layer, after the step.
    Parameter {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
    },
    /// In this tensor of this layer after the step, perhaps: its gradient is so large, and a
    /// [`Learner`](crate::train::Learner) has no memory to go back.
    Step {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
    },
    /// In the square of the gradient of this tensor of this layer, which the optimizer would keep.
    Square {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
    },
    /// In the gradient of this tensor of this layer.
    Gradient {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
    },
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(layer) => write!(f, "the output of layer `{layer}`"),
            Self::Loss => write!(f, "the loss"),
            Self::State { layer, tensor } => write!(f, "`{layer}.{tensor}`, kept of the data,"),
            Self::Parameter { layer, tensor } => write!(f, "`{layer}.{tensor}` after the step"),
            Self::Step { layer, tensor } => {
                write!(f, "`{layer}.{tensor}` after a step by its gradient, which a learner could not take back,")
            }
            Self::Square { layer, tensor } => {
                write!(f, "the square of the gradient of `{layer}.{tensor}`, which the optimizer would keep,")
            }
            Self::Gradient { layer, tensor } => write!(f, "the gradient of `{layer}.{tensor}`"),
        }
    }
}
