//! Claims about a network, with the messages for those that do not hold.

/// Fails to compile with the message `otherwise`, at the call site, unless `holds`.
#[track_caller]
pub const fn claim(holds: bool, otherwise: &str) {
    assert!(holds, "{}", otherwise);
}

/// Fails to compile unless the entry called `kind` is a layer that does what `asked` says.
#[track_caller]
pub const fn fits(holds: bool, kind: &str, asked: &str) {
    if !holds {
        tell(&[
            "`",
            kind,
            "` is not a layer that ",
            asked,
            ": `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer of your own implements \
             `Layer` or `Activation`",
        ]);
    }
}

/// Fails to compile if the entry called `kind` must state its width. Without one it would keep the `values` before it.
#[track_caller]
pub const fn keeps(needs_width: bool, kind: &str, width: &str, values: &str) {
    if needs_width {
        tell(&["`", kind, "` needs its number of outputs: write `", kind, "<", width, ">` to keep ", values]);
    }
}

/// Fails to compile unless the last entry, called `kind`, is a head. Returns how it is [placed](super::how).
#[track_caller]
pub const fn head(holds: bool, kind: &str) -> u8 {
    if !holds {
        tell(&[
            "`",
            kind,
            "` is not a head, but the list must end with one: add `Softmax` (one of several classes), `Sigmoid` \
             (independent yes-or-no answers) or `Linear` (real values); a head of your own implements `Head`",
        ]);
    }
    super::how(true, false)
}

/// Fails with the text of all parts. A constant cannot format.
#[track_caller]
const fn tell(parts: &[&str]) {
    let (mut text, mut end, mut part) = ([0; 1024], 0, 0);
    while part < parts.len() {
        let (bytes, mut index) = (parts[part].as_bytes(), 0);
        while index < bytes.len() && end < text.len() {
            text[end] = bytes[index];
            (end, index) = (end + 1, index + 1);
        }
        part += 1;
    }
    match core::str::from_utf8(text.split_at(end).0) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("the list has a name of more than a thousand letters"),
    }
}
