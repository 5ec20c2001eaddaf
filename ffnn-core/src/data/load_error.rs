//! Errors of loading a file.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{self, Display};
use std::io;

/// The reason why a file could not be loaded: which file, where in it, what was expected and what was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct LoadError {
    /// The path, or the name that the caller gave a reader.
    pub file: String,
    /// Where the problem is.
    pub location: Location,
    /// The expectation, and what was found instead.
    pub problem: LoadProblem,
    /// Advice, if the text suggests any.
    pub hint: Option<String>,
}

impl LoadError {
    pub(super) fn new(file: &str, location: Location, problem: LoadProblem) -> Self {
        Self { file: file.to_string(), location, problem, hint: None }
    }

    pub(super) fn with_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The file as a whole.
    File,
    /// A line of text, counted from 1.
    Line(u64),
    /// A field of a CSV file.
    Field {
        /// The line that the field starts on, counted from 1.
        line: u64,
        /// The column of the table, counted from 1.
        column: usize,
    },
    /// The offset in bytes; in a gzip file, the offset in the unpacked data.
    Byte(u64),
}

/// A problem with a file: the expectation, and what was found instead.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadProblem {
    /// The file cannot be opened.
    Open(io::Error),
    /// The file is open but cannot be read.
    Read(io::Error),
    /// There are no samples.
    Empty,
    /// A row has too many columns, or too few.
    Columns {
        /// Number of columns expected.
        expected: usize,
        /// Number of columns in the row.
        found: usize,
    },
    /// A row ends before a column that the caller chose.
    NoColumn {
        /// Number of columns in the row.
        found: usize,
    },
    /// The number of chosen feature columns is not the number of values in an input.
    Features {
        /// Number of values in an input.
        expected: usize,
        /// Number of chosen columns.
        found: usize,
    },
    /// The number of chosen target columns is not the number of values in a target.
    Targets {
        /// Number of values in a target.
        expected: usize,
        /// Number of chosen columns.
        found: usize,
    },
    /// A field is not a number.
    Number {
        /// The field's text, truncated if long.
        found: String,
    },
    /// A field is NaN, infinite, or out of range for the number type.
    NotFinite {
        /// The number type, such as `f32`.
        scalar: &'static str,
        /// The field's text, truncated if long.
        found: String,
    },
    /// A field is not a class index: it is negative, a fraction, or not a number.
    Class {
        /// The field's text, truncated if long.
        found: String,
    },
    /// A field is empty, or marked as missing.
    Missing {
        /// The field's text.
        found: String,
    },
    /// A field is not one of the class names.
    Name {
        /// The names, or the first few of them.
        expected: String,
        /// The field's text, truncated if long.
        found: String,
    },
    /// A class name is not UTF-8.
    Encoding {
        /// The field's text, as far as it is readable.
        found: String,
    },
    /// The list of class names is empty.
    NoName,
    /// Two classes have the same name.
    SameName {
        /// The name.
        found: String,
    },
    /// A column has no value in any row, and therefore no mean.
    NoValue {
        /// The column of the table, counted from 1.
        column: usize,
    },
    /// A quoted field has no closing quote.
    OpenQuote,
    /// There is text after the closing quote of a field.
    AfterQuote,
    /// The file is in another format.
    OtherFormat {
        /// The format that the file seems to have.
        found: &'static str,
        /// Advice.
        advice: &'static str,
    },
    /// The delimiter can be part of numbers or quotes, or has another role already.
    Delimiter {
        /// The delimiter.
        found: u8,
    },
    /// The replacement for missing values is NaN, infinite, or out of range for the number type.
    Constant {
        /// The number type, such as `f32`.
        scalar: &'static str,
        /// The replacement.
        found: f64,
    },
    /// The gzip data is damaged or truncated.
    Gzip(io::Error),
    /// The first four bytes are not those of the requested kind of IDX file.
    Magic {
        /// The expected bytes: two zeros, the element type, the number of dimensions.
        expected: [u8; 4],
        /// The first four bytes of the file.
        found: [u8; 4],
    },
    /// The IDX file does not hold unsigned bytes.
    ElementType {
        /// The code of the element type in the file.
        found: u8,
    },
    /// The IDX file has the wrong number of dimensions.
    Dimensions {
        /// 3 for images, 1 for labels.
        expected: u8,
        /// The number of dimensions in the file.
        found: u8,
    },
    /// The size of an image is not the number of values in an input.
    ImageSize {
        /// Number of values in an input.
        expected: usize,
        /// Number of rows per image in the file.
        rows: u32,
        /// Number of columns per image in the file.
        columns: u32,
    },
    /// The file is shorter than its header says.
    CutShort {
        /// Number of bytes according to the header.
        expected: u64,
        /// Number of bytes in the file.
        found: u64,
    },
    /// The file is longer than its header says.
    Trailing,
    /// The numbers of images and labels differ.
    Labels {
        /// Number of images.
        images: usize,
        /// Number of labels.
        labels: usize,
    },
}

impl Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.file, self.location, self.problem)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

impl Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line(line) => write!(f, " line {line}"),
            Self::Field { line, column } => write!(f, " line {line}, column {column}"),
            Self::Byte(byte) => write!(f, " byte {byte}"),
        }
    }
}

impl Display for LoadProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(problem) => write!(f, "cannot be opened: {problem}"),
            Self::Read(problem) => write!(f, "cannot be read: {problem}"),
            Self::Empty => write!(f, "expected at least one sample, found none"),
            Self::Columns { expected, found } => write!(f, "expected {}, found {found}", columns(*expected)),
            Self::NoColumn { found } => write!(f, "expected a field, found a row of only {}", columns(*found)),
            Self::Features { expected, found } => {
                write!(f, "expected {} chosen as features, found {found}", columns(*expected))
            }
            Self::Targets { expected, found } => {
                write!(f, "expected {} chosen as targets, found {found}", columns(*expected))
            }
            Self::Number { found } => write!(f, "expected a number, found {found:?}"),
            Self::NotFinite { scalar, found } => write!(f, "expected a finite {scalar}, found {found:?}"),
            Self::Class { found } => write!(f, "expected a class index (0, 1, 2, ...), found {found:?}"),
            Self::Missing { found } => write!(
                f,
                "expected a value, found {found:?}, which marks a missing one: drop such rows with \
                 `.missing(Missing::DropRow)`, or fill features with `Missing::Mean` or `Missing::Constant(0.0)`"
            ),
            Self::Name { expected, found } => write!(f, "expected one of {expected}, found {found:?}"),
            Self::Encoding { found } => write!(f, "expected text in UTF-8, found {found:?}: save the file as UTF-8"),
            Self::NoName => write!(f, "expected the names of the classes, found none"),
            Self::SameName { found } => write!(f, "expected a different name for each class, found {found:?} twice"),
            Self::NoValue { column } => {
                write!(f, "column {column}: expected a value in at least one row, found none: leave the column out")
            }
            Self::OpenQuote => write!(f, "expected a closing quote, found the end of the file"),
            Self::AfterQuote => write!(
                f,
                "expected a delimiter or the end of the line after the closing quote, found more text: write a quote \
                 inside a quoted field twice"
            ),
            Self::OtherFormat { found, advice } => write!(f, "expected CSV, found {found}: {advice}"),
            Self::Delimiter { found } => write!(
                f,
                "expected a delimiter that is not part of numbers, quotes or comments, such as `b';'`, found {:?}",
                char::from(*found)
            ),
            Self::Constant { scalar, found } => {
                write!(f, "expected a finite {scalar} as the replacement for missing values, found {found:?}")
            }
            Self::Gzip(problem) => write!(f, "the gzip data is damaged: {problem}"),
            Self::Magic { expected, found } => write!(
                f,
                "expected {expected:02x?} (IDX, unsigned bytes, {} dimension{}), found {found:02x?}",
                expected[3],
                plural(expected[3] != 1)
            ),
            Self::ElementType { found } => {
                write!(f, "expected element type 0x08 (unsigned bytes), found 0x{found:02x}{}", element(*found))
            }
            Self::Dimensions { expected, found } => {
                write!(f, "expected {}, found {}", dimensions(*expected), dimensions(*found))
            }
            Self::ImageSize { expected, rows, columns } => {
                write!(f, "expected {expected} values per image, found {rows}x{columns}")
            }
            Self::CutShort { expected, found } => write!(f, "expected {expected} bytes, found only {found}"),
            Self::Trailing => write!(f, "expected the end of the file, found more bytes"),
            Self::Labels { images, labels } => {
                write!(f, "expected {images} labels, one per image, found {labels}")
            }
        }
    }
}

impl core::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        // The text has the error of the system itself, so a report of causes goes on behind it.
        match &self.problem {
            LoadProblem::Open(error) | LoadProblem::Read(error) => error.source(),
            _ => None,
        }
    }
}

fn columns(count: usize) -> String {
    format!("{count} column{}", plural(count != 1))
}

fn plural(many: bool) -> &'static str {
    if many { "s" } else { "" }
}

fn dimensions(count: u8) -> String {
    match count {
        1 => "1 dimension (labels)".to_string(),
        3 => "3 dimensions (images, rows, columns)".to_string(),
        _ => format!("{count} dimensions"),
    }
}

/// The IDX element type with this code, in parentheses.
fn element(code: u8) -> &'static str {
    match code {
        0x09 => " (signed bytes)",
        0x0b => " (16-bit integers)",
        0x0c => " (32-bit integers)",
        0x0d => " (32-bit floats)",
        0x0e => " (64-bit floats)",
        _ => "",
    }
}
