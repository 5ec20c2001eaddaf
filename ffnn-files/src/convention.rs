use crate::Role;

/// Whose names and shapes a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Convention {
    /// PyTorch, each layer by its name: `hidden.weight`.
    Torch,
    /// PyTorch's `nn.Sequential`, each layer by its place in the list: `0.weight`.
    Sequential,
    /// Keras, each layer by its name: `hidden.kernel`.
    Keras,
    /// Flax, each layer by its name or as Flax numbers them: `params/hidden/kernel`, `params/Dense_0/kernel`.
    Flax,
    /// Burn, each layer by its name: `hidden.weight`, as `[inputs, outputs]`.
    Burn,
}

impl Convention {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Torch, Self::Sequential, Self::Keras, Self::Flax, Self::Burn];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Torch => "torch",
            Self::Sequential => "sequential",
            Self::Keras => "keras",
            Self::Flax => "flax",
            Self::Burn => "burn",
        }
    }

    /// The name of tensors of this role, if they are named after it.
    pub(crate) const fn tensor(self, role: Role) -> Option<&'static str> {
        Some(match (self, role) {
            (_, Role::Share | Role::Statistic) => return None,
            (_, Role::Bias) => "bias",
            (Self::Torch | Self::Sequential, Role::Weight | Role::Scale | Role::Slope) => "weight",
            (Self::Torch | Self::Sequential, Role::Shift) => "bias",
            (Self::Torch | Self::Sequential | Self::Burn, Role::Mean) => "running_mean",
            (Self::Torch | Self::Sequential | Self::Burn, Role::Variance) => "running_var",
            (Self::Keras | Self::Flax, Role::Weight) => "kernel",
            (Self::Keras | Self::Burn, Role::Scale) => "gamma",
            (Self::Keras | Self::Burn, Role::Shift) => "beta",
            (Self::Keras | Self::Burn, Role::Slope) => "alpha",
            (Self::Keras, Role::Mean) => "moving_mean",
            (Self::Keras, Role::Variance) => "moving_variance",
            (Self::Flax, Role::Scale) => "scale",
            (Self::Flax, Role::Shift) => "bias",
            (Self::Flax, Role::Slope) => "negative_slope",
            (Self::Flax, Role::Mean) => "mean",
            (Self::Flax, Role::Variance) => "var",
            (Self::Burn, Role::Weight) => "weight",
        })
    }

    /// Whether weights are stored as `[inputs, outputs]`, and not as `[outputs, inputs]`.
    pub(crate) const fn inputs_first(self) -> bool {
        matches!(self, Self::Keras | Self::Flax | Self::Burn)
    }

    /// Whether a layer that counts batches has a tensor for their number.
    pub(crate) const fn counts_batches(self) -> bool {
        matches!(self, Self::Torch | Self::Sequential)
    }

    /// What stands before the layer's name in front of tensors of this role; it may be missing.
    pub(crate) const fn collection(self, role: Role) -> Option<&'static str> {
        match (self, role) {
            (Self::Flax, Role::Mean | Role::Variance) => Some("batch_stats/"),
            (Self::Flax, _) => Some("params/"),
            _ => None,
        }
    }
}
