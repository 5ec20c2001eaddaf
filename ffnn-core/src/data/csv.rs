//! Tables of numbers in text: CSV files.
//!
//! ```
//! use ffnn_core::data::{Dataset, csv};
//!
//! # fn main() -> Result<(), ffnn_core::data::LoadError> {
//! let text = "length,width,kind\n5.0,2.5,0\n7.5,3.0,1\n";
//! let data: Dataset<[f32; 2], usize> = csv::read("iris.csv", text.as_bytes())?.header().classes()?;
//! assert_eq!(data.inputs(), [[5.0, 2.5], [7.5, 3.0]]);
//! assert_eq!(data.targets(), [0, 1]);
//!
//! let scaled = data.map_inputs(|input| input.map(|value| value / 10.0));
//! assert_eq!(scaled.inputs()[0], [0.5, 0.25]);
//! # Ok(())
//! # }
//! ```
//!
//! Code counts columns from 0; messages count lines and columns from 1.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::type_name;
use core::fmt;
use core::str::FromStr;
use std::io::Read;
use std::path::Path;

use ::csv::{ByteRecord, ReaderBuilder};

use super::{Dataset, LoadError, LoadProblem, Location};
use crate::{Scalar, regular_file};

/// Reads the CSV file at `path`. Fails if it is not a regular file or cannot be read: hand a pipe to [`read`].
pub fn open(path: impl AsRef<Path>) -> Result<Csv, LoadError> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let file =
        regular_file::open(path).map_err(|error| LoadError::new(&name, Location::File, LoadProblem::Open(error)))?;
    read(name, file)
}

/// Reads CSV from `source` to its end; errors will call it `name`. Fails if it cannot be read.
pub fn read(name: impl Into<String>, mut source: impl Read) -> Result<Csv, LoadError> {
    let name = name.into();
    let mut text = Vec::new();
    if let Err(error) = source.read_to_end(&mut text) {
        return Err(LoadError::new(&name, Location::File, LoadProblem::Read(error)));
    }
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(Csv { name, text, header: false, delimiter: b',', features: None, targets: None })
}

/// The text of a CSV file and how to understand it: no header, commas, the targets in the last columns and the features
/// in all others, until told otherwise.
///
/// Fields may be quoted and have spaces around them; empty lines do not count.
#[derive(Clone)]
pub struct Csv {
    name: String,
    text: Vec<u8>,
    header: bool,
    delimiter: u8,
    features: Option<Vec<usize>>,
    targets: Option<Vec<usize>>,
}

impl Csv {
    /// The first row is not data.
    pub fn header(self) -> Self {
        Self { header: true, ..self }
    }

    /// What stands between two fields: `b';'` or `b'\t'`, say.
    pub fn delimiter(self, delimiter: u8) -> Self {
        Self { delimiter, ..self }
    }

    /// The columns of the features, in the order of the input's values; the first column is 0.
    pub fn features(self, columns: impl IntoIterator<Item = usize>) -> Self {
        Self { features: Some(columns.into_iter().collect()), ..self }
    }

    /// The columns of the targets, in the order of the target's values; the first column is 0.
    pub fn targets(self, columns: impl IntoIterator<Item = usize>) -> Self {
        Self { targets: Some(columns.into_iter().collect()), ..self }
    }

    /// The table with a class index as the target.
    ///
    /// # Errors
    ///
    /// Fails if there is no row, if rows differ in length or do not fit `N`, if a feature is no finite number, or if a
    /// target is not one of 0, 1, 2, ...; whether there is such a class only a network knows.
    pub fn classes<T: Scalar + FromStr, const N: usize>(&self) -> Result<Dataset<[T; N], usize>, LoadError> {
        self.rows(1, |row, columns| row.class(columns))
    }

    /// The table with `K` real numbers as the target.
    ///
    /// # Errors
    ///
    /// Fails if there is no row, if rows differ in length or do not fit `N` and `K`, or if a field is no finite number.
    pub fn values<T: Scalar + FromStr, const N: usize, const K: usize>(
        &self,
    ) -> Result<Dataset<[T; N], [T; K]>, LoadError> {
        self.rows(K, |row, columns| row.numbers(columns))
    }

    fn rows<T: Scalar + FromStr, Y, const N: usize>(
        &self,
        targets: usize,
        target: impl Fn(&Row<'_>, &[usize]) -> Result<Y, LoadError>,
    ) -> Result<Dataset<[T; N], Y>, LoadError> {
        let error = |problem| LoadError::new(&self.name, Location::File, problem);
        let mut reader = ReaderBuilder::new()
            .has_headers(self.header)
            .delimiter(self.delimiter)
            .flexible(true)
            .from_reader(self.text.as_slice());
        let mut record = ByteRecord::new();
        let mut next = |record: &mut ByteRecord| {
            reader.read_byte_record(record).map_err(|problem| error(LoadProblem::Read(problem.into())))
        };
        if !next(&mut record)? {
            return Err(error(LoadProblem::Empty));
        }
        let width = record.len();
        let (features, targets) = self.columns(&Row { csv: self, record: &record }, N, targets)?;
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        loop {
            let row = Row { csv: self, record: &record };
            if record.len() != width {
                return Err(row.error(LoadProblem::Columns { expected: width, found: record.len() }));
            }
            inputs.push(row.numbers(&features)?);
            outputs.push(target(&row, &targets)?);
            if !next(&mut record)? {
                break;
            }
        }
        Dataset::new(inputs, outputs).map_err(|_| error(LoadProblem::Empty))
    }

    /// The columns of `inputs` features and of `outputs` targets in a table whose first row is `row`.
    fn columns(&self, row: &Row<'_>, inputs: usize, outputs: usize) -> Result<(Vec<usize>, Vec<usize>), LoadError> {
        let error = |problem| LoadError::new(&self.name, Location::File, problem);
        let width = row.record.len();
        let targets = match &self.targets {
            Some(columns) if columns.len() != outputs => {
                return Err(error(LoadProblem::Targets { expected: outputs, found: columns.len() }));
            }
            Some(columns) => columns.clone(),
            None => (width.saturating_sub(outputs)..width).collect(),
        };
        let features = match &self.features {
            Some(columns) if columns.len() != inputs => {
                return Err(error(LoadProblem::Features { expected: inputs, found: columns.len() }));
            }
            Some(columns) => columns.clone(),
            None => (0..width).filter(|column| !targets.contains(column)).collect(),
        };
        if let Some(&column) = features.iter().chain(&targets).find(|&&column| column >= width) {
            return Err(row.field_error(column, LoadProblem::NoColumn { found: width }));
        }
        let expected = width + (inputs + outputs) - (features.len() + targets.len());
        if expected != width {
            return Err(row.error(LoadProblem::Columns { expected, found: width }));
        }
        Ok((features, targets))
    }
}

impl fmt::Debug for Csv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, text: _, header, delimiter, features, targets } = self;
        f.debug_struct("Csv")
            .field("name", name)
            .field("header", header)
            .field("delimiter", &char::from(*delimiter))
            .field("features", features)
            .field("targets", targets)
            .finish_non_exhaustive()
    }
}

struct Row<'a> {
    csv: &'a Csv,
    record: &'a ByteRecord,
}

impl Row<'_> {
    fn numbers<T: Scalar + FromStr, const N: usize>(&self, columns: &[usize]) -> Result<[T; N], LoadError> {
        let mut values = [T::ZERO; N];
        for (value, &column) in values.iter_mut().zip(columns) {
            let Some(number) = self.parse::<T>(column) else {
                return Err(self.field_error(column, LoadProblem::Number { found: self.excerpt(column) }));
            };
            if !number.is_finite() {
                let problem = LoadProblem::NotFinite { scalar: type_name::<T>(), found: self.excerpt(column) };
                return Err(self.field_error(column, problem));
            }
            *value = number;
        }
        Ok(values)
    }

    /// The class in the first of `columns`.
    fn class(&self, columns: &[usize]) -> Result<usize, LoadError> {
        let column = columns.first().copied().unwrap_or_default();
        self.parse(column).ok_or_else(|| self.field_error(column, LoadProblem::Class { found: self.excerpt(column) }))
    }

    fn parse<V: FromStr>(&self, column: usize) -> Option<V> {
        str::from_utf8(self.record.get(column)?).ok()?.trim().parse().ok()
    }

    /// The text of a field, cut to what fits in a message.
    fn excerpt(&self, column: usize) -> String {
        const LONGEST: usize = 40;
        let field = String::from_utf8_lossy(self.record.get(column).unwrap_or_default());
        match field.trim().char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}...", &field.trim()[..end]),
            None => field.trim().to_string(),
        }
    }

    fn error(&self, problem: LoadProblem) -> LoadError {
        LoadError::new(&self.csv.name, Location::Line(self.line()), problem)
    }

    fn field_error(&self, column: usize, problem: LoadProblem) -> LoadError {
        // A quoted field may span lines.
        let above: usize = self.record.iter().take(column).map(line_ends).sum();
        let location = Location::Field { line: self.line() + above as u64, column: column.saturating_add(1) };
        LoadError::new(&self.csv.name, location, problem)
    }

    /// The line that the row starts on.
    fn line(&self) -> u64 {
        let text = &self.csv.text;
        let mut start = self.record.position().map_or(0, |position| position.byte() as usize).min(text.len());
        // The parser counts empty lines, and the second half of a `\r\n`, to the row that follows.
        while matches!(text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        1 + line_ends(&text[..start]) as u64
    }
}

/// How many lines end in `text`: at `\n`, `\r\n` or, as the parser has it, `\r` alone.
fn line_ends(text: &[u8]) -> usize {
    let is_end = |(at, &byte): (usize, &u8)| byte == b'\n' || byte == b'\r' && text.get(at + 1) != Some(&b'\n');
    text.iter().enumerate().filter(|&byte| is_end(byte)).count()
}

/// What some spreadsheets put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests;
