//! Recognizes files that are not CSV by their first bytes.

/// The format of `text` and advice for it, or `None` if it may be CSV.
pub(super) fn other(text: &[u8]) -> Option<(&'static str, &'static str)> {
    const EXPORT: &str = "export the table as CSV";
    const UNPACK: &str = "unpack it first";
    const FROM_PANDAS: &str = "write it with `to_csv` of pandas";
    const UTF_8: &str = "save it as UTF-8";
    const STARTS: [(&[u8], &str, &str); 19] = [
        (b"\xff\xfe\0\0", "UTF-32", UTF_8),
        (b"\xff\xfe", "UTF-16", UTF_8),
        (b"\xfe\xff", "UTF-16", UTF_8),
        (b"\x1f\x8b", "gzip data", UNPACK),
        (b"BZh", "bzip2 data", UNPACK),
        (b"\xfd7zXZ\0", "xz data", UNPACK),
        (b"\x28\xb5\x2f\xfd", "zstd data", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
        (b"PK\x03\x04", "a zip archive or a spreadsheet (xlsx, ods)", "unpack it, or export the table as CSV"),
        (b"\xd0\xcf\x11\xe0", "a spreadsheet (xls)", EXPORT),
        (b"PAR1", "a Parquet file", FROM_PANDAS),
        (b"ARROW1", "an Arrow file", FROM_PANDAS),
        (b"FEA1", "a Feather file", FROM_PANDAS),
        (b"\x93NUMPY", "a NumPy file", "write it with `numpy.savetxt`"),
        (b"\x89HDF", "an HDF5 file", FROM_PANDAS),
        (b"SQLite format 3", "a database", EXPORT),
        (b"%PDF", "a PDF file", EXPORT),
        (b"version https://git-lfs", "a pointer of Git LFS", "fetch the file with `git lfs pull`"),
        (b"@relation", "an ARFF file", "remove the lines that start with `@`"),
    ];
    if let Some((_, what, advice)) = STARTS.iter().find(|(start, ..)| text.starts_with(start)) {
        return Some((what, advice));
    }
    let start = &text.trim_ascii_start()[..text.trim_ascii_start().len().min(64)];
    let start = start.to_ascii_lowercase();
    let starts = |with: &[&[u8]]| with.iter().any(|with| start.starts_with(with));
    if starts(&[b"<!doctype html", b"<html", b"<head", b"<!--"]) {
        return Some(("a web page (HTML)", "load the file itself, not a page that shows it or reports an error"));
    }
    if starts(&[b"<?xml", b"<svg"]) {
        return Some(("XML", EXPORT));
    }
    if starts(&[b"{", b"[{", b"[["]) {
        return Some(("JSON", FROM_PANDAS));
    }
    let sample = &text[..text.len().min(4096)];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 0) => None,
        // In UTF-16, Latin letters and digits have one zero byte each.
        (even, odd) if even.max(odd) * 4 > sample.len() && even.min(odd) == 0 => Some(("UTF-16", UTF_8)),
        _ => Some(("binary data", EXPORT)),
    }
}
