//! Hints for error messages, found by a closer look at the line.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::records::{Record, Records, Syntax};
use super::row::Row;
use super::{Csv, field};

/// The hint for a first row that does not have `expected` columns.
pub(super) fn columns(csv: &Csv, row: &Record, header: &Record, expected: usize) -> Option<String> {
    if row.get(0).is_some_and(|field| field.starts_with(b"#")) && csv.comment.is_none() {
        return Some(COMMENT.to_string());
    }
    if let Some(hint) = delimiter(csv, row, expected) {
        return Some(hint);
    }
    let found = row.len();
    if found == expected + 1 && row.get(found - 1) == Some(b"") {
        return Some("the line ends with a delimiter: choose columns with `.features(…)` and `.targets(…)`".into());
    }
    let unnamed = csv.header && (header.len() + 1 == found || header.get(0) == Some(b""));
    if found == expected + 1 && unnamed && !csv.row_names {
        return Some("the first column has no name: leave it out with `.row_names()`".into());
    }
    let names = row.iter().any(|field| field::number::<f64>(field, true).is_none() && !field::is_missing(field));
    if !csv.header && names && row.len() > 1 {
        return Some(format!("if line {} is a header, load the file with `.header()`", row.line));
    }
    (found > expected).then(|| "choose columns with `.features(…)` and `.targets(…)`".to_string())
}

/// The hint for a delimiter that would split the row into the expected number of columns.
fn delimiter(csv: &Csv, row: &Record, expected: usize) -> Option<String> {
    let line = csv.text.get(row.place.0..row.place.1)?;
    let fields = |delimiter| {
        let mut record = Record::default();
        let read = Records::new(line, Syntax { delimiter, comment: None }).next(&mut record);
        matches!(read, Ok(true)).then_some(record).filter(|record| record.len() == expected && expected > 1)
    };
    let others = [(b';', "b';'"), (b'\t', "b'\\t'"), (b',', "b','"), (b'|', "b'|'"), (b':', "b':'"), (b' ', "b' '")];
    let mut fitting = others.iter().filter(|(delimiter, _)| *delimiter != csv.delimiter);
    let (name, record) = fitting.find_map(|(delimiter, name)| Some((name, fields(*delimiter)?)))?;
    let comma = |field: &[u8]| field.contains(&b',') && field::number::<f64>(field, true).is_some();
    if record.iter().any(comma) && !csv.decimal_comma {
        let semicolons = if *name == "b';'" { String::new() } else { format!(".delimiter({name})") };
        return Some(format!("decimal commas? load with `{semicolons}.decimal_comma()`"));
    }
    Some(format!("the line has {expected} columns with another delimiter: load with `.delimiter({name})`"))
}

/// The hint for a field that contains another delimiter.
pub(super) fn delimiter_within(row: &Row<'_>, column: usize) -> Option<String> {
    let other = |byte: &u8| matches!(byte, b';' | b'\t' | b'|');
    let found = row.record.get(column)?.iter().any(other);
    found.then(|| delimiter(row.csv, row.record, row.record.len()))?
}

/// The hint for a field of the first row that is neither a number nor a class.
pub(super) fn first(row: &Row<'_>, column: usize) -> Option<String> {
    let start = row.record.get(0).unwrap_or_default();
    if start.starts_with(b"#") && row.csv.comment.is_none() {
        return Some(COMMENT.to_string());
    }
    let (is_first, line) = (row.is_first, row.record.line);
    let text = row.record.get(column).is_some_and(|field| field::number::<f64>(field, true).is_none());
    (is_first && text).then(|| format!("if line {line} is a header, load the file with `.header()`"))
}

const COMMENT: &str = "a comment? load with `.comment(b'#')`";

/// The first few names.
pub(super) fn listed(names: &[&str]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> =
        names.iter().take(MOST).map(|name| format!("{:?}", field::excerpt(name.as_bytes()))).collect();
    let more = if names.len() > MOST { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}
