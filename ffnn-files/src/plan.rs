//! Mapping between the tensors of a file and those of a network.

mod check;
mod slot;
mod suggest;
mod texts;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use crate::problem::cut;
use crate::{Convention, Element, Entry, File, Names, Problem, Role, nearest, write};
pub use slot::Precision;
use slot::{Orientation, Slot};
pub use texts::{FINGERPRINT, METRIC, SEED, check_own_text, is_own_text};
use texts::{LAYOUT, SHARE};

/// A layer with its tensors.
#[derive(Clone, Debug)]
pub struct Layer<'a> {
    /// Its name in the network.
    pub name: Cow<'a, str>,
    /// Tensors that the layer learns or keeps.
    pub tensors: Vec<Tensor<'a>>,
    /// Length of the omitted bias, if the next layer would cancel one. Other libraries store it.
    pub absorbed_bias: Option<usize>,
}

/// A tensor of a network.
#[derive(Clone, Copy, Debug)]
pub struct Tensor<'a> {
    /// Its name within the layer.
    pub name: &'a str,
    /// Its function within the layer.
    pub role: Role,
    /// Rows and columns.
    pub shape: (usize, usize),
    /// Index of its first element among all numbers of the network, where it is stored column by column.
    pub place: usize,
}

/// Mapping between a file of weights and the numbers of a network.
#[derive(Clone, Debug)]
pub struct Plan {
    slots: Vec<Slot>,
    /// Numbers stored as texts, because other libraries have no tensor for them.
    shares: Vec<(String, usize)>,
    /// Tensors that are ignored if present.
    counters: Vec<String>,
    /// Layout of the weights, if it differs from what the names imply.
    layout: Option<bool>,
    /// Indices in the [matched](Plan::matching) file of the tensors of the slots and of the biases to subtract.
    found: Vec<(usize, Option<usize>)>,
}

/// Returns the full name, `hidden.weight`; a file of a single layer may call it `weight`.
fn full(prefix: &str, own: &str) -> String {
    if prefix.is_empty() || prefix.ends_with(['.', '/']) { format!("{prefix}{own}") } else { format!("{prefix}.{own}") }
}

/// Returns the layer kind's name in Flax's numbering.
fn kind(layer: &Layer<'_>) -> Option<&'static str> {
    let has = |role| layer.tensors.iter().any(|tensor| tensor.role == role);
    Some(match () {
        () if has(Role::Weight) => "Dense",
        () if has(Role::Mean) => "BatchNorm",
        () if has(Role::Scale) || has(Role::Shift) => "LayerNorm",
        () if has(Role::Slope) => "PReLU",
        () => return None,
    })
}

impl Plan {
    /// Creates a plan for files of the network with these layers.
    ///
    /// # Errors
    ///
    /// If a renamed layer does not exist, or if two tensors have the same name.
    pub fn new(layers: &[Layer<'_>], names: &Names) -> Result<Self, Problem> {
        let all = || layers.iter().map(|layer| &*layer.name);
        for (name, _) in &names.renames {
            if !all().any(|layer| layer == name) {
                return Err(Problem::NoLayer { name: cut(name), nearest: nearest(name, all()).map(cut) });
            }
        }
        // Without options, the name `kernel` implies `[inputs, outputs]` and `weight` implies `[outputs, inputs]`.
        let by_name = matches!(names.tensors(), Convention::Keras | Convention::Flax);
        let layout = Some(names.layout()).filter(|&inputs_first| inputs_first != by_name);
        let mut plan = Self { slots: Vec::new(), shares: Vec::new(), counters: Vec::new(), layout, found: Vec::new() };
        // Names and length of the bias that the previous layer leaves to this one.
        let mut left: Option<(Vec<String>, usize)> = None;
        for (place, layer) in layers.iter().enumerate() {
            let before = layers[..place].iter().filter(|other| kind(other) == kind(layer)).count();
            let called = Called::new(names, place, layer, before);
            for tensor in &layer.tensors {
                plan.add(place, layer, tensor, &called, &left)?;
            }
            let bias = names.tensors().tensor(Role::Bias);
            left = layer.absorbed_bias.zip(bias).map(|(count, bias)| (called.tensor(Role::Bias, bias), count));
        }
        Ok(plan)
    }

    fn add(
        &mut self,
        index: usize,
        layer: &Layer<'_>,
        tensor: &Tensor<'_>,
        called: &Called<'_>,
        left: &Option<(Vec<String>, usize)>,
    ) -> Result<(), Problem> {
        if tensor.role == Role::Share {
            self.shares.push((format!("{SHARE}{}", layer.name), tensor.place));
            return Ok(());
        }
        let convention = called.names.tensors();
        let own = |role| convention.tensor(role);
        let same = layer.tensors.iter().filter(|other| own(other.role) == own(tensor.role)).count();
        let names = called.tensor(tensor.role, own(tensor.role).filter(|_| same == 1).unwrap_or(tensor.name));
        if self.slots.iter().any(|slot| slot.name() == names[0]) {
            return Err(Problem::SameName { tensor: names[0].clone() });
        }
        let inputs_first = called.names.layout();
        let (rows, columns) = tensor.shape;
        let (shape, orientation) = match tensor.role {
            Role::Weight if inputs_first => (Vec::from([columns, rows]), Orientation::ByColumn),
            Role::Weight => (Vec::from([rows, columns]), Orientation::ByRow),
            _ if columns == 1 => (Vec::from([rows]), Orientation::ByColumn),
            _ => (Vec::from([rows, columns]), Orientation::ByRow),
        };
        let less =
            left.clone().filter(|&(_, count)| tensor.role == Role::Mean && shape == [count]).map(|(names, _)| names);
        if tensor.role == Role::Mean && convention.counts_batches() {
            self.counters.extend(called.tensor(Role::Mean, "num_batches_tracked"));
        }
        let (role, place) = (tensor.role, tensor.place);
        self.slots.push(Slot { names, shape, orientation, role, layer: index, place, less });
        Ok(())
    }

    /// Creates a plan for this file, which must contain exactly the tensors of the network.
    ///
    /// # Errors
    ///
    /// The errors of [`new`](Self::new); the first tensor or text that does not fit; and weights whose
    /// [layout](Names#how-weights-stand) is unknown.
    pub fn matching(file: &File<'_>, layers: &[Layer<'_>], names: &Names) -> Result<Self, Problem> {
        check::matching(file, layers, names)
    }

    /// Returns the fingerprint of the list of layers that the file was saved from, if the file states it and it
    /// matters.
    ///
    /// # Errors
    ///
    /// If it is not a number.
    pub fn fingerprint(file: &File<'_>, names: &Names) -> Result<Option<u64>, Problem> {
        let Some(text) = file.text(FINGERPRINT).filter(|_| !names.any_architecture) else { return Ok(None) };
        let number = u64::from_str_radix(&text, 16);
        number.map(Some).map_err(|_| Problem::Number { name: FINGERPRINT.to_string(), found: cut(&text) })
    }

    /// Returns the byte ranges that [`read`](Self::read) needs from the [matched](Self::matching) file, and the file
    /// with only these tensors.
    pub fn needed<'a>(&mut self, file: File<'a>) -> (File<'a>, Vec<Range<u64>>) {
        let mut needed: Vec<usize> = self.found.iter().flat_map(|&(own, less)| [Some(own), less]).flatten().collect();
        needed.sort_unstable();
        needed.dedup();
        let new = |index: usize| needed.binary_search(&index).unwrap_or_default();
        for (own, less) in &mut self.found {
            (*own, *less) = (new(*own), less.map(new));
        }
        file.only(|index| needed.binary_search(&index).is_ok())
    }

    /// Calls `put` with the place in the network and the value of every element of the [matched](Self::matching) file.
    /// Each place is written once.
    ///
    /// Elements of types F16, BF16 and F32 are converted exactly, and so is F64 for a network of `f64`; for one of
    /// `f32`, F64 is rounded to nearest, ties to even.
    ///
    /// # Errors
    ///
    /// An element that is infinite or NaN, or would be in the network, and a negative variance; some places have
    /// already been written then.
    pub fn read(&self, file: &File<'_>, precision: Precision, put: &mut dyn FnMut(usize, f64)) -> Result<(), Problem> {
        for (slot, &(own, less)) in self.slots.iter().zip(&self.found) {
            let entry = tensor(file, own)?;
            let less = less.map(|less| tensor(file, less)).transpose()?;
            for index in 0..slot.count() {
                let mut value = precision.take(slot, &entry.name, index, entry.value(index))?;
                if let Some(bias) = &less {
                    value -= precision.take(slot, &bias.name, index, bias.value(index))?;
                    value = precision.take(slot, &entry.name, index, value)?;
                }
                put(slot.place(index), value);
            }
        }
        for (name, place) in &self.shares {
            let Some(text) = file.text(name) else {
                put(*place, 1.0);
                continue;
            };
            let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
            put(*place, share.ok_or_else(|| Problem::Number { name: cut(name), found: cut(&text) })?);
        }
        Ok(())
    }

    /// Returns the file with the values that `get` returns for each place of the network.
    ///
    /// # Errors
    ///
    /// A value that is infinite or NaN, and a negative variance.
    pub fn write(
        &self,
        metadata: impl IntoIterator<Item = (String, String)>,
        precision: Precision,
        get: &dyn Fn(usize) -> f64,
    ) -> Result<Vec<u8>, Problem> {
        let shares = self.shares.iter().map(|(name, place)| (name.clone(), get(*place).to_string()));
        let layout = self.layout.map(|first| (LAYOUT.to_string(), texts::layout(first).to_string()));
        let mut texts: Vec<(String, String)> = metadata.into_iter().chain(shares).chain(layout).collect();
        texts.sort_unstable();
        let element = match precision {
            Precision::Single => Element::F32,
            Precision::Double => Element::F64,
        };
        let mut slots: Vec<&Slot> = self.slots.iter().collect();
        slots.sort_unstable_by(|left, right| left.name().cmp(right.name()));
        let tensors: Vec<_> = slots.iter().map(|slot| (slot.name(), element, &*slot.shape)).collect();
        let texts = texts.iter().map(|(name, text)| (&**name, &**text));
        write(texts, &tensors, |tensor, bytes| {
            let slot = slots[tensor];
            for index in 0..slot.count() {
                let value = precision.take(slot, slot.name(), index, get(slot.place(index)))?;
                match precision {
                    Precision::Single => bytes.extend_from_slice(&(value as f32).to_le_bytes()),
                    Precision::Double => bytes.extend_from_slice(&value.to_le_bytes()),
                }
            }
            Ok(())
        })
    }
}

/// Returns the tensor at `index`, with its bytes.
fn tensor<'a>(file: &File<'a>, index: usize) -> Result<Entry<'a>, Problem> {
    // Only a file passed in without its tensors has none.
    let missing = Problem::CutShort { expected: index as u64, found: 0 };
    file.entry(index).filter(Entry::is_there).ok_or(missing)
}

/// The names of a layer in a file.
struct Called<'a> {
    names: &'a Names,
    /// Possible prefixes of the tensor names; the first is used for writing.
    layers: Vec<Cow<'a, str>>,
}

impl<'a> Called<'a> {
    /// Creates the names; `before` layers of the same kind precede this one.
    fn new(names: &'a Names, place: usize, layer: &'a Layer<'_>, before: usize) -> Self {
        if let Some(name) = names.renamed(&layer.name) {
            return Self { names, layers: Vec::from([name.into()]) };
        }
        // The prefix of a raw identifier has no meaning outside of Rust.
        let own = layer.name.strip_prefix("r#").unwrap_or(&layer.name);
        let layers = match (names.convention, kind(layer)) {
            (Convention::Sequential, _) => Vec::from([format!("{place}").into()]),
            (Convention::Flax, Some(kind)) => Vec::from([own.into(), format!("{kind}_{before}").into()]),
            _ => Vec::from([own.into()]),
        };
        Self { names, layers }
    }

    /// Returns the possible names of a tensor; the first is used for writing.
    fn tensor(&self, role: Role, own: &str) -> Vec<String> {
        let start = self.names.start();
        let collection = self.names.convention.collection(role).into_iter().chain([""]);
        let layers = collection.flat_map(|collection| self.layers.iter().map(move |layer| (collection, layer)));
        layers
            .map(|(collection, layer)| {
                let own = if collection.is_empty() || layer.is_empty() {
                    full(layer, own)
                } else {
                    // The form that the library itself writes.
                    format!("{layer}/{own}")
                };
                format!("{start}{collection}{own}")
            })
            .collect()
    }
}
