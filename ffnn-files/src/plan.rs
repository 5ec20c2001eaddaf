//! Which tensor of a file goes where in a network.

mod slot;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::problem::cut;
use crate::{Convention, Element, File, Names, Problem, Role, nearest, write};
pub use slot::Precision;
use slot::{Slot, check_tensor};

/// The name of the text that tells which list of layers a file was saved from, as a hexadecimal number.
pub const FINGERPRINT: &str = "ffnn.fingerprint";

/// A layer, with its tensors.
#[derive(Clone, Debug)]
pub struct Layer<'a> {
    /// Its name in the network.
    pub name: Cow<'a, str>,
    /// What it learns and what it keeps.
    pub tensors: Vec<Tensor<'a>>,
    /// How long the bias is that the layer after it takes away, if it does. Other libraries keep one there.
    pub absorbed_bias: Option<usize>,
}

/// A tensor of a network.
#[derive(Clone, Copy, Debug)]
pub struct Tensor<'a> {
    /// Its name in the layer.
    pub name: &'a str,
    /// What it does there.
    pub role: Role,
    /// Rows and columns.
    pub shape: (usize, usize),
    /// Where it starts among all numbers of the network, in which it stands column by column.
    pub place: usize,
}

/// What stands where in a file of a network's weights.
#[derive(Clone, Debug)]
pub struct Plan {
    slots: Vec<Slot>,
    /// Numbers that are kept as texts, because other libraries have no tensor for them.
    shares: Vec<(String, usize)>,
    /// Tensors that are read over where they are there.
    counters: Vec<String>,
}

/// `hidden.weight`; a file of one layer alone may call it `weight`.
fn full(prefix: &str, own: &str) -> String {
    if prefix.is_empty() { own.to_string() } else { format!("{prefix}.{own}") }
}

impl Plan {
    /// For the network of these layers.
    ///
    /// # Errors
    ///
    /// That a layer is renamed that is not there, or that two tensors have one name.
    pub fn new(layers: &[Layer<'_>], names: &Names) -> Result<Self, Problem> {
        let all = || layers.iter().map(|layer| &*layer.name);
        for (name, _) in &names.renames {
            if !all().any(|layer| layer == name) {
                return Err(Problem::NoLayer { name: cut(name), nearest: nearest(name, all()).map(cut) });
            }
        }
        let mut plan = Self { slots: Vec::new(), shares: Vec::new(), counters: Vec::new() };
        // What the layer before this one leaves to it.
        let mut left: Option<(String, usize)> = None;
        for (place, layer) in layers.iter().enumerate() {
            let prefix = names.prefix(place, &layer.name);
            for tensor in &layer.tensors {
                plan.add(layer, tensor, &prefix, names.convention, &left)?;
            }
            let bias = names.convention.tensor(Role::Bias);
            left = layer.absorbed_bias.zip(bias).map(|(count, bias)| (full(&prefix, bias), count));
        }
        Ok(plan)
    }

    fn add(
        &mut self,
        layer: &Layer<'_>,
        tensor: &Tensor<'_>,
        prefix: &str,
        convention: Convention,
        left: &Option<(String, usize)>,
    ) -> Result<(), Problem> {
        if tensor.role == Role::Share {
            self.shares.push((format!("ffnn.share.{}", layer.name), tensor.place));
            return Ok(());
        }
        let called = |role| convention.tensor(role);
        let same = layer.tensors.iter().filter(|other| called(other.role) == called(tensor.role)).count();
        let own = called(tensor.role).filter(|_| same == 1).unwrap_or(tensor.name);
        let name = full(prefix, own);
        if self.slots.iter().any(|slot| slot.name == name) {
            return Err(Problem::SameName { tensor: name });
        }
        let (rows, columns) = tensor.shape;
        let (shape, turned) = match tensor.role {
            Role::Weight if convention.inputs_first() => (Vec::from([columns, rows]), false),
            Role::Weight => (Vec::from([rows, columns]), true),
            _ if columns == 1 => (Vec::from([rows]), false),
            _ => (Vec::from([rows, columns]), true),
        };
        let less =
            left.clone().filter(|&(_, count)| tensor.role == Role::Mean && shape == [count]).map(|(name, _)| name);
        if tensor.role == Role::Mean && !convention.inputs_first() {
            self.counters.push(full(prefix, "num_batches_tracked"));
        }
        self.slots.push(Slot { name, shape, turned, place: tensor.place, less });
        Ok(())
    }

    /// Whether the file's tensors are those of the network, all of them and no other.
    ///
    /// # Errors
    ///
    /// The first that is not.
    pub fn check(&self, file: &File<'_>, layers: &[Layer<'_>], names: &Names) -> Result<(), Problem> {
        let Err(problem) = self.fits(file) else { return Ok(()) };
        let others = Convention::ALL.into_iter().filter(|&convention| convention != names.convention);
        let fits = |convention: &Convention| {
            let names = Names { convention: *convention, ..names.clone() };
            Self::new(layers, &names).is_ok_and(|plan| plan.fits(file).is_ok())
        };
        Err(match problem {
            Problem::Missing { tensor, shape, nearest, .. } => {
                Problem::Missing { tensor, shape, nearest, instead: others.into_iter().find(fits) }
            }
            Problem::Extra { tensor, shape, nearest, .. } => {
                Problem::Extra { tensor, shape, nearest, instead: others.into_iter().find(fits) }
            }
            other => other,
        })
    }

    fn fits(&self, file: &File<'_>) -> Result<(), Problem> {
        for slot in &self.slots {
            let Some(entry) = file.get(&slot.name) else {
                let unclaimed = file.entries().map(|entry| entry.name).filter(|name| !self.knows(name));
                let nearest = nearest(&slot.name, unclaimed).map(|name| cut(&name));
                let shape = format!("{:?}", slot.shape);
                return Err(Problem::Missing { tensor: slot.name.clone(), shape, nearest, instead: None });
            };
            check_tensor(&entry, &slot.shape)?;
            if let Some(bias) = slot.less.as_ref().and_then(|bias| file.get(bias)) {
                check_tensor(&bias, &slot.shape)?;
            }
        }
        for counter in &self.counters {
            let Some(entry) = file.get(counter) else { continue };
            if entry.element.name() != "I64" {
                let found = entry.element.name();
                return Err(Problem::Element { tensor: counter.clone(), expected: "I64", found });
            }
            if !entry.has_shape(&[]) {
                let (tensor, found) = (counter.clone(), entry.shape_text());
                return Err(Problem::Shape { tensor, expected: "[]".to_string(), found, turned: false });
            }
        }
        if let Some(extra) = file.entries().find(|entry| !self.knows(&entry.name)) {
            let nearest = nearest(&extra.name, self.slots.iter().map(|slot| &*slot.name)).map(cut);
            let (tensor, shape) = (cut(&extra.name), extra.shape_text());
            return Err(Problem::Extra { tensor, shape, nearest, instead: None });
        }
        Ok(())
    }

    /// Whether a tensor of this name may be in a file.
    fn knows(&self, name: &str) -> bool {
        self.slots.iter().any(|slot| slot.name == name || slot.less.as_deref() == Some(name))
            || self.counters.iter().any(|counter| counter == name)
    }

    /// The fingerprint of the list of layers that the file says it was saved from, if it says so and it matters.
    ///
    /// # Errors
    ///
    /// That it is no number.
    pub fn fingerprint(file: &File<'_>, names: &Names) -> Result<Option<u64>, Problem> {
        let Some(text) = file.text(FINGERPRINT).filter(|_| !names.any_architecture) else { return Ok(None) };
        let number = u64::from_str_radix(&text, 16);
        number.map(Some).map_err(|_| Problem::Number { name: FINGERPRINT.to_string(), found: cut(&text) })
    }

    /// Calls `put` with the place in the network and the value of every element of a file that was checked. Each place
    /// of the network is written once.
    ///
    /// Elements of type F16, BF16 and F32 are taken as they are, and F64 too in a network of `f64`; in one of `f32` they
    /// are rounded to the nearest number, ties to the even one.
    ///
    /// # Errors
    ///
    /// That an element is infinite or NaN, or would be in the network; then some places were written already.
    pub fn read(&self, file: &File<'_>, precision: Precision, put: &mut dyn FnMut(usize, f64)) -> Result<(), Problem> {
        for slot in &self.slots {
            let Some(entry) = file.get(&slot.name) else { continue };
            let less = slot.less.as_ref().and_then(|bias| file.get(bias));
            for index in 0..slot.count() {
                let mut value = precision.take(slot, &slot.name, index, entry.value(index))?;
                if let (Some(bias), Some(name)) = (&less, &slot.less) {
                    value -= precision.take(slot, name, index, bias.value(index))?;
                    value = precision.take(slot, &slot.name, index, value)?;
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
            put(*place, share.ok_or_else(|| Problem::Number { name: name.clone(), found: cut(&text) })?);
        }
        Ok(())
    }

    /// The file with what `get` gives for each place of the network.
    ///
    /// # Errors
    ///
    /// That a value is infinite or NaN.
    pub fn write(
        &self,
        metadata: impl IntoIterator<Item = (String, String)>,
        precision: Precision,
        get: &dyn Fn(usize) -> f64,
    ) -> Result<Vec<u8>, Problem> {
        let shares = self.shares.iter().map(|(name, place)| (name.clone(), get(*place).to_string()));
        let mut texts: Vec<(String, String)> = metadata.into_iter().chain(shares).collect();
        texts.sort_unstable();
        let element = match precision {
            Precision::Single => Element::F32,
            Precision::Double => Element::F64,
        };
        let mut slots: Vec<&Slot> = self.slots.iter().collect();
        slots.sort_unstable_by(|left, right| left.name.cmp(&right.name));
        let tensors: Vec<_> = slots.iter().map(|slot| (&*slot.name, element, &*slot.shape)).collect();
        let texts = texts.iter().map(|(name, text)| (&**name, &**text));
        write(texts, &tensors, |tensor, bytes| {
            let slot = slots[tensor];
            for index in 0..slot.count() {
                let value = precision.take(slot, &slot.name, index, get(slot.place(index)))?;
                match precision {
                    Precision::Single => bytes.extend_from_slice(&(value as f32).to_le_bytes()),
                    Precision::Double => bytes.extend_from_slice(&value.to_le_bytes()),
                }
            }
            Ok(())
        })
    }
}
