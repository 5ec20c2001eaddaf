//! CSV files, as written by spreadsheets, pandas, NumPy and R.
//!
//! ```
//! use ffnn::data::{Dataset, csv};
//!
//! # fn main() -> Result<(), ffnn::data::LoadError> {
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
//! | the file has | write |
//! |---|---|
//! | a first line with column names | [`.header()`](Csv::header) |
//! | semicolons, tabs, spaces between fields | [`.delimiter(b';')`](Csv::delimiter) |
//! | decimal commas (`1,5`) | [`.decimal_comma()`](Csv::decimal_comma) |
//! | comment lines | [`.comment(b'#')`](Csv::comment) |
//! | row names or row numbers in the first column | [`.row_names()`](Csv::row_names) |
//! | columns to ignore, targets in the first column | [`.features([2, 3])`](Csv::features), [`.targets([0])`](Csv::targets) |
//! | missing values: empty fields, `NA`, `NaN`, `?` | [`.missing(Missing::DropRow)`](Csv::missing) |
//! | class names | [`.classes_named()`](Csv::classes_named) |
//! | real numbers as targets | [`.values()`](Csv::values) |
//!
//! None of this is guessed, but error messages suggest the setting that fits. Code counts columns from 0; messages
//! count lines and columns from 1.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::type_name;
use core::fmt;
use core::str::FromStr;
use std::io::Read;
use std::path::Path;

use super::{Dataset, LoadError, LoadProblem, Location};
use crate::Scalar;
use crate::files::regular_file;

mod field;
mod hints;
mod kind;
mod missing;
mod records;
mod row;

use missing::Means;
pub use missing::Missing;
use records::{Record, Records, Syntax};
use row::Row;

/// Reads the CSV file at `path`. Fails if it is not a regular file or cannot be read; for a pipe, use [`read`].
pub fn open(path: impl AsRef<Path>) -> Result<Csv, LoadError> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let file =
        regular_file::open(path).map_err(|error| LoadError::new(&name, Location::File, LoadProblem::Open(error)))?;
    read(name, file)
}

/// Reads CSV from `source` to its end; `name` stands for the source in error messages. Fails if the source cannot be
/// read.
pub fn read(name: impl Into<String>, mut source: impl Read) -> Result<Csv, LoadError> {
    let name = name.into();
    let mut text = Vec::new();
    if let Err(error) = source.read_to_end(&mut text) {
        return Err(LoadError::new(&name, Location::File, LoadProblem::Read(error)));
    }
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(Csv {
        name,
        text,
        header: false,
        row_names: false,
        delimiter: b',',
        decimal_comma: false,
        comment: None,
        missing: Missing::Error,
        features: None,
        targets: None,
    })
}

/// The text of a CSV file and the settings to parse it with. By default there is no header, the delimiter is a comma,
/// the targets are the last columns, and all other columns are features.
///
/// Fields may be quoted and surrounded by spaces; `true` and `false` are 1 and 0. Empty lines are skipped, and so is a
/// first line `sep=;`, which some files have for Excel.
#[derive(Clone)]
pub struct Csv {
    name: String,
    text: Vec<u8>,
    header: bool,
    row_names: bool,
    delimiter: u8,
    decimal_comma: bool,
    comment: Option<u8>,
    missing: Missing,
    features: Option<Vec<usize>>,
    targets: Option<Vec<usize>>,
}

/// A data set of class indices, with the names of the classes.
pub type NamedClasses<T, const N: usize> = (Dataset<[T; N], usize>, Vec<String>);

impl Csv {
    /// Skips the first row, which holds column names.
    pub fn header(self) -> Self {
        Self { header: true, ..self }
    }

    /// Skips the first column: the index of pandas, or the row names of R, which have no name in the header.
    ///
    /// ```
    /// # use ffnn::data::{Dataset, csv};
    /// let text = ",length,kind\n0,5.0,0\n1,7.5,1\n";
    /// let data: Dataset<[f32; 1], usize> = csv::read("pandas.csv", text.as_bytes())?.header().row_names().classes()?;
    /// assert_eq!(data.inputs(), [[5.0], [7.5]]);
    /// # Ok::<(), ffnn::data::LoadError>(())
    /// ```
    pub fn row_names(self) -> Self {
        Self { row_names: true, ..self }
    }

    /// Sets the delimiter between fields, such as `b';'` or `b'\t'`. `b' '` stands for any number of spaces and tabs.
    pub fn delimiter(self, delimiter: u8) -> Self {
        Self { delimiter, ..self }
    }

    /// Reads numbers with a decimal comma: `1,5`. Fields are then separated by semicolons, unless
    /// [`delimiter`](Self::delimiter) is set.
    ///
    /// ```
    /// # use ffnn::data::{Dataset, csv};
    /// let data: Dataset<[f32; 1], usize> = csv::read("table.csv", &b"1,5;0\n2,5;1\n"[..])?.decimal_comma().classes()?;
    /// assert_eq!(data.inputs(), [[1.5], [2.5]]);
    /// # Ok::<(), ffnn::data::LoadError>(())
    /// ```
    pub fn decimal_comma(self) -> Self {
        let delimiter = if self.delimiter == b',' { b';' } else { self.delimiter };
        Self { decimal_comma: true, delimiter, ..self }
    }

    /// Skips lines that start with this byte, such as `b'#'`.
    ///
    /// ```
    /// # use ffnn::data::{Dataset, csv};
    /// let text = "# written by numpy.savetxt\n1.0e+00,0.0e+00\n";
    /// let data: Dataset<[f32; 1], usize> = csv::read("table.csv", text.as_bytes())?.comment(b'#').classes()?;
    /// assert_eq!(data.targets(), [0]);
    /// # Ok::<(), ffnn::data::LoadError>(())
    /// ```
    pub fn comment(self, start: u8) -> Self {
        Self { comment: Some(start), ..self }
    }

    /// Sets how to handle missing values, which are an error by default.
    ///
    /// ```
    /// # use ffnn::data::{Dataset, csv};
    /// use ffnn::data::csv::Missing;
    ///
    /// let table = csv::read("table.csv", &b"1,2,0\nNA,4,1\n5,?,2\n"[..])?;
    /// let dropped: Dataset<[f32; 2], usize> = table.clone().missing(Missing::DropRow).classes()?;
    /// assert_eq!(dropped.inputs(), [[1.0, 2.0]]);
    /// let filled: Dataset<[f32; 2], usize> = table.missing(Missing::Mean).classes()?;
    /// assert_eq!(filled.inputs(), [[1.0, 2.0], [3.0, 4.0], [5.0, 3.0]]);
    /// # Ok::<(), ffnn::data::LoadError>(())
    /// ```
    pub fn missing(self, missing: Missing) -> Self {
        Self { missing, ..self }
    }

    /// Chooses the feature columns, in the order of the input's values. The first column is 0.
    pub fn features(self, columns: impl IntoIterator<Item = usize>) -> Self {
        Self { features: Some(columns.into_iter().collect()), ..self }
    }

    /// Chooses the target columns, in the order of the target's values. The first column is 0.
    pub fn targets(self, columns: impl IntoIterator<Item = usize>) -> Self {
        Self { targets: Some(columns.into_iter().collect()), ..self }
    }

    /// Loads the table with a class index as the target: 0, 1, 2, ..., also written `1.0` or `1.000e+00`.
    ///
    /// # Errors
    ///
    /// Fails if there is no row, if rows differ in length or do not fit `N`, if a feature is not a finite number, or if
    /// a target is not one of 0, 1, 2, .... The number of classes is checked later, by the network.
    pub fn classes<T: Scalar + FromStr, const N: usize>(&self) -> Result<Dataset<[T; N], usize>, LoadError> {
        self.rows(1, |row, columns| row.class(columns[0]))
    }

    /// Loads the table with class names as the target, and returns the names: class `k` is called `names[k]`.
    ///
    /// The names are sorted as text, as in scikit-learn and pandas, or by value if all of them are numbers. Load
    /// further files of the same kind with [`classes_as`](Self::classes_as), because they may lack a class.
    ///
    /// ```
    /// # use ffnn::data::{Dataset, csv};
    /// let (data, names): (Dataset<[f32; 1], usize>, _) =
    ///     csv::read("mail.csv", &b"0.5,spam\n0.1,ham\n0.7,spam\n"[..])?.classes_named()?;
    /// assert_eq!(names, ["ham", "spam"]);
    /// assert_eq!(data.targets(), [1, 0, 1]);
    /// # Ok::<(), ffnn::data::LoadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`classes`](Self::classes), except that any text is a class.
    #[doc(alias = "LabelEncoder")]
    pub fn classes_named<T: Scalar + FromStr, const N: usize>(&self) -> Result<NamedClasses<T, N>, LoadError> {
        let mut seen = BTreeMap::new();
        let data: Dataset<[T; N], usize> = self.rows(1, |row, columns| {
            let found = seen.len();
            Ok(*seen.entry(row.name(columns[0])?).or_insert(found))
        })?;
        let mut names: Vec<(String, usize)> = seen.into_iter().collect();
        let number = |name: &str| name.parse::<f64>().ok().filter(|value| value.is_finite());
        if names.iter().all(|(name, _)| number(name).is_some()) {
            names.sort_by(|(one, _), (other, _)| number(one).unwrap_or(0.0).total_cmp(&number(other).unwrap_or(0.0)));
        }
        let mut classes = alloc::vec![0; names.len()];
        names.iter().enumerate().for_each(|(class, &(_, first))| classes[first] = class);
        let names = names.into_iter().map(|(name, _)| name).collect();
        Ok((data.map_targets(|first| classes[first]), names))
    }

    /// Loads the table with class names as the target, given all names: class `k` is called `names[k]`.
    ///
    /// ```
    /// # use ffnn::data::{Dataset, csv};
    /// let data: Dataset<[f32; 1], usize> = csv::read("test.csv", &b"0.7,spam\n"[..])?.classes_as(&["ham", "spam"])?;
    /// assert_eq!(data.targets(), [1]);
    /// # Ok::<(), ffnn::data::LoadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`classes`](Self::classes). Also fails if a target is not one of the names, if there are no names,
    /// or if two are equal.
    pub fn classes_as<T: Scalar + FromStr, const N: usize>(
        &self,
        names: &[impl AsRef<str>],
    ) -> Result<Dataset<[T; N], usize>, LoadError> {
        let error = |problem| LoadError::new(&self.name, Location::File, problem);
        if names.is_empty() {
            return Err(error(LoadProblem::NoName));
        }
        let mut earlier = BTreeSet::new();
        if let Some(twice) = names.iter().map(AsRef::as_ref).find(|&name| !earlier.insert(name)) {
            return Err(error(LoadProblem::SameName { found: twice.to_string() }));
        }
        self.rows(1, |row, columns| {
            let found = row.name(columns[0])?;
            let known = names.iter().position(|name| name.as_ref() == found);
            known.ok_or_else(|| {
                let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
                let problem = LoadProblem::Name { expected: hints::listed(&names), found: row.excerpt(columns[0]) };
                row.field_error(columns[0], problem)
            })
        })
    }

    /// Loads the table with `K` real numbers as the target.
    ///
    /// # Errors
    ///
    /// Fails if there is no row, if rows differ in length or do not fit `N` and `K`, or if a field is not a finite number.
    pub fn values<T: Scalar + FromStr, const N: usize, const K: usize>(
        &self,
    ) -> Result<Dataset<[T; N], [T; K]>, LoadError> {
        self.rows(K, |row, columns| {
            let mut values = [T::ZERO; K];
            for (value, &column) in values.iter_mut().zip(columns) {
                *value = row.number(column)?;
            }
            Ok(values)
        })
    }

    fn rows<T: Scalar + FromStr, Y, const N: usize>(
        &self,
        targets: usize,
        mut target: impl FnMut(&Row<'_>, &[usize]) -> Result<Y, LoadError>,
    ) -> Result<Dataset<[T; N], Y>, LoadError> {
        let error = |problem| LoadError::new(&self.name, Location::File, problem);
        self.check_settings::<T>().map_err(error)?;
        if let Some((found, advice)) = kind::other(&self.text) {
            return Err(error(LoadProblem::OtherFormat { found, advice }));
        }
        let mut records = Records::new(&self.text, Syntax { delimiter: self.delimiter, comment: self.comment });
        let mut next = |record: &mut Record| {
            records.next(record).map_err(|(location, problem)| LoadError::new(&self.name, location, problem))
        };
        let (mut header, mut record) = (Record::default(), Record::default());
        if self.header && !next(&mut header)? || !next(&mut record)? {
            return Err(error(LoadProblem::Empty));
        }
        let width = record.len();
        let first = Row { csv: self, record: &record, header: &header, is_first: !self.header };
        let (features, targets) = self.columns(&first, N, targets)?;
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        let mut means = Means::new(if self.missing == Missing::Mean { N } else { 0 });
        let mut is_first = !self.header;
        loop {
            let row = Row { csv: self, record: &record, header: &header, is_first };
            if record.len() != width {
                return Err(row.error(LoadProblem::Columns { expected: width, found: record.len() }));
            }
            if self.missing != Missing::DropRow || !row.lacks_any(&features, &targets) {
                let input = row.input(&features, &mut means, inputs.len())?;
                outputs.push(target(&row, &targets)?);
                inputs.push(input);
            }
            is_first = false;
            if !next(&mut record)? {
                break;
            }
        }
        means.fill(&mut inputs).map_err(|feature| error(LoadProblem::NoValue { column: features[feature] + 1 }))?;
        Dataset::new(inputs, outputs).map_err(|_| error(LoadProblem::Empty))
    }

    /// Fails if a setting is invalid.
    fn check_settings<T: Scalar>(&self) -> Result<(), LoadProblem> {
        let part_of_numbers = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
        let delimiter = self.delimiter;
        if part_of_numbers(delimiter)
            || matches!(delimiter, b'"' | b'\r' | b'\n')
            || delimiter == b',' && self.decimal_comma
            || Some(delimiter) == self.comment
        {
            return Err(LoadProblem::Delimiter { found: delimiter });
        }
        match self.missing {
            Missing::Constant(found) if !T::from_f64(found).is_finite() => {
                Err(LoadProblem::Constant { scalar: type_name::<T>(), found })
            }
            _ => Ok(()),
        }
    }

    /// The columns of the `inputs` features and `outputs` targets in a table whose first row is `row`.
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
        let start = usize::from(self.row_names);
        let features = match &self.features {
            Some(columns) if columns.len() != inputs => {
                return Err(error(LoadProblem::Features { expected: inputs, found: columns.len() }));
            }
            Some(columns) => columns.clone(),
            None => (start..width).filter(|column| !targets.contains(column)).collect(),
        };
        if let Some(&column) = features.iter().chain(&targets).find(|&&column| column >= width) {
            return Err(row.field_error(column, LoadProblem::NoColumn { found: width }));
        }
        let expected = width + (inputs + outputs) - (features.len() + targets.len());
        if expected != width {
            let problem = LoadProblem::Columns { expected, found: width };
            let hint = hints::columns(self, row.record, row.header, expected);
            return Err(row.error(problem).with_hint(hint));
        }
        Ok((features, targets))
    }
}

impl fmt::Debug for Csv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, text: _, header, row_names, delimiter, decimal_comma, comment, missing, features, targets } =
            self;
        f.debug_struct("Csv")
            .field("name", name)
            .field("header", header)
            .field("row_names", row_names)
            .field("delimiter", &char::from(*delimiter))
            .field("decimal_comma", decimal_comma)
            .field("comment", &comment.map(char::from))
            .field("missing", missing)
            .field("features", features)
            .field("targets", targets)
            .finish_non_exhaustive()
    }
}

/// The byte order mark that some spreadsheets put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests;
