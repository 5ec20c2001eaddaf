use core::fmt::{self, Display};

/// The place where an infinite or NaN value was first detected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The output of the layer with this name.
    Output(&'static str),
    /// The loss, although every layer's output was finite.
    Loss,
    /// A running statistic of a layer, such as a running mean or variance.
    State {
        /// Name of the layer.
        layer: &'static str,
        /// Name of the tensor.
        tensor: &'static str,
    },
    /// A parameter after the step.
    Parameter {
        /// Name of the layer.
        layer: &'static str,
        /// Name of the tensor.
        tensor: &'static str,
    },
    /// Possibly a parameter after the step: its gradient is so large that the step may overflow, and a
    /// [`Learner`](crate::train::Learner) has no memory to undo it.
    Step {
        /// Name of the layer.
        layer: &'static str,
        /// Name of the tensor.
        tensor: &'static str,
    },
    /// The square of a gradient, which the optimizer would store.
    Square {
        /// Name of the layer.
        layer: &'static str,
        /// Name of the tensor.
        tensor: &'static str,
    },
    /// A gradient.
    Gradient {
        /// Name of the layer.
        layer: &'static str,
        /// Name of the tensor.
        tensor: &'static str,
    },
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(layer) => write!(f, "the output of layer `{layer}`"),
            Self::Loss => write!(f, "the loss"),
            Self::State { layer, tensor } => write!(f, "the running statistic `{layer}.{tensor}`"),
            Self::Parameter { layer, tensor } => write!(f, "`{layer}.{tensor}` after the step"),
            Self::Step { layer, tensor } => {
                write!(f, "`{layer}.{tensor}` after a step by its gradient, which a learner could not undo,")
            }
            Self::Square { layer, tensor } => {
                write!(f, "the square of the gradient of `{layer}.{tensor}`, which the optimizer would store,")
            }
            Self::Gradient { layer, tensor } => write!(f, "the gradient of `{layer}.{tensor}`"),
        }
    }
}
