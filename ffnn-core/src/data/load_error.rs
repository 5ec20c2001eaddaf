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
}

impl LoadError {
    pub(super) fn new(file: &str, location: Location, problem: LoadProblem) -> Self {
        Self { file: file.to_string(), location, problem }
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
        if let (Location::Field { line: 1, .. }, LoadProblem::Number { .. } | LoadProblem::Class { .. }) =
            (self.location, &self.problem)
        {
            write!(f, " (if line 1 is a header, load with `.header()`)")?;
        }
        Ok(())
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
