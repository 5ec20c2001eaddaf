//! One tensor of a plan.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::problem::cut;
use crate::{Entry, Problem, Role};

/// The number type of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// `f32`
    Single,
    /// `f64`
    Double,
}

/// How the elements of a tensor in a file, row by row, stand in the network, column by column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Orientation {
    /// A row of the file is a row of the network, where it is spread over the columns.
    ByRow,
    /// A row of the file is a column of the network.
    ByColumn,
}

/// One tensor.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// Those that it may have in a file; the first is the one to write.
    pub(super) names: Vec<String>,
    /// In the file.
    pub(super) shape: Vec<usize>,
    pub(super) orientation: Orientation,
    pub(super) role: Role,
    /// The index of its layer.
    pub(super) layer: usize,
    /// Where its elements start in the network.
    pub(super) place: usize,
    /// The names of the bias that is subtracted from it, if the file has one.
    pub(super) less: Option<Vec<String>>,
}

impl Slot {
    pub(super) fn name(&self) -> &str {
        &self.names[0]
    }

    pub(super) fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// The place in the network of the element at `index` in the file.
    pub(super) fn place(&self, index: usize) -> usize {
        let offset = match *self.shape {
            [rows, columns] if self.orientation == Orientation::ByRow => (index % columns) * rows + index / columns,
            _ => index,
        };
        self.place + offset
    }

    /// Whether its shape tells how it stands.
    pub(super) fn tells_layout(&self) -> bool {
        self.role == Role::Weight && self.shape[0] != self.shape[1]
    }

    /// Whether it stands in two ways that are of one shape and not the same.
    pub(super) fn may_be_transposed(&self) -> bool {
        self.role == Role::Weight && self.shape[0] == self.shape[1] && self.shape[0] > 1
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
    /// The value, if it is one that a network can hold there; zero for a denormal number, which would slow predicting down.
    pub(super) fn take(self, slot: &Slot, name: &str, index: usize, value: f64) -> Result<f64, Problem> {
        if !value.is_finite() {
            return Err(Problem::NotFinite { tensor: cut(name), index: slot.index(index), found: value });
        }
        if self == Self::Single && !(value as f32).is_finite() {
            let (tensor, index) = (cut(name), slot.index(index));
            return Err(Problem::TooLarge { tensor, index, scalar: "f32", found: value });
        }
        if slot.role == Role::Variance && value < 0.0 {
            return Err(Problem::NegativeVariance { tensor: cut(name), index: slot.index(index), found: value });
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
        return Err(Problem::Shape { tensor: tensor(), expected, found: entry.shape_text(), turned, instead: None });
    }
    if !entry.element.is_read() {
        let found = entry.element.name();
        return Err(Problem::Element { tensor: tensor(), expected: "F16, BF16, F32 or F64", found });
    }
    Ok(())
}
