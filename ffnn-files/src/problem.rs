use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt::{self, Display};

use crate::Names;

/// Reason why a file cannot be used as the weights of a network: the tensor, what was expected and what was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The file belongs to another program.
    OtherFormat {
        /// Its format.
        found: &'static str,
    },
    /// The file ends too early.
    CutShort {
        /// Minimum number of bytes it should have.
        expected: u64,
        /// Number of bytes it has.
        found: u64,
    },
    /// The header is longer than the format allows.
    HeaderLength {
        /// Stated length in bytes.
        found: u64,
    },
    /// The header is not UTF-8.
    Text {
        /// Position of the first invalid byte in the file.
        byte: u64,
    },
    /// The header is not valid JSON or not a valid header.
    Json {
        /// Position in the file.
        byte: usize,
        /// The expectation.
        expected: &'static str,
    },
    /// Two tensors, or two texts, have the same name.
    Twice {
        /// The name.
        name: String,
    },
    /// A tensor has an element type that the format does not define.
    NoElement {
        /// The tensor.
        tensor: String,
        /// The type.
        found: String,
    },
    /// A tensor's number of bytes does not match its shape and element type.
    Size {
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: String,
        /// Its element type.
        element: &'static str,
        /// First byte, counted from the end of the header.
        start: u64,
        /// Byte after the last.
        end: u64,
    },
    /// A tensor does not start where the previous one ends.
    Start {
        /// The tensor.
        tensor: String,
        /// Byte of the file at which the previous tensor ends.
        expected: u64,
        /// Byte of the file at which this tensor starts.
        found: u64,
    },
    /// The file continues after its last tensor.
    Trailing {
        /// Number of bytes it should have.
        end: u64,
        /// Number of bytes it has.
        found: u64,
    },
    /// A tensor of the network is not in the file.
    Missing {
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: String,
        /// The closest name in the file.
        nearest: Option<String>,
        /// Layer type with exactly the tensors that are present, without this one.
        without: Option<&'static str>,
        /// Names with which all tensors fit.
        instead: Option<Box<Names>>,
    },
    /// A tensor of the file is not in the network.
    Extra {
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: String,
        /// The closest name in the network.
        nearest: Option<String>,
        /// Names with which all tensors fit.
        instead: Option<Box<Names>>,
    },
    /// A tensor has the wrong shape.
    Shape {
        /// The tensor.
        tensor: String,
        /// The shape in the network.
        expected: String,
        /// The shape in the file.
        found: String,
        /// Whether the shapes differ only by a transpose.
        turned: bool,
        /// Names with which all tensors fit.
        instead: Option<Box<Names>>,
    },
    /// The layout of the weights is unknown, `[outputs, inputs]` or `[inputs, outputs]`: all of them are square, the
    /// file does not say which library wrote it, and no names were chosen.
    Layout {
        /// The first of the weights.
        tensor: String,
        /// Its shape.
        shape: String,
    },
    /// A tensor has an element type that network weights cannot be loaded from.
    Element {
        /// The tensor.
        tensor: String,
        /// Accepted types.
        expected: &'static str,
        /// The type.
        found: &'static str,
    },
    /// An element is infinite or NaN.
    NotFinite {
        /// The tensor.
        tensor: String,
        /// Its index, as `[row, column]`.
        index: String,
        /// Its value.
        found: f64,
    },
    /// An element exceeds the range of the network's number type.
    TooLarge {
        /// The tensor.
        tensor: String,
        /// Its index, as `[row, column]`.
        index: String,
        /// The number type of the network.
        scalar: &'static str,
        /// Its value.
        found: f64,
    },
    /// A running variance is negative, which would make every prediction NaN.
    NegativeVariance {
        /// The tensor.
        tensor: String,
        /// Its index, as `[feature]`.
        index: String,
        /// Its value.
        found: f64,
    },
    /// The file was saved from a different list of layers, according to its fingerprint.
    Architecture {
        /// The fingerprint of the network.
        expected: String,
        /// The fingerprint in the file.
        found: String,
    },
    /// A text that should be a number is not.
    Number {
        /// The text's name.
        name: String,
        /// The text.
        found: String,
    },
    /// A text whose name starts with `ffnn.` is unknown for this network, or was passed by a caller although the name
    /// is reserved.
    OwnText {
        /// The text's name.
        name: String,
        /// The closest known name.
        nearest: Option<String>,
    },
    /// A text that should be one of two words is not.
    Word {
        /// The text's name.
        name: String,
        /// The allowed words.
        expected: &'static str,
        /// The text.
        found: String,
    },
    /// A renamed layer does not exist in the network.
    NoLayer {
        /// The layer.
        name: String,
        /// The most similar layer name.
        nearest: Option<String>,
    },
    /// Two layers of the network have tensors of the same name.
    SameName {
        /// The name.
        tensor: String,
    },
}

/// Shortens a text for messages, because names in a file may be as long as the file.
pub(crate) fn cut(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Displays the problem without the advice.
struct Finding<'a>(&'a Problem);

impl Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_finding(f)
    }
}

impl Problem {
    fn write_finding(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherFormat { found } => write!(
                f,
                "expected a safetensors file, found {found}: save the weights with the `safetensors` package of Python"
            ),
            Self::CutShort { expected, found } => {
                write!(f, "the file is cut short: expected at least {expected} bytes, found {found}")
            }
            Self::HeaderLength { found } => {
                write!(f, "this is not a safetensors file: expected a header of at most 100000000 bytes, found {found}")
            }
            Self::Text { byte } => write!(f, "byte {byte}: expected UTF-8 in the header of the file"),
            Self::Json { byte, expected } => write!(f, "byte {byte}: expected {expected}"),
            Self::Twice { name } => write!(f, "expected each name once, found two `{name}`"),
            Self::NoElement { tensor, found } => {
                write!(f, "tensor `{tensor}`: expected an element type of the safetensors format, found `{found}`")
            }
            Self::Size { tensor, shape, element, start, end } => write!(
                f,
                "tensor `{tensor}`: expected the size of {element} with shape {shape}, \
                 found bytes {start} to {end}"
            ),
            Self::Start { tensor, expected, found } => write!(
                f,
                "tensor `{tensor}`: expected to start at byte {expected}, where the previous tensor ends, \
                 found byte {found}"
            ),
            Self::Trailing { end, found } => {
                write!(f, "expected the end of the file after the last tensor, at byte {end}, found {found} bytes")
            }
            Self::Missing { tensor, shape, nearest, .. } => {
                write!(f, "the file has no tensor `{tensor}` of shape {shape}")?;
                self.closest(f, "the file", nearest)
            }
            Self::Extra { tensor, shape, nearest, .. } => {
                write!(
                    f,
                    "the file has a tensor `{tensor}` of shape {shape}, but the network has no tensor of that name"
                )?;
                self.closest(f, "the network", nearest)
            }
            Self::Shape { tensor, expected, found, turned, .. } => {
                write!(f, "tensor `{tensor}`: expected the shape {expected}, found {found}")?;
                if *turned {
                    write!(
                        f,
                        ", which is transposed: PyTorch's `weight` is [outputs, inputs], \
                         Keras's `kernel` and burn's `weight` are [inputs, outputs]"
                    )?;
                }
                Ok(())
            }
            Self::Layout { tensor, shape } => write!(
                f,
                "tensor `{tensor}` of shape {shape}: cannot tell whether it is stored as [outputs, inputs] or as \
                 [inputs, outputs], because all weights are square and the file does not say which library wrote it"
            ),
            Self::Element { tensor, expected, found } => {
                write!(f, "tensor `{tensor}`: expected elements of type {expected}, found {found}")
            }
            Self::NotFinite { tensor, index, found } => {
                write!(f, "tensor `{tensor}`: expected finite numbers, found {found} at {index}")
            }
            Self::TooLarge { tensor, index, scalar, found } => {
                write!(f, "tensor `{tensor}`: expected numbers that an {scalar} can hold, found {found:e} at {index}")
            }
            Self::NegativeVariance { tensor, index, found } => {
                write!(f, "tensor `{tensor}`: expected a variance of at least 0, found {found} at {index}")
            }
            Self::Architecture { expected, found } => write!(
                f,
                "the tensors fit, but the file was saved from another list of layers: \
                 expected the fingerprint {expected}, found {found}"
            ),
            Self::Number { name, found } => write!(f, "text `{name}`: expected a number, found {found:?}"),
            Self::OwnText { name, nearest } => {
                write!(
                    f,
                    "text `{name}`: names that start with `ffnn.` are reserved for this library, which does not \
                     know this one"
                )?;
                closest(f, "known name", nearest)
            }
            Self::Word { name, expected, found } => write!(f, "text `{name}`: expected `{expected}`, found {found:?}"),
            Self::NoLayer { name, nearest } => {
                write!(f, "the network has no layer `{name}`")?;
                closest(f, "name in the network", nearest)
            }
            Self::SameName { tensor } => {
                write!(f, "expected a different name for each tensor of the network, found two named `{tensor}`")
            }
        }
    }
}

impl Problem {
    /// Returns the names with which the file fits.
    pub fn names(&self) -> Option<&Names> {
        match self {
            Self::Missing { instead, .. } | Self::Extra { instead, .. } | Self::Shape { instead, .. } => {
                instead.as_deref()
            }
            _ => None,
        }
    }

    /// Returns what to do with the [names](Self::names) with which the file fits.
    pub fn advice(&self) -> &'static str {
        match self {
            // The tensor belongs to a layer of the network, whose outputs would change if it were ignored.
            Self::Extra { tensor, instead: Some(names), .. }
                if tensor.contains(['.', '/']) && names.ignored.contains(tensor) =>
            {
                "declare its layer with it, such as `Dense` instead of `DenseWithoutBias`, or, if it does not matter, \
                 ignore it with"
            }
            Self::Extra { .. } => "add the layer it belongs to, or ignore it with",
            _ => "all tensors of the network fit with",
        }
    }

    /// Returns the problem without the advice.
    pub fn finding(&self) -> impl Display + '_ {
        Finding(self)
    }

    /// Writes the closest name, unless there are names with which all tensors fit.
    fn closest(&self, f: &mut fmt::Formatter<'_>, place: &str, nearest: &Option<String>) -> fmt::Result {
        if self.names().is_some() { Ok(()) } else { closest(f, &format!("name in {place}"), nearest) }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.finding(), f)?;
        match self {
            Self::Layout { .. } => write!(
                f,
                ": load with `Names::torch()` for the first, with `Names::burn()` or `.inputs_first()` for the second"
            ),
            Self::Missing { without: Some(layer), instead: None, .. } => {
                write!(f, ": if the layer has no such tensor, declare it as `{layer}`")
            }
            _ => match self.names() {
                Some(names) => write!(f, ": {} `{}`", self.advice(), names.as_calls()),
                None => Ok(()),
            },
        }
    }
}

fn closest(f: &mut fmt::Formatter<'_>, what: &str, nearest: &Option<String>) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(f, "; closest {what}: `{nearest}`"),
        None => Ok(()),
    }
}

impl core::error::Error for Problem {}
