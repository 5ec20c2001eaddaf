use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Convention;

/// What the tensors of a file are called, and which of them are a network's.
///
/// | names | dense | normalization | learned slope | weights stand as |
/// |---|---|---|---|---|
/// | [`torch`](Names::torch) | `hidden.weight`, `hidden.bias` | `norm.weight`, `.bias`, `.running_mean`, `.running_var` | `rectifier.weight` | `[outputs, inputs]` |
/// | [`sequential`](Names::sequential) | `0.weight`, `0.bias` | `1.weight`, … | `2.weight` | `[outputs, inputs]` |
/// | [`keras`](Names::keras) | `hidden.kernel`, `hidden.bias` | `norm.gamma`, `.beta`, `.moving_mean`, `.moving_variance` | `rectifier.alpha` | `[inputs, outputs]` |
/// | [`flax`](Names::flax) | `params/hidden/kernel`, `params/Dense_0/bias` | `params/norm/scale`, `/bias`, `batch_stats/norm/mean`, `/var` | `params/rectifier/negative_slope` | `[inputs, outputs]` |
/// | [`burn`](Names::burn) | `hidden.weight`, `hidden.bias` | `norm.gamma`, `.beta`, `.running_mean`, `.running_var` | `rectifier.alpha` | `[inputs, outputs]` |
///
/// A slash is as good as a point, and `:0` at the end of a name, which TensorFlow writes, is nothing: `hidden/kernel:0` is
/// `hidden.kernel`. Two tensors of a layer that would have one name are called as the layer itself calls them. PyTorch's
/// `num_batches_tracked` is read over.
///
/// | the file has | write | in `network!`, after the path |
/// |---|---|---|
/// | `module.hidden.weight` | `Names::torch().prefix("module.")` | `{ prefix: "module." }` |
/// | `fc1.weight` for the layer `hidden` | `Names::torch().rename("hidden", "fc1")` | `{ rename: { hidden: "fc1" } }` |
/// | `optimizer.step` besides | `Names::torch().ignore(["optimizer.*"])` | `{ ignore: ["optimizer.*"] }` |
/// | `encoder.hidden.weight`, `decoder.…` | `Names::torch().part("encoder")` | `{ part: "encoder" }` |
/// | `sequential/hidden/kernel` | `Names::keras().prefix("sequential/")` | `{ names: keras, prefix: "sequential/" }` |
/// | `hidden.weight` as `[inputs, outputs]` | `Names::torch().inputs_first()` | `{ layout: inputs_first }` |
///
/// # How weights stand
///
/// A weight that is not square tells it by its shape: a file in which it stands the other way round is refused. Where all
/// weights are square, the following decide, in this order: [`inputs_first`](Names::inputs_first) or
/// [`outputs_first`](Names::outputs_first); what the file says of itself, which is `producer: burn` for `[inputs,
/// outputs]`, with burn's names for the tensors; the names that were asked for. [`Names::default`] asks for none: with it,
/// such a file has to say by whom it was written, as PyTorch's `format: pt` and every file of this library do, or it is
/// refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub(crate) convention: Convention,
    /// Whether the convention was asked for.
    pub(crate) stated: bool,
    pub(crate) renames: Vec<(String, String)>,
    pub(crate) any_architecture: bool,
    pub(crate) prefix: String,
    pub(crate) part: Option<String>,
    pub(crate) ignored: Vec<String>,
    /// How weights stand, if that was said.
    pub(crate) inputs_first: Option<bool>,
    /// Whether tensors have burn's names and shapes, whatever the layers are called by: the file said so.
    pub(crate) of_burn: bool,
}

impl Names {
    /// Those of this convention.
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

    /// Those of Flax: `params/hidden/kernel` and `batch_stats/norm/mean`, or both without `params` and `batch_stats`, as
    /// `[inputs, outputs]`. A layer may also be called as Flax counts those of a kind, `Dense_0`, `BatchNorm_0`,
    /// `LayerNorm_0` and `PReLU_0`.
    pub const fn flax() -> Self {
        Self::of(Convention::Flax)
    }

    /// Those of burn: `hidden.weight`, as `[inputs, outputs]`. A file that says `producer: burn` is read so whatever names
    /// are asked for, if its tensors are called so.
    pub const fn burn() -> Self {
        Self::of(Convention::Burn)
    }

    /// The layer `layer` is called `in_file` there: `encoder.0`. Where it is called nothing, a tensor is `weight` alone.
    #[must_use]
    pub fn rename(mut self, layer: &str, in_file: &str) -> Self {
        self.renames.push((layer.to_owned(), in_file.to_owned()));
        self
    }

    /// All names start with `prefix`, renamed ones too: `module.` where PyTorch trained on several devices, `_orig_mod.`
    /// where it compiled the model.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// Loads the part of the file whose names start with `part` and a point, and reads over all others: `encoder` of a
    /// model with an encoder and a decoder. After a [`prefix`](Self::prefix), if there is one.
    #[must_use]
    pub fn part(mut self, part: &str) -> Self {
        self.part = Some(part.to_owned());
        self
    }

    /// Reads over the tensors with these names, in which `*` stands for any letters, also none: `optimizer.*`. A tensor of
    /// the network is loaded all the same.
    #[must_use]
    pub fn ignore<S: AsRef<str>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(names.into_iter().map(|name| name.as_ref().to_owned()));
        self
    }

    /// Weights stand as `[inputs, outputs]`, whatever the file and its names say.
    #[must_use]
    pub fn inputs_first(mut self) -> Self {
        self.inputs_first = Some(true);
        self
    }

    /// Weights stand as `[outputs, inputs]`, whatever the file and its names say.
    #[must_use]
    pub fn outputs_first(mut self) -> Self {
        self.inputs_first = Some(false);
        self
    }

    /// Takes a file whose tensors fit also where it says that it was saved from another list of layers, such as one with
    /// other activations.
    #[must_use]
    pub fn any_architecture(mut self) -> Self {
        self.any_architecture = true;
        self
    }

    /// The names as `network!` has them after the path of a file: `{ names: keras, prefix: "sequential/" }`.
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

    /// The names as a program writes them: `Names::keras().prefix("sequential/")`.
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

    /// What the layer is called in the file, if it was renamed; a name that was given twice is the later one, as with a
    /// setter that is called twice.
    pub(crate) fn renamed(&self, layer: &str) -> Option<&str> {
        self.renames.iter().rev().find(|(from, _)| from == layer).map(|(_, name)| &**name)
    }

    /// Whose names the tensors of a layer have.
    pub(crate) fn tensors(&self) -> Convention {
        if self.of_burn { Convention::Burn } else { self.convention }
    }

    /// Whether weights stand as `[inputs, outputs]`.
    pub(crate) fn layout(&self) -> bool {
        self.inputs_first.unwrap_or(self.tensors().inputs_first())
    }

    /// What all names of the network start with.
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
    /// PyTorch's, unless the file says that it is of another library: see [how weights stand](Names#how-weights-stand).
    fn default() -> Self {
        Self { stated: false, ..Self::torch() }
    }
}
