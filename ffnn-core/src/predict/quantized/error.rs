use core::fmt::{self, Display};

/// The reason why a network could not be quantized.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum QuantizeError {
    /// There are no samples.
    Empty,
    /// A value of a sample is infinite or NaN.
    Input {
        /// Index of the sample.
        sample: usize,
        /// Index of the value.
        feature: usize,
        /// Value found.
        found: f64,
    },
    /// A parameter or running statistic is infinite or NaN.
    Weight {
        /// Name of the layer.
        layer: &'static str,
        /// Name of the tensor.
        tensor: &'static str,
        /// Index of the value; a matrix is counted column by column.
        index: usize,
        /// Value found.
        found: f64,
    },
    /// A layer's output for a sample is infinite or NaN, although sample and weights are finite.
    Overflow {
        /// Index of the sample.
        sample: usize,
    },
    /// The scale of the input grid is not a finite number above 0.
    InputScale {
        /// Scale found.
        found: f32,
    },
    /// The zero point of the input grid is not a value of the input's integer type.
    InputZeroPoint {
        /// Smallest such value.
        least: i32,
        /// Largest such value.
        most: i32,
        /// Zero point found.
        found: i32,
    },
    /// The first layer that does something only clamps, so the input's grid is that of its output.
    InputGridKept,
}

impl Display for QuantizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "expected at least one sample for calibration, found none"),
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
                write!(f, "the scale of the input grid is {found}: expected a finite number above 0")
            }
            Self::InputZeroPoint { least, most, found } => {
                write!(f, "the zero point of the input grid is {found}: expected a number from {least} to {most}")
            }
            Self::InputGridKept => write!(
                f,
                "the first layer only clamps, so the input has the grid of its output: add a `Dense` before it, or call \
                             `quantize`, which chooses the grid"
            ),
        }
    }
}

impl core::error::Error for QuantizeError {}
