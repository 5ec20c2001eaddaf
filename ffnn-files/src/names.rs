use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Convention;

/// Names of the tensors in a file, and which of them belong to the network.
///
/// | names | dense | normalization | learned slope | weights are stored as |
/// |---|---|---|---|---|
/// | [`torch`](Names::torch) | `hidden.weight`, `hidden.bias` | `norm.weight`, `.bias`, `.running_mean`, `.running_var` | `rectifier.weight` | `[outputs, inputs]` |
/// | [`sequential`](Names::sequential) | `0.weight`, `0.bias` | `1.weight`, … | `2.weight` | `[outputs, inputs]` |
/// | [`keras`](Names::keras) | `hidden.kernel`, `hidden.bias` | `norm.gamma`, `.beta`, `.moving_mean`, `.moving_variance` | `rectifier.alpha` | `[inputs, outputs]` |
/// | [`flax`](Names::flax) | `params/hidden/kernel`, `params/Dense_0/bias` | `params/norm/scale`, `/bias`, `batch_stats/norm/mean`, `/var` | `params/rectifier/negative_slope` | `[inputs, outputs]` |
/// | [`burn`](Names::burn) | `hidden.weight`, `hidden.bias` | `norm.gamma`, `.beta`, `.running_mean`, `.running_var` | `rectifier.alpha` | `[inputs, outputs]` |
///
/// A slash is equivalent to a dot, and `:0` at the end of a name, which TensorFlow writes, is ignored:
/// `hidden/kernel:0` is `hidden.kernel`. If two tensors of a layer would get the same name, both keep the layer's own
/// names. PyTorch's `num_batches_tracked` is ignored.
///
/// | the file has | write | in `network!`, after the path |
/// |---|---|---|
/// | `module.hidden.weight` | `Names::torch().prefix("module.")` | `{ prefix: "module." }` |
/// | `fc1.weight` for the layer `hidden` | `Names::torch().rename("hidden", "fc1")` | `{ rename: { hidden: "fc1" } }` |
/// | `optimizer.step` in addition | `Names::torch().ignore(["optimizer.*"])` | `{ ignore: ["optimizer.*"] }` |
/// | `encoder.hidden.weight`, `decoder.…` | `Names::torch().part("encoder")` | `{ part: "encoder" }` |
/// | `sequential/hidden/kernel` | `Names::keras().prefix("sequential/")` | `{ names: keras, prefix: "sequential/" }` |
/// | `hidden.weight` as `[inputs, outputs]` | `Names::torch().inputs_first()` | `{ layout: inputs_first }` |
///
/// # How weights stand
///
/// The shape of a weight that is not square reveals its layout: a file with the transposed shape is rejected. If all
/// weights are square, the layout is determined by the first of these that applies:
/// [`inputs_first`](Names::inputs_first) or [`outputs_first`](Names::outputs_first); the file's own statement, which is
/// `producer: burn` for `[inputs, outputs]` and burn's tensor names; the chosen convention. [`Names::default`] chooses
/// none: with it, such a file must name the library that wrote it, as PyTorch's `format: pt` and every file of this
/// library do, or it is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub(crate) convention: Convention,
    /// Whether the convention was chosen explicitly.
    pub(crate) stated: bool,
    pub(crate) renames: Vec<(String, String)>,
    pub(crate) any_architecture: bool,
    pub(crate) prefix: String,
    pub(crate) part: Option<String>,
    pub(crate) ignored: Vec<String>,
    /// Layout of the weights, if chosen explicitly.
    pub(crate) inputs_first: Option<bool>,
    /// Whether tensors have burn's names and shapes, whatever the names of the layers; set if the file says so.
    pub(crate) of_burn: bool,
}

impl Names {
    /// Creates the names of this convention.
    pub const fn of(convention: Convention) -> Self {
        Self {
            convention,
            stated: true,
            renames: Vec::new(),
            any_architecture: false,
            prefix: String::new(),
            part: None,
            ignored: Vec::new(),
            inputs_first: None,
            of_burn: false,
        }
    }

    /// Creates PyTorch's names, with layer names: `hidden.weight`.
    pub const fn torch() -> Self {
        Self::of(Convention::Torch)
    }

    /// Creates the names of PyTorch's `nn.Sequential`: `0.weight`. The number is the layer's position in the list,
    /// counted from 0 and including layers without tensors; the end of a block counts after the layers inside.
    pub const fn sequential() -> Self {
        Self::of(Convention::Sequential)
    }

    /// Creates Keras's names: `hidden.kernel`, as `[inputs, outputs]`.
    pub const fn keras() -> Self {
        Self::of(Convention::Keras)
    }

    /// Creates Flax's names: `params/hidden/kernel` and `batch_stats/norm/mean`, or both without `params` and
    /// `batch_stats`, as `[inputs, outputs]`. Layers may also have Flax's numbering per kind: `Dense_0`, `BatchNorm_0`,
    /// `LayerNorm_0` and `PReLU_0`.
    pub const fn flax() -> Self {
        Self::of(Convention::Flax)
    }

    /// Creates burn's names: `hidden.weight`, as `[inputs, outputs]`. A file that says `producer: burn` is read this
    /// way with any names, if its tensors match.
    pub const fn burn() -> Self {
        Self::of(Convention::Burn)
    }

    /// Sets the name of the layer `layer` in the file, for example `encoder.0`. With an empty name, a tensor is just
    /// `weight`.
    #[must_use]
    pub fn rename(mut self, layer: &str, in_file: &str) -> Self {
        self.renames.push((layer.to_owned(), in_file.to_owned()));
        self
    }

    /// Sets a prefix of all names, including renamed ones: `module.` if PyTorch trained on several devices,
    /// `_orig_mod.` if it compiled the model.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// Loads only the tensors whose names start with `part` and a dot, after the [`prefix`](Self::prefix), if any, and
    /// ignores all others: `encoder` for a model with an encoder and a decoder.
    #[must_use]
    pub fn part(mut self, part: &str) -> Self {
        self.part = Some(part.to_owned());
        self
    }

    /// Ignores tensors with these names, in which `*` matches any characters or none: `optimizer.*`. Tensors of the
    /// network are loaded even if they match.
    #[must_use]
    pub fn ignore<S: AsRef<str>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(names.into_iter().map(|name| name.as_ref().to_owned()));
        self
    }

    /// Reads weights as `[inputs, outputs]`, whatever the file and its names say.
    #[must_use]
    pub fn inputs_first(mut self) -> Self {
        self.inputs_first = Some(true);
        self
    }

    /// Reads weights as `[outputs, inputs]`, whatever the file and its names say.
    #[must_use]
    pub fn outputs_first(mut self) -> Self {
        self.inputs_first = Some(false);
        self
    }

    /// Accepts a file with matching tensors even if it was saved from a different list of layers, for example with
    /// other activations.
    #[must_use]
    pub fn any_architecture(mut self) -> Self {
        self.any_architecture = true;
        self
    }

    /// Returns the names as the options of `network!` after the path of a file: `{ names: keras, prefix: "sequential/"
    /// }`.
    pub fn as_options(&self) -> String {
        let mut options = Vec::new();
        if self.stated {
            options.push(format!("names: {}", self.convention.word()));
        }
        options.extend(self.inputs_first.map(|first| format!("layout: {}", layout(first))));
        if !self.prefix.is_empty() {
            options.push(format!("prefix: {:?}", self.prefix));
        }
        options.extend(self.part.as_ref().map(|part| format!("part: {part:?}")));
        if !self.ignored.is_empty() {
            options.push(format!("ignore: {:?}", self.ignored));
        }
        if !self.renames.is_empty() {
            let renames: Vec<_> = self.renames.iter().map(|(layer, name)| format!("{layer}: {name:?}")).collect();
            options.push(format!("rename: {{ {} }}", renames.join(", ")));
        }
        if options.is_empty() {
            options.push(format!("names: {}", self.convention.word()));
        }
        format!("{{ {} }}", options.join(", "))
    }

    /// Returns the names as Rust code: `Names::keras().prefix("sequential/")`.
    pub fn as_calls(&self) -> String {
        let word = if self.stated { self.convention.word() } else { Convention::Torch.word() };
        let mut calls = format!("Names::{word}()");
        if let Some(first) = self.inputs_first {
            calls += &format!(".{}()", layout(first));
        }
        if !self.prefix.is_empty() {
            calls += &format!(".prefix({:?})", self.prefix);
        }
        if let Some(part) = &self.part {
            calls += &format!(".part({part:?})");
        }
        if !self.ignored.is_empty() {
            calls += &format!(".ignore({:?})", self.ignored);
        }
        for (layer, name) in &self.renames {
            calls += &format!(".rename({layer:?}, {name:?})");
        }
        if self.any_architecture {
            calls += ".any_architecture()";
        }
        calls
    }

    /// Returns the layer's name in the file, if it was renamed; the last call of a setter wins.
    pub(crate) fn renamed(&self, layer: &str) -> Option<&str> {
        self.renames.iter().rev().find(|(from, _)| from == layer).map(|(_, name)| &**name)
    }

    /// Returns the convention of the tensor names.
    pub(crate) fn tensors(&self) -> Convention {
        if self.of_burn { Convention::Burn } else { self.convention }
    }

    /// Whether weights are stored as `[inputs, outputs]`.
    pub(crate) fn layout(&self) -> bool {
        self.inputs_first.unwrap_or(self.tensors().inputs_first())
    }

    /// Returns the common prefix of all names of the network.
    pub(crate) fn start(&self) -> Cow<'_, str> {
        match &self.part {
            None => self.prefix.as_str().into(),
            Some(part) if part.is_empty() || part.ends_with(['.', '/']) => format!("{}{part}", self.prefix).into(),
            Some(part) => format!("{}{part}.", self.prefix).into(),
        }
    }
}

fn layout(inputs_first: bool) -> &'static str {
    if inputs_first { "inputs_first" } else { "outputs_first" }
}

impl Default for Names {
    /// Returns PyTorch's names, unless the file says that another library wrote it: see [how weights
    /// stand](Names#how-weights-stand).
    fn default() -> Self {
        Self { stated: false, ..Self::torch() }
    }
}
