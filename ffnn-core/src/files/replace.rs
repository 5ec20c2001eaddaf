//! A file that is there as a whole or not at all.

use alloc::format;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// How many names are tried for the new file.
const NAMES: usize = 100;

/// Puts a file with these bytes at `path`, where another one may be, in one step.
///
/// The bytes are on the disk before the name is, so that no crash leaves the name of an empty file.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(ErrorKind::InvalidInput, "expected the name of a file"));
    };
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let (file, temporary) = create(folder, &name.to_string_lossy())?;
    let written = write(file, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // What went wrong first is what is told.
        let _ = fs::remove_file(&temporary);
        return written;
    }
    sync_folder(folder)
}

/// A new file in the folder of the one that it will replace, because only there a rename is one step.
fn create(folder: &Path, name: &str) -> io::Result<(File, PathBuf)> {
    let process = std::process::id();
    for attempt in 0..NAMES {
        let path = folder.join(format!(".{name}.{process}-{attempt}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            file => return file.map(|file| (file, path)),
        }
    }
    Err(io::Error::new(ErrorKind::AlreadyExists, "expected a free name for a temporary file, found all taken"))
}

fn write(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// The name is on the disk too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Only Unix has folders that can be opened.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
