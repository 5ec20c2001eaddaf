//! The small part of JSON that headers use: no tree, no nesting, only whole numbers.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::Problem;

/// Reads a text from start to end.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// Offset of the text within the file, for messages.
    base: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, base: usize) -> Self {
        Self { text, at: 0, base }
    }

    /// Returns the position in the text.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Returns what was read since `start`.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    pub(crate) fn refuse<T>(&self, expected: &'static str) -> Result<T, Problem> {
        Err(Problem::Json { byte: self.base + self.at, expected })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn skip_spaces(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    pub(crate) fn is_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Skips `sign` if it is next.
    pub(crate) fn passes(&mut self, sign: u8) -> bool {
        self.skip_spaces();
        let next = self.peek() == Some(sign);
        self.at += usize::from(next);
        next
    }

    /// Skips `word` if it is next.
    pub(crate) fn passes_word(&mut self, word: &str) -> bool {
        self.skip_spaces();
        let next = self.text[self.at..].starts_with(word);
        self.at += if next { word.len() } else { 0 };
        next
    }

    pub(crate) fn expect(&mut self, sign: u8, expected: &'static str) -> Result<(), Problem> {
        if self.passes(sign) { Ok(()) } else { self.refuse(expected) }
    }

    /// Reads the comma-separated items between `open` and `close`.
    pub(crate) fn list(
        &mut self,
        (open, close): (u8, u8),
        expected: &'static str,
        mut element: impl FnMut(&mut Self) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        self.expect(open, expected)?;
        if self.passes(close) {
            return Ok(());
        }
        loop {
            element(self)?;
            if self.passes(close) {
                return Ok(());
            }
            self.expect(b',', "`,` or the end of the list")?;
        }
    }

    /// Reads a list of whole numbers and calls `visit` with each.
    pub(crate) fn numbers(&mut self, mut visit: impl FnMut(usize)) -> Result<(), Problem> {
        self.list((b'[', b']'), "a list of numbers in square brackets", |cursor| {
            visit(cursor.number()?);
            Ok(())
        })
    }

    fn number(&mut self) -> Result<usize, Problem> {
        const EXPECTED: &str = "a whole number, neither negative nor too large";
        self.skip_spaces();
        let start = self.at;
        while self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = self.since(start);
        let number = digits.parse().ok().filter(|_| digits == "0" || !digits.starts_with('0'));
        // A point or an exponent cannot continue a list, so fractions fail at the next token.
        number.map_or_else(|| Self { at: start, ..self.clone() }.refuse(EXPECTED), Ok)
    }

    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Problem> {
        const EXPECTED: &str = "text in quotation marks";
        self.expect(b'"', EXPECTED)?;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Borrowed(&self.text[start..self.at - 1]));
                }
                Some(b'\\') => break,
                Some(b' '..) => self.at += 1,
                Some(..b' ') | None => return self.refuse("the end of the text, `\"`"),
            }
        }
        // Measured first, so that exactly the needed memory is allocated.
        self.at = start;
        let (mut before, mut length) = (self.clone(), 0);
        while let Some(letter) = before.letter()? {
            length += letter.len_utf8();
        }
        let mut text = String::with_capacity(length);
        while let Some(letter) = self.letter()? {
            text.push(letter);
        }
        Ok(Cow::Owned(text))
    }

    /// Reads the next character of a text; `None` after the closing quotation mark.
    fn letter(&mut self) -> Result<Option<char>, Problem> {
        let letter = match self.peek() {
            Some(b'"') => None,
            Some(b'\\') => return self.escape().map(Some),
            Some(byte @ b' '..0x80) => Some(char::from(byte)),
            Some(0x80..) => self.text[self.at..].chars().next(),
            _ => return self.refuse("the end of the text, `\"`"),
        };
        self.at += letter.map_or(1, char::len_utf8);
        Ok(letter)
    }

    /// Skips a text that was read before and yields its characters without storing them.
    pub(crate) fn letters(&mut self) -> impl Iterator<Item = char> {
        self.passes(b'"');
        core::iter::from_fn(|| self.letter().ok().flatten())
    }

    /// Reads an escape sequence after its backslash.
    fn escape(&mut self) -> Result<char, Problem> {
        const EXPECTED: &str = "a JSON escape sequence";
        self.at += 1;
        let sign = self.peek();
        self.at += usize::from(sign.is_some());
        Ok(match sign {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.four_digits()?;
                let code = if (0xd800..0xdc00).contains(&first) {
                    if !self.text[self.at..].starts_with("\\u") {
                        return self.refuse("the second half of a surrogate pair");
                    }
                    self.at += 2;
                    let second = self.four_digits()?;
                    if !(0xdc00..0xe000).contains(&second) {
                        return self.refuse("the second half of a surrogate pair");
                    }
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                let Some(letter) = char::from_u32(code) else { return self.refuse(EXPECTED) };
                letter
            }
            _ => {
                return Self { at: self.at - usize::from(sign.is_some()), ..self.clone() }.refuse(EXPECTED);
            }
        })
    }

    fn four_digits(&mut self) -> Result<u32, Problem> {
        let digits =
            self.text.as_bytes().get(self.at..self.at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let Some(digits) = digits else { return self.refuse("four hexadecimal digits") };
        self.at += 4;
        Ok(digits.iter().fold(0, |sum, &digit| 16 * sum + char::from(digit).to_digit(16).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Result<Cow<'_, str>, usize> {
        Cursor::new(text, 0).string().map_err(|problem| match problem {
            Problem::Json { byte, .. } => byte,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn text_is_read_as_json_says() {
        assert_eq!(string(r#" "ab" "#), Ok("ab".into()));
        assert_eq!(string(r#""a\"\\\/\b\f\n\r\tb""#), Ok("a\"\\/\u{8}\u{c}\n\r\tb".into()));
        assert_eq!(string(r#""\u00e9 é \ud83d\ude00""#), Ok("é é 😀".into()));
    }

    #[test]
    fn text_that_is_none_is_refused_where_it_ends_to_be() {
        for (text, byte) in [
            ("ab", 0),
            ("\"ab", 3),
            ("\"a\nb\"", 2),
            (r#""\x""#, 2),
            (r#""\u12g4""#, 3),
            (r#""\ud800""#, 7),
            (r#""\udc00""#, 7),
            (r#""\"#, 2),
            ("\"\\u1é", 3),
        ] {
            assert_eq!(string(text), Err(byte), "{text}");
        }
    }

    #[test]
    fn numbers_are_whole_and_written_in_one_way() {
        let read = |text| {
            let mut numbers = alloc::vec::Vec::new();
            let mut cursor = Cursor::new(text, 0);
            cursor.numbers(|number| numbers.push(number)).map(|()| numbers).ok().filter(|_| cursor.is_end())
        };
        assert_eq!(read("[0, 10,\t18446744073709551615]"), Some(alloc::vec![0, 10, usize::MAX]));
        assert_eq!(read("[]"), Some(alloc::vec![]));
        for text in [
            "[01]",
            "[-1]",
            "[1.0]",
            "[1e2]",
            "[18446744073709551616]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[[1]]",
            "[1",
            "1",
            "[\"1\"]",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
