use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Role;

/// Whose names and shapes a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// PyTorch, each layer by its name: `hidden.weight`.
    Torch,
    /// PyTorch's `nn.Sequential`, each layer by its place in the list: `0.weight`.
    Sequential,
    /// Keras, each layer by its name: `hidden.kernel`.
    Keras,
}

impl Convention {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Torch, Self::Sequential, Self::Keras];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Torch => "torch",
            Self::Sequential => "sequential",
            Self::Keras => "keras",
        }
    }

    /// What tensors of this role are called, if they are called after it.
    pub(crate) const fn tensor(self, role: Role) -> Option<&'static str> {
        Some(match (self, role) {
            (Self::Torch | Self::Sequential, Role::Weight | Role::Scale | Role::Slope) => "weight",
            (Self::Torch | Self::Sequential, Role::Bias | Role::Shift) => "bias",
            (Self::Torch | Self::Sequential, Role::Mean) => "running_mean",
            (Self::Torch | Self::Sequential, Role::Variance) => "running_var",
            (Self::Keras, Role::Weight) => "kernel",
            (Self::Keras, Role::Bias) => "bias",
            (Self::Keras, Role::Scale) => "gamma",
            (Self::Keras, Role::Shift) => "beta",
            (Self::Keras, Role::Slope) => "alpha",
            (Self::Keras, Role::Mean) => "moving_mean",
            (Self::Keras, Role::Variance) => "moving_variance",
            (_, Role::Share | Role::Statistic) => return None,
        })
    }

    /// Whether weights stand as `[inputs, outputs]`, and not as `[outputs, inputs]`.
    pub(crate) const fn inputs_first(self) -> bool {
        matches!(self, Self::Keras)
    }
}

/// What the tensors of a file are called.
///
/// | names | dense | normalization | learned slope | weights stand as |
/// |---|---|---|---|---|
/// | [`torch`](Names::torch) | `hidden.weight`, `hidden.bias` | `norm.weight`, `.bias`, `.running_mean`, `.running_var` | `rectifier.weight` | `[outputs, inputs]` |
/// | [`sequential`](Names::sequential) | `0.weight`, `0.bias` | `1.weight`, … | `2.weight` | `[outputs, inputs]` |
/// | [`keras`](Names::keras) | `hidden.kernel`, `hidden.bias` | `norm.gamma`, `.beta`, `.moving_mean`, `.moving_variance` | `rectifier.alpha` | `[inputs, outputs]` |
///
/// Two tensors of a layer that would have one name are called as the layer itself calls them. PyTorch's
/// `num_batches_tracked` is read over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub(crate) convention: Convention,
    pub(crate) renames: Vec<(String, String)>,
    pub(crate) any_architecture: bool,
}

impl Names {
    /// Those of this convention.
    pub const fn of(convention: Convention) -> Self {
        Self { convention, renames: Vec::new(), any_architecture: false }
    }

    /// PyTorch's, the layers by their names: `hidden.weight`.
    pub const fn torch() -> Self {
        Self::of(Convention::Torch)
    }

    /// Those of PyTorch's `nn.Sequential`: `0.weight`. The number is the layer's place in the list, counted from 0, with
    /// the layers that have no tensors; the end of a block counts after the layers inside.
    pub const fn sequential() -> Self {
        Self::of(Convention::Sequential)
    }

    /// Those of Keras: `hidden.kernel`, as `[inputs, outputs]`.
    pub const fn keras() -> Self {
        Self::of(Convention::Keras)
    }

    /// The layer `layer` is called `in_file` there: `encoder.0`. Where it is called nothing, a tensor is `weight` alone.
    #[must_use]
    pub fn rename(mut self, layer: &str, in_file: &str) -> Self {
        self.renames.push((layer.to_owned(), in_file.to_owned()));
        self
    }

    /// Takes a file whose tensors fit also where it says that it was saved from another list of layers, such as one with
    /// other activations.
    #[must_use]
    pub fn any_architecture(mut self) -> Self {
        self.any_architecture = true;
        self
    }

    /// What the names of the tensors of this layer start with.
    pub(crate) fn prefix<'a>(&'a self, place: usize, layer: &'a str) -> Cow<'a, str> {
        // The last one holds, as with a setter that is called twice.
        if let Some((_, name)) = self.renames.iter().rev().find(|(from, _)| from == layer) {
            return name.into();
        }
        // A field whose name is a keyword is written with a prefix that means nothing outside.
        let layer = layer.strip_prefix("r#").unwrap_or(layer);
        if self.convention == Convention::Sequential { format!("{place}").into() } else { layer.into() }
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::torch()
    }
}
