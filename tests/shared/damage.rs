//! Truncated files, and files with single bytes changed.

/// Calls `parse` with the bytes, with their prefixes, and with single bytes changed: at about `places` positions, or at all
/// positions of a short file.
pub(crate) fn each_damaged(bytes: &mut [u8], places: usize, mut parse: impl FnMut(&[u8])) {
    parse(bytes);
    let stride = bytes.len().div_ceil(places).max(1);
    for place in (0..bytes.len()).step_by(stride) {
        parse(&bytes[..place]);
        for change in [1, 0x80, 0xff] {
            bytes[place] ^= change;
            parse(bytes);
            bytes[place] ^= change;
        }
    }
}
