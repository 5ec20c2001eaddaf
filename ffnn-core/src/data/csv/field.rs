//! The values of single fields.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::str::FromStr;

/// Whether a field marks a missing value, in upper or lower case: an empty field, `?`, or a marker of pandas.
pub(super) fn is_missing(field: &[u8]) -> bool {
    const MARKS: [&[u8]; 14] = [
        b"",
        b"NA",
        b"N/A",
        b"#N/A",
        b"#N/A N/A",
        b"#NA",
        b"<NA>",
        b"NaN",
        b"-NaN",
        b"1.#IND",
        b"-1.#IND",
        b"1.#QNAN",
        b"-1.#QNAN",
        b"null",
    ];
    let field = field.trim_ascii();
    field == b"?" || MARKS.iter().any(|mark| field.eq_ignore_ascii_case(mark))
}

/// Whether a field marks a missing number: like [`is_missing`], and also `None`, `-` and `.`, which may be names
/// elsewhere.
pub(super) fn is_missing_number(field: &[u8]) -> bool {
    is_missing(field) || field.eq_ignore_ascii_case(b"none") || field == b"-" || field == b"."
}

/// The number in a field; `true` and `false` are 1 and 0.
pub(super) fn number<V: FromStr>(field: &[u8], decimal_comma: bool) -> Option<V> {
    let text = match field {
        _ if field.eq_ignore_ascii_case(b"true") => "1",
        _ if field.eq_ignore_ascii_case(b"false") => "0",
        _ => str::from_utf8(field).ok()?.trim(),
    };
    if !decimal_comma || !text.contains(',') {
        return text.parse().ok();
    }
    // A number with both a point and a comma has thousands separators, which are not guessed.
    if text.contains('.') { None } else { text.replace(',', ".").parse().ok() }
}

/// The class index in a field, also written as a real number: `1.000e+00`.
pub(super) fn class(field: &[u8], decimal_comma: bool) -> Option<usize> {
    /// The largest number up to which every integer is an `f64`.
    const MOST: f64 = 9_007_199_254_740_992.0;
    if let Some(class) = number(field, decimal_comma) {
        return Some(class);
    }
    let value: f64 = number(field, decimal_comma)?;
    let whole = (0.0..=MOST).contains(&value) && libm::trunc(value) == value;
    // A cast to 32 bits would turn every larger class into the largest.
    if whole { usize::try_from(value as u64).ok() } else { None }
}

/// The text of a field.
pub(super) fn text(field: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(field)
}

/// The text of a field, truncated to fit into a message.
pub(super) fn excerpt(field: &[u8]) -> String {
    const LONGEST: usize = 40;
    let field = text(field);
    match field.trim().char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &field.trim()[..end]),
        None => field.trim().to_string(),
    }
}

/// The hint for a field that is not a number.
pub(super) fn hint(field: &[u8], delimiter: u8, decimal_comma: bool) -> Option<&'static str> {
    const THOUSANDS: &str = "thousands separators? write numbers without them";
    let text = text(field);
    let text = text.trim().trim_start_matches(['-', '+']);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let separators = [',', '.', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}', '_'];
    let groups: alloc::vec::Vec<&str> = text.split(separators).collect();
    if groups.len() < 2 || !groups.iter().all(|group| digits(group)) {
        return None;
    }
    let thousands = groups[1..groups.len() - 1].iter().all(|group| group.len() == 3);
    match groups.len() {
        2 if text.contains(',') && !decimal_comma => {
            // `1,234` in a file with commas is more than a thousand; elsewhere the comma is a decimal comma.
            let decimal = delimiter != b',' || groups[1].len() != 3;
            Some(if decimal { "a decimal comma? load with `.decimal_comma()`" } else { THOUSANDS })
        }
        _ if thousands => Some(THOUSANDS),
        _ => None,
    }
}
