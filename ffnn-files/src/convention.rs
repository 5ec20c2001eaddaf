use crate::Role;

/// Naming and layout convention of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Convention {
    /// PyTorch, with layer names: `hidden.weight`.
    Torch,
    /// PyTorch's `nn.Sequential`, with positions in the list: `0.weight`.
    Sequential,
    /// Keras, with layer names: `hidden.kernel`.
    Keras,
    /// Flax, with layer names or Flax's numbering: `params/hidden/kernel`, `params/Dense_0/kernel`.
    Flax,
    /// Burn, with layer names: `hidden.weight`, as `[inputs, outputs]`.
    Burn,
}

impl Convention {
    /// All conventions.
    pub const ALL: [Self; 5] = [Self::Torch, Self::Sequential, Self::Keras, Self::Flax, Self::Burn];

    /// Returns the convention's keyword in `network!`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Torch => "torch",
            Self::Sequential => "sequential",
            Self::Keras => "keras",
            Self::Flax => "flax",
            Self::Burn => "burn",
        }
    }

    /// Returns the name of tensors with this role, or `None` if they keep the layer's own name.
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

    /// Whether weights are stored as `[inputs, outputs]` instead of `[outputs, inputs]`.
    pub(crate) const fn inputs_first(self) -> bool {
        matches!(self, Self::Keras | Self::Flax | Self::Burn)
    }

    /// Whether batch normalization layers store a tensor with the number of batches.
    pub(crate) const fn counts_batches(self) -> bool {
        matches!(self, Self::Torch | Self::Sequential)
    }

    /// Returns the optional collection name that precedes the layer's name for tensors of this role.
    pub(crate) const fn collection(self, role: Role) -> Option<&'static str> {
        match (self, role) {
            (Self::Flax, Role::Mean | Role::Variance) => Some("batch_stats/"),
            (Self::Flax, _) => Some("params/"),
            _ => None,
        }
    }
}
