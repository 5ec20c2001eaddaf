//! One tensor of a plan.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::problem::cut;
use crate::{Entry, Problem};

/// The number type of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// `f32`
    Single,
    /// `f64`
    Double,
}

/// One tensor.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    /// In the file.
    pub(super) shape: Vec<usize>,
    /// Whether a row of the file is a row of the network, where it is spread over the columns.
    pub(super) turned: bool,
    /// Where its elements start in the network.
    pub(super) place: usize,
    /// The bias that is subtracted from it, if the file has one.
    pub(super) less: Option<String>,
}

impl Slot {
    pub(super) fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// The place in the network of the element at `index` in the file.
    pub(super) fn place(&self, index: usize) -> usize {
        let offset = match *self.shape {
            [rows, columns] if self.turned => (index % columns) * rows + index / columns,
            _ => index,
        };
        self.place + offset
    }

    /// As `[row, column]`.
    fn index(&self, index: usize) -> String {
        match *self.shape {
            [_, columns] => format!("[{}, {}]", index / columns, index % columns),
            _ => format!("[{index}]"),
        }
    }
}

impl Precision {
    /// The value, if it is one that a network can hold; zero for a denormal number, which would slow predicting down.
    pub(super) fn take(self, slot: &Slot, name: &str, index: usize, value: f64) -> Result<f64, Problem> {
        if !value.is_finite() {
            return Err(Problem::NotFinite { tensor: cut(name), index: slot.index(index), found: value });
        }
        if self == Self::Single && !(value as f32).is_finite() {
            let (tensor, index) = (cut(name), slot.index(index));
            return Err(Problem::TooLarge { tensor, index, scalar: "f32", found: value });
        }
        let smallest = match self {
            Self::Single => f32::MIN_POSITIVE.into(),
            Self::Double => f64::MIN_POSITIVE,
        };
        Ok(if value.abs() < smallest { 0.0 } else { value })
    }
}

/// Whether a tensor of a file has this shape, and elements that a network can be made of.
pub(super) fn check_tensor(entry: &Entry<'_>, shape: &[usize]) -> Result<(), Problem> {
    let tensor = || cut(&entry.name);
    if !entry.has_shape(shape) {
        let turned = matches!(*shape, [rows, columns] if entry.has_shape(&[columns, rows]));
        let expected = format!("{shape:?}");
        return Err(Problem::Shape { tensor: tensor(), expected, found: entry.shape_text(), turned });
    }
    if !entry.element.is_read() {
        let found = entry.element.name();
        return Err(Problem::Element { tensor: tensor(), expected: "F16, BF16, F32 or F64", found });
    }
    Ok(())
}
