//! Splits text into records of fields.

use alloc::vec::Vec;

use crate::data::{LoadProblem, Location};

/// The characters that structure the text.
#[derive(Clone, Copy)]
pub(super) struct Syntax {
    /// A space stands for any number of spaces and tabs.
    pub(super) delimiter: u8,
    /// The first byte of a comment line.
    pub(super) comment: Option<u8>,
}

/// The fields of one record, without quotes and surrounding spaces, back to back.
#[derive(Default)]
pub(super) struct Record {
    text: Vec<u8>,
    /// The end of each field in `text`.
    ends: Vec<usize>,
    /// The line on which the record starts, counted from 1.
    pub(super) line: u64,
    /// The offset of its first byte, and of the byte after it.
    pub(super) place: (usize, usize),
}

impl Record {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, column: usize) -> Option<&[u8]> {
        let start = if column == 0 { 0 } else { *self.ends.get(column - 1)? };
        self.text.get(start..*self.ends.get(column)?)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map_while(|column| self.get(column))
    }

    /// The location of a field, for error messages.
    pub(super) fn location(&self, column: usize) -> Location {
        // A quoted field may span lines.
        let above: usize = self.iter().take(column).map(line_ends).sum();
        Location::Field { line: self.line + above as u64, column: column.saturating_add(1) }
    }
}

/// Reads records one after the other.
pub(super) struct Records<'a> {
    text: &'a [u8],
    syntax: Syntax,
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a [u8], syntax: Syntax) -> Self {
        let mut records = Self { text, syntax, at: 0, line: 1 };
        // A first line like this is for Excel.
        if matches!(text.strip_prefix(b"sep="), Some([_, b'\r' | b'\n', ..])) {
            records.at = b"sep=;".len();
            records.end_line();
        }
        records
    }

    /// Reads the next record that is not empty. Returns whether there is one.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, (Location, LoadProblem)> {
        loop {
            let start = self.at;
            self.skip_blanks();
            match self.peek() {
                None => return Ok(false),
                Some(b'\r' | b'\n') => self.end_line(),
                byte if byte == self.syntax.comment => {
                    self.at += self.up_to_line_end();
                    self.end_line();
                }
                Some(_) => {
                    // If tabs are delimiters, leading ones are empty fields.
                    self.at = start;
                    break;
                }
            }
        }
        record.text.clear();
        record.ends.clear();
        record.line = self.line;
        record.place.0 = self.at;
        loop {
            self.skip_blanks();
            if self.peek() == Some(b'"') {
                self.quoted(record)?;
            } else {
                self.plain(record);
            }
            record.ends.push(record.text.len());
            record.place.1 = self.at;
            match self.peek() {
                Some(byte) if byte == self.syntax.delimiter => self.at += 1,
                Some(b'\r' | b'\n') => {
                    self.end_line();
                    return Ok(true);
                }
                None => return Ok(true),
                // The delimiter was any number of spaces.
                Some(_) => {}
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Whether `byte` is a space or a tab, but not a delimiter of its own.
    fn is_blank(&self, byte: u8) -> bool {
        byte == b' ' || byte == b'\t' && byte != self.syntax.delimiter
    }

    fn skip_blanks(&mut self) {
        self.at += self.text[self.at..].iter().take_while(|&&byte| self.is_blank(byte)).count();
    }

    fn up_to_line_end(&self) -> usize {
        self.text[self.at..].iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count()
    }

    /// Skips `\n`, `\r\n` or `\r`, if present.
    fn end_line(&mut self) {
        if self.at < self.text.len() {
            self.at += if self.text[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
            self.line += 1;
        }
    }

    fn plain(&mut self, record: &mut Record) {
        let spaced = self.syntax.delimiter == b' ';
        let ends = |byte: u8| byte == self.syntax.delimiter || matches!(byte, b'\r' | b'\n') || spaced && byte == b'\t';
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len());
        let blanks = rest[..length].iter().rev().take_while(|&&byte| self.is_blank(byte)).count();
        record.text.extend_from_slice(&rest[..length - blanks]);
        self.at += length;
        if spaced {
            self.skip_blanks();
        }
    }

    /// Reads a quoted field, in which a doubled quote stands for one.
    fn quoted(&mut self, record: &mut Record) -> Result<(), (Location, LoadProblem)> {
        let opened = Location::Field { line: self.line, column: record.len() + 1 };
        let start = record.text.len();
        loop {
            self.at += 1;
            let rest = &self.text[self.at..];
            let Some(length) = rest.iter().position(|&byte| byte == b'"') else {
                return Err((opened, LoadProblem::OpenQuote));
            };
            record.text.extend_from_slice(&rest[..length]);
            self.at += length + 1;
            if self.peek() != Some(b'"') {
                break;
            }
            record.text.push(b'"');
        }
        self.line += line_ends(&record.text[start..]) as u64;
        self.skip_blanks();
        match self.peek() {
            None | Some(b'\r' | b'\n') => Ok(()),
            Some(byte) if byte == self.syntax.delimiter || self.syntax.delimiter == b' ' => Ok(()),
            Some(_) => Err((opened, LoadProblem::AfterQuote)),
        }
    }
}

/// Number of line ends in `text`: `\n`, `\r\n` or a single `\r`.
fn line_ends(text: &[u8]) -> usize {
    let is_end = |(at, &byte): (usize, &u8)| byte == b'\n' || byte == b'\r' && text.get(at + 1) != Some(&b'\n');
    text.iter().enumerate().filter(|&byte| is_end(byte)).count()
}
