//! What can go wrong while loading a file.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{self, Display};
use std::io;

/// Why a file did not become data: which file, where in it, and what was expected and found there.
#[derive(Debug)]
#[non_exhaustive]
pub struct LoadError {
    /// The path, or the name that the caller gave to a reader.
    pub file: String,
    /// Where the problem is.
    pub location: Location,
    /// What was expected, and what was found.
    pub problem: LoadProblem,
    /// What to do, where the text shows it.
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

/// A place in a file, as a person would look for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The file as a whole.
    File,
    /// A line of text; the first is line 1, as in an editor.
    Line(u64),
    /// A field of a CSV file.
    Field {
        /// The line that the field starts on, from 1.
        line: u64,
        /// The column of the table, from 1.
        column: usize,
    },
    /// So many bytes after the start; for a gzip file, after the start of what it unpacks to.
    Byte(u64),
}

/// What was expected in a file, and what was found.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadProblem {
    /// The file cannot be opened.
    Open(io::Error),
    /// The file is open but cannot be read.
    Read(io::Error),
    /// There is not one sample.
    Empty,
    /// A row has too many columns, or too few.
    Columns {
        /// How many columns a row should have.
        expected: usize,
        /// How many the row has.
        found: usize,
    },
    /// A row ends before a column that the caller chose.
    NoColumn {
        /// How many columns the row has.
        found: usize,
    },
    /// The caller chose more or fewer feature columns than an input has values.
    Features {
        /// How many values an input has.
        expected: usize,
        /// How many columns were chosen.
        found: usize,
    },
    /// The caller chose more or fewer target columns than a target has values.
    Targets {
        /// How many values a target has.
        expected: usize,
        /// How many columns were chosen.
        found: usize,
    },
    /// A field is not a number.
    Number {
        /// The field's text, cut if it is long.
        found: String,
    },
    /// A field is NaN, infinite, or beyond the range of the number type.
    NotFinite {
        /// The number type, as `f32`.
        scalar: &'static str,
        /// The field's text, cut if it is long.
        found: String,
    },
    /// A field is not a class index: it is negative, a fraction, or no number at all.
    Class {
        /// The field's text, cut if it is long.
        found: String,
    },
    /// A field is empty, or says that there is no value.
    Missing {
        /// The field's text.
        found: String,
    },
    /// A field is not one of the names of classes.
    Name {
        /// The names, or the first of them.
        expected: String,
        /// The field's text, cut if it is long.
        found: String,
    },
    /// The name of a class is not UTF-8.
    Encoding {
        /// The field's text, as far as it can be read.
        found: String,
    },
    /// The caller named no class.
    NoName,
    /// The caller gave two classes one name.
    SameName {
        /// The name.
        found: String,
    },
    /// A column has no value in any row, and so has no mean.
    NoValue {
        /// The column of the table, from 1.
        column: usize,
    },
    /// A field starts with a quote, and there is no other quote after it.
    OpenQuote,
    /// A field goes on after its closing quote.
    AfterQuote,
    /// The file is of another format.
    OtherFormat {
        /// The format that it seems to have.
        found: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// The delimiter is part of numbers or quotes, or is used for something else.
    Delimiter {
        /// The delimiter.
        found: u8,
    },
    /// The number in place of missing values is NaN, infinite, or beyond the range of the number type.
    Constant {
        /// The number type, as `f32`.
        scalar: &'static str,
        /// The number.
        found: f64,
    },
    /// The gzip data is damaged or cut short.
    Gzip(io::Error),
    /// The first four bytes are not those of the IDX file that was asked for.
    Magic {
        /// The bytes that the file should start with: two zeros, the element type, the number of dimensions.
        expected: [u8; 4],
        /// The bytes that it starts with.
        found: [u8; 4],
    },
    /// The IDX file holds something other than unsigned bytes.
    ElementType {
        /// The code of the element type in the file.
        found: u8,
    },
    /// The IDX file has more or fewer dimensions than was asked for.
    Dimensions {
        /// 3 for images, 1 for labels.
        expected: u8,
        /// The number of dimensions in the file.
        found: u8,
    },
    /// The images are larger or smaller than an input.
    ImageSize {
        /// How many values an input has.
        expected: usize,
        /// The rows of an image in the file.
        rows: u32,
        /// The columns of an image in the file.
        columns: u32,
    },
    /// The file ends before what its header promises.
    CutShort {
        /// How many bytes the file should have.
        expected: u64,
        /// How many bytes it has.
        found: u64,
    },
    /// The file goes on after what its header promises.
    Trailing,
    /// There is not one label an image.
    Labels {
        /// How many images there are.
        images: usize,
        /// How many labels there are.
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
            Self::NoColumn { found } => write!(f, "expected a field, found a row of {}", columns(*found)),
            Self::Features { expected, found } => {
                write!(f, "expected a choice of {} as features, found {found}", columns(*expected))
            }
            Self::Targets { expected, found } => {
                write!(f, "expected a choice of {} as targets, found {found}", columns(*expected))
            }
            Self::Number { found } => write!(f, "expected a number, found {found:?}"),
            Self::NotFinite { scalar, found } => write!(f, "expected a finite {scalar}, found {found:?}"),
            Self::Class { found } => write!(f, "expected a class index (0, 1, 2, ...), found {found:?}"),
            Self::Missing { found } => write!(
                f,
                "expected a value, found {found:?}, a missing one: leave such rows out with `.missing(Missing::DropRow)`, or \
                 fill features with `Missing::Mean` or `Missing::Constant(0.0)`"
            ),
            Self::Name { expected, found } => write!(f, "expected one of {expected}, found {found:?}"),
            Self::Encoding { found } => write!(f, "expected text in UTF-8, found {found:?}: save the file as UTF-8"),
            Self::NoName => write!(f, "expected the names of the classes, found none"),
            Self::SameName { found } => write!(f, "expected a name of its own for each class, found {found:?} twice"),
            Self::NoValue { column } => {
                write!(f, "column {column}: expected a value in any row, found none: leave it out")
            }
            Self::OpenQuote => write!(f, "expected a second quote that closes the field, found the end of the file"),
            Self::AfterQuote => write!(
                f,
                "expected a delimiter or the end of the line after the closing quote, found more text: write a quote within \
                 quotes twice"
            ),
            Self::OtherFormat { found, advice } => write!(f, "expected CSV, found {found}: {advice}"),
            Self::Delimiter { found } => write!(
                f,
                "expected a delimiter that is not part of numbers, quotes or comments, such as `b';'`, found {:?}",
                char::from(*found)
            ),
            Self::Constant { scalar, found } => {
                write!(f, "expected a finite {scalar} in place of missing values, found {found:?}")
            }
            Self::Gzip(problem) => write!(f, "expected whole gzip data, found damage: {problem}"),
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
                write!(f, "expected {images} labels, one an image, found {labels}")
            }
        }
    }
}

impl core::error::Error for LoadError {}

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

/// The IDX element type of this code, in parentheses.
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
