use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt::{self, Display};

use crate::Names;

/// Why a file is no file of the weights of a network: which tensor, what was expected and what was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The file is one of another program.
    OtherFormat {
        /// Which.
        found: &'static str,
    },
    /// The file ends too early.
    CutShort {
        /// How many bytes it has at least.
        expected: u64,
        /// How many it has.
        found: u64,
    },
    /// The header is longer than the format allows.
    HeaderLength {
        /// How many bytes it is said to have.
        found: u64,
    },
    /// The header is no UTF-8.
    Text {
        /// The first byte of the file that is none.
        byte: u64,
    },
    /// The header is no JSON, or other JSON than that of a header.
    Json {
        /// Where in the file.
        byte: usize,
        /// What would stand there.
        expected: &'static str,
    },
    /// Two tensors, or two texts, have one name.
    Twice {
        /// The name.
        name: String,
    },
    /// A tensor has elements of a type that the format does not know.
    NoElement {
        /// The tensor.
        tensor: String,
        /// The type.
        found: String,
    },
    /// A tensor has another number of bytes than its elements take.
    Size {
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: String,
        /// The type of its elements.
        element: &'static str,
        /// Where it starts, counted from the end of the header.
        start: u64,
        /// Where it ends.
        end: u64,
    },
    /// A tensor does not start where the one before it ends.
    Start {
        /// The tensor.
        tensor: String,
        /// The byte of the file at which that one ends.
        expected: u64,
        /// The byte at which this one starts.
        found: u64,
    },
    /// The file goes on after its last tensor.
    Trailing {
        /// How many bytes it should have.
        end: u64,
        /// How many it has.
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
        /// The layer that has the tensors which are there, and not this one.
        without: Option<&'static str>,
        /// The names with which all tensors fit.
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
        /// The names with which all tensors fit.
        instead: Option<Box<Names>>,
    },
    /// A tensor has another shape.
    Shape {
        /// The tensor.
        tensor: String,
        /// The shape in the network.
        expected: String,
        /// That in the file.
        found: String,
        /// Whether the two are the same but for the order of the axes.
        turned: bool,
        /// The names with which all tensors fit.
        instead: Option<Box<Names>>,
    },
    /// Nothing tells whether the weights stand as `[outputs, inputs]` or as `[inputs, outputs]`: all of them are square, the
    /// file does not say by whom it was written, and no names were asked for.
    Layout {
        /// The first of them.
        tensor: String,
        /// Its shape.
        shape: String,
    },
    /// A tensor has elements of a type that no network is made of.
    Element {
        /// The tensor.
        tensor: String,
        /// What may be there.
        expected: &'static str,
        /// The type.
        found: &'static str,
    },
    /// An element is infinite or NaN.
    NotFinite {
        /// The tensor.
        tensor: String,
        /// Which one, as `[row, column]`.
        index: String,
        /// The element.
        found: f64,
    },
    /// An element is beyond the numbers that a network has.
    TooLarge {
        /// The tensor.
        tensor: String,
        /// Which one, as `[row, column]`.
        index: String,
        /// The number type of the network.
        scalar: &'static str,
        /// The element.
        found: f64,
    },
    /// A running variance is below zero, for which every prediction would be NaN.
    NegativeVariance {
        /// The tensor.
        tensor: String,
        /// Which one, as `[feature]`.
        index: String,
        /// The element.
        found: f64,
    },
    /// The file says that it was saved from another list of layers.
    Architecture {
        /// The fingerprint of the network.
        expected: String,
        /// That in the file.
        found: String,
    },
    /// The texts of the file hold something else than a number where the library keeps one.
    Number {
        /// The text's name.
        name: String,
        /// The text.
        found: String,
    },
    /// A text whose name starts with `ffnn.` is not one of this library's for the network, or is one that a caller would
    /// write.
    OwnText {
        /// The text's name.
        name: String,
        /// The closest name that there is.
        nearest: Option<String>,
    },
    /// The texts of the file hold something else than one of two words where the library keeps one.
    Word {
        /// The text's name.
        name: String,
        /// The words.
        expected: &'static str,
        /// The text.
        found: String,
    },
    /// A layer that is given another name is not in the network.
    NoLayer {
        /// The layer.
        name: String,
        /// The layer that is most like it.
        nearest: Option<String>,
    },
    /// Two layers of the network have tensors of one name.
    SameName {
        /// The name.
        tensor: String,
    },
}

/// Names in a file may be as long as the file.
pub(crate) fn cut(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What is wrong, without what to do.
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
                write!(f, "this is no safetensors file: expected a header of at most 100000000 bytes, found {found}")
            }
            Self::Text { byte } => write!(f, "byte {byte}: expected UTF-8 in the header of the file"),
            Self::Json { byte, expected } => write!(f, "byte {byte}: expected {expected}"),
            Self::Twice { name } => write!(f, "expected each name once, found two `{name}`"),
            Self::NoElement { tensor, found } => {
                write!(f, "tensor `{tensor}`: expected a type of elements that safetensors has, found `{found}`")
            }
            Self::Size { tensor, shape, element, start, end } => write!(
                f,
                "tensor `{tensor}`: expected as many bytes as {element} of shape {shape} takes, \
                 found those from {start} to {end}"
            ),
            Self::Start { tensor, expected, found } => write!(
                f,
                "tensor `{tensor}`: expected to start at byte {expected}, where the one before it ends, found byte {found}"
            ),
            Self::Trailing { end, found } => {
                write!(f, "expected the end of the file after the last tensor, at byte {end}, found {found} bytes")
            }
            Self::Missing { tensor, shape, nearest, .. } => {
                write!(f, "the file has no tensor `{tensor}` of shape {shape}")?;
                self.closest(f, "the file", nearest)
            }
            Self::Extra { tensor, shape, nearest, .. } => {
                write!(f, "the file has a tensor `{tensor}` of shape {shape}, and the network has none of that name")?;
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
                "tensor `{tensor}` of shape {shape}: nothing tells whether it stands as [outputs, inputs] or as \
                 [inputs, outputs], because all weights are square and the file does not say by whom it was written"
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
                    "text `{name}`: names that start with `ffnn.` are those of this library, and it has none of this name"
                )?;
                closest(f, "known name", nearest)
            }
            Self::Word { name, expected, found } => write!(f, "text `{name}`: expected `{expected}`, found {found:?}"),
            Self::NoLayer { name, nearest } => {
                write!(f, "the network has no layer `{name}`")?;
                closest(f, "name in the network", nearest)
            }
            Self::SameName { tensor } => {
                write!(f, "expected a name for each tensor of the network, found two that are called `{tensor}`")
            }
        }
    }
}

impl Problem {
    /// The names with which the file fits.
    pub fn names(&self) -> Option<&Names> {
        match self {
            Self::Missing { instead, .. } | Self::Extra { instead, .. } | Self::Shape { instead, .. } => {
                instead.as_deref()
            }
            _ => None,
        }
    }

    /// What to do with the names with which the file fits.
    pub fn advice(&self) -> &'static str {
        match self {
            // Beside tensors of a layer of the network: read over, the layer would say something else.
            Self::Extra { tensor, instead: Some(names), .. }
                if tensor.contains(['.', '/']) && names.ignored.contains(tensor) =>
            {
                "declare its layer with it, such as `Dense` for `DenseWithoutBias`, or, if it does not matter, read over it with"
            }
            Self::Extra { .. } => "add the layer that it belongs to, or read over it with",
            _ => "all tensors of the network fit with",
        }
    }

    /// What is wrong, without what to do.
    pub fn finding(&self) -> impl Display + '_ {
        Finding(self)
    }

    /// The closest name, where it is of use: not if there are names with which all tensors fit.
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
                write!(f, ": if its layer has none, declare it as `{layer}`")
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
