//! One row of a table.

use alloc::string::String;
use core::any::type_name;
use core::str::FromStr;

use super::missing::{Means, Missing};
use super::records::Record;
use super::{Csv, field, hints};
use crate::Scalar;
use crate::data::{LoadError, LoadProblem, Location};

pub(super) struct Row<'a> {
    pub(super) csv: &'a Csv,
    pub(super) record: &'a Record,
    pub(super) header: &'a Record,
    /// Whether this may be an undeclared header.
    pub(super) is_first: bool,
}

impl Row<'_> {
    /// The features. Missing ones are filled now or wait for a mean; `number` is the row's index in the data.
    pub(super) fn input<T: Scalar + FromStr, const N: usize>(
        &self,
        columns: &[usize],
        means: &mut Means,
        number: usize,
    ) -> Result<[T; N], LoadError> {
        let mut values = [T::ZERO; N];
        for (feature, (value, &column)) in values.iter_mut().zip(columns).enumerate() {
            match self.csv.missing {
                Missing::Constant(constant) if field::is_missing_number(self.field(column)) => {
                    *value = T::from_f64(constant);
                }
                Missing::Mean if field::is_missing_number(self.field(column)) => means.wait(number, feature),
                Missing::Mean => {
                    *value = self.number(column)?;
                    means.add(feature, value.to_f64());
                }
                _ => *value = self.number(column)?,
            }
        }
        Ok(values)
    }

    /// Whether a value is missing in any of these columns.
    pub(super) fn lacks_any(&self, features: &[usize], targets: &[usize]) -> bool {
        features.iter().any(|&column| field::is_missing_number(self.field(column)))
            || targets.iter().any(|&column| field::is_missing(self.field(column)))
    }

    pub(super) fn number<T: Scalar + FromStr>(&self, column: usize) -> Result<T, LoadError> {
        let (field, decimal_comma) = (self.field(column), self.csv.decimal_comma);
        match field::number::<T>(field, decimal_comma) {
            Some(number) if number.is_finite() => Ok(number),
            _ if field::is_missing_number(field) => Err(self.missing(column)),
            Some(_) => {
                let problem = LoadProblem::NotFinite { scalar: type_name::<T>(), found: self.excerpt(column) };
                Err(self.field_error(column, problem))
            }
            None => {
                let problem = LoadProblem::Number { found: self.excerpt(column) };
                let hint = field::hint(field, self.csv.delimiter, decimal_comma).map(String::from);
                let hint = hint.or_else(|| hints::delimiter_within(self, column));
                Err(self.field_error(column, problem).with_hint(hint.or_else(|| hints::first(self, column))))
            }
        }
    }

    pub(super) fn class(&self, column: usize) -> Result<usize, LoadError> {
        let field = self.field(column);
        if let Some(class) = field::class(field, self.csv.decimal_comma) {
            return Ok(class);
        }
        if field::is_missing(field) {
            return Err(self.missing(column));
        }
        let problem = LoadProblem::Class { found: self.excerpt(column) };
        let named =
            || field::number::<f64>(field, true).is_none().then(|| "names? load with `.classes_named()`".into());
        Err(self.field_error(column, problem).with_hint(hints::first(self, column).or_else(named)))
    }

    /// The text of a field that must not be missing.
    pub(super) fn name(&self, column: usize) -> Result<String, LoadError> {
        let field = self.field(column);
        if field::is_missing(field) {
            return Err(self.missing(column));
        }
        // Lossy decoding could merge different names into one.
        let name = str::from_utf8(field).map(String::from);
        name.map_err(|_| self.field_error(column, LoadProblem::Encoding { found: self.excerpt(column) }))
    }

    fn field(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default()
    }

    pub(super) fn excerpt(&self, column: usize) -> String {
        field::excerpt(self.field(column))
    }

    fn missing(&self, column: usize) -> LoadError {
        self.field_error(column, LoadProblem::Missing { found: self.excerpt(column) })
    }

    pub(super) fn error(&self, problem: LoadProblem) -> LoadError {
        LoadError::new(&self.csv.name, Location::Line(self.record.line), problem)
    }

    pub(super) fn field_error(&self, column: usize, problem: LoadProblem) -> LoadError {
        LoadError::new(&self.csv.name, self.record.location(column), problem)
    }
}
