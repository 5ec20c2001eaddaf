use core::fmt::{self, Display};

/// Why a network was not brought into integers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum QuantizeError {
    /// There is not one sample.
    Empty,
    /// A value of a sample is infinite or NaN.
    Input {
        /// The sample's index.
        sample: usize,
        /// The index of the value.
        feature: usize,
        /// The value found.
        found: f64,
    },
    /// A number that the network learned or keeps is infinite or NaN.
    Weight {
        /// The layer's name.
        layer: &'static str,
        /// The tensor's name.
        tensor: &'static str,
        /// The index of the value; a matrix is counted column by column.
        index: usize,
        /// The value found.
        found: f64,
    },
    /// What a layer gives for a sample is infinite or NaN, though sample and weights are finite.
    Overflow {
        /// The sample's index.
        sample: usize,
    },
    /// The scale of the grid for the input cannot be one.
    InputScale {
        /// The scale found.
        found: f32,
    },
    /// The zero point of the grid for the input is no number that the input has.
    InputZeroPoint {
        /// The least such number.
        least: i32,
        /// The largest.
        most: i32,
        /// The zero point found.
        found: i32,
    },
    /// The first layer that does something only clamps, so that the input's grid is that of its output.
    InputGridKept,
}

impl Display for QuantizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "expected at least one sample to choose grids by, found none"),
            Self::Input { sample, feature, found } => {
                write!(f, "sample {sample}: expected a finite value for input {feature}, found {found}")
            }
            Self::Weight { layer, tensor, index, found } => {
                write!(f, "`{layer}.{tensor}`: expected a finite value at index {index}, found {found}")
            }
            Self::Overflow { sample } => write!(
                f,
                "sample {sample}: expected finite values from all layers, found one that is infinite or NaN: the weights are \
                 too large"
            ),
            Self::InputScale { found } => {
                write!(f, "the scale of the input's grid is {found}: expected a finite number above 0")
            }
            Self::InputZeroPoint { least, most, found } => {
                write!(f, "the zero point of the input's grid is {found}: expected a number from {least} to {most}")
            }
            Self::InputGridKept => write!(
                f,
                "the first layer only clamps, so the input has the grid of its output: expected a `Dense` before it, or \
                 `quantize`, which chooses the grid"
            ),
        }
    }
}

impl core::error::Error for QuantizeError {}
