//! Reading regular files, up to their length when opened.

use core::ops::Range;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Take};
use std::path::Path;
use std::vec::Vec;

/// Opens the regular file at `path`, following symbolic links, for reading.
///
/// A pipe would wait for a writer and a device might never end, so neither is opened, and neither is a folder. The
/// reader ends where the file ended when it was opened, so that a growing file is read in bounded memory.
pub(crate) fn open(path: &Path) -> io::Result<Take<File>> {
    // Checked before opening, because opening a pipe blocks, and again after, because the name may refer to another
    // file by then.
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    check(&metadata)?;
    Ok(file.take(metadata.len()))
}

/// Reads the regular file at `path`. Fails with [`ErrorKind::OutOfMemory`] if it does not fit into memory.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let (mut file, mut bytes) = (open(path)?, Vec::new());
    read_rest(&mut file, &mut bytes)?;
    Ok(bytes)
}

/// Appends the rest of `file` to `bytes`, with a single allocation.
pub(crate) fn read_rest(file: &mut Take<File>, bytes: &mut Vec<u8>) -> io::Result<()> {
    read_some(file, file.limit(), bytes)
}

/// Appends at most `count` bytes of `file` to `bytes`, with a single allocation.
pub(crate) fn read_some(file: &mut Take<File>, count: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let count = count.min(file.limit());
    reserve(bytes, count)?;
    file.take(count).read_to_end(bytes).map(|_| ())
}

/// Reads these ranges, which are in ascending order in `file`, back to back.
pub(crate) fn read_ranges(mut file: File, ranges: &[Range<u64>]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reserve(&mut bytes, ranges.iter().map(|range| range.end - range.start).sum())?;
    for range in ranges {
        file.seek(SeekFrom::Start(range.start))?;
        file.by_ref().take(range.end - range.start).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn reserve(bytes: &mut Vec<u8>, count: u64) -> io::Result<()> {
    let count = usize::try_from(count).map_err(|_| ErrorKind::OutOfMemory)?;
    Ok(bytes.try_reserve_exact(count).map_err(|_| ErrorKind::OutOfMemory)?)
}

/// Fails for anything but a regular file.
pub(crate) fn check(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    if metadata.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "expected a regular file, found a folder"));
    }
    let message = std::format!(
        "expected a regular file, found {}: go through a regular file, or pass the bytes themselves",
        kind(metadata.file_type())
    );
    Err(io::Error::new(ErrorKind::InvalidInput, message))
}

#[cfg(unix)]
fn kind(file: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if file.is_fifo() => "a pipe",
        () if file.is_socket() => "a socket",
        () if file.is_char_device() || file.is_block_device() => "a device",
        () => "something else",
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "something else"
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn a_file_is_read_to_where_it_ended_when_it_was_opened() {
        let path = std::env::temp_dir().join(std::format!("ffnn-regular-{}", std::process::id()));
        fs::write(&path, "whole").expect("a file");
        assert_eq!(read(&path).expect("a file"), b"whole");
        let mut opened = open(&path).expect("a file");
        fs::write(&path, "whole and more").expect("a file");
        let mut bytes = Vec::new();
        read_rest(&mut opened, &mut bytes).expect("a file");
        assert_eq!(bytes, b"whole");
        fs::remove_file(path).expect("a file");
    }

    #[test]
    #[cfg(unix)]
    fn what_is_not_a_regular_file_is_not_opened() {
        let refusal = |path: &str| open(Path::new(path)).expect_err("not a regular file");
        assert_eq!(
            refusal("/dev/zero").to_string(),
            "expected a regular file, found a device: go through a regular file, or pass the bytes themselves"
        );
        assert_eq!(refusal("/").kind(), ErrorKind::IsADirectory);
        assert_eq!(refusal("/dev/zero/no").kind(), ErrorKind::NotADirectory);
        // A pipe without a writer, on which opening would block.
        let path = std::env::temp_dir().join(std::format!("ffnn-pipe-{}", std::process::id()));
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("a process");
        assert!(made.success());
        let error = open(&path).expect_err("a pipe").to_string();
        fs::remove_file(path).expect("a pipe");
        assert!(error.starts_with("expected a regular file, found a pipe"), "{error}");
    }
}
