//! A tensor of a plan.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::problem::cut;
use crate::{Entry, Problem, Role};

/// Number type of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// `f32`
    Single,
    /// `f64`
    Double,
}

/// Mapping of a tensor's row-major elements in the file to the column-major network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Orientation {
    /// A row of the file is a row of the network, strided over the columns.
    ByRow,
    /// A row of the file is a column of the network.
    ByColumn,
}

/// A tensor that occurs in both the file and the network.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// Possible names in a file; the first is used for writing.
    pub(super) names: Vec<String>,
    /// Shape in the file.
    pub(super) shape: Vec<usize>,
    pub(super) orientation: Orientation,
    pub(super) role: Role,
    /// Index of its layer.
    pub(super) layer: usize,
    /// Index of its first element in the network.
    pub(super) place: usize,
    /// Names of the bias to subtract from it, if the file has one.
    pub(super) less: Option<Vec<String>>,
}

impl Slot {
    pub(super) fn name(&self) -> &str {
        &self.names[0]
    }

    pub(super) fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Returns the place in the network of the element at `index` in the file.
    pub(super) fn place(&self, index: usize) -> usize {
        let offset = match *self.shape {
            [rows, columns] if self.orientation == Orientation::ByRow => (index % columns) * rows + index / columns,
            _ => index,
        };
        self.place + offset
    }

    /// Whether its shape reveals its layout.
    pub(super) fn tells_layout(&self) -> bool {
        self.role == Role::Weight && self.shape[0] != self.shape[1]
    }

    /// Whether both layouts have the same shape but differ.
    pub(super) fn may_be_transposed(&self) -> bool {
        self.role == Role::Weight && self.shape[0] == self.shape[1] && self.shape[0] > 1
    }

    /// Formats the index as `[row, column]`.
    fn index(&self, index: usize) -> String {
        match *self.shape {
            [_, columns] => format!("[{}, {}]", index / columns, index % columns),
            _ => format!("[{index}]"),
        }
    }
}

impl Precision {
    /// Returns the value if the network can store it there; zero for a denormal number, which would slow down
    /// predictions.
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

/// Checks the shape and the element type of a tensor.
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
